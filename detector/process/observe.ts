import type { ObservedPerson } from '../findings/index.ts';
import type { Picture } from '../frames/picture.ts';
import type { Detection, Models } from '../model/models.ts';

/** Looks at every head that is surely one: weak detections may hold a track, but nobody is judged by them. */
export const observePeople = async (
  models: Models,
  picture: Picture,
  { people, marks }: Pick<Detection, 'people' | 'marks'>,
): Promise<ObservedPerson[]> => {
  const least = models.manifest.detect.thresholds.head;
  const seen = people.filter(({ head }) => head !== null && head.score >= least);
  const heads = seen.flatMap(({ head }) => (head === null ? [] : [head.box]));
  const looks = await models.look(picture, heads, marks);
  const look_of = new Map(seen.map((person, index) => [person, looks[index] ?? null]));
  return people.map((person) => ({ ...person, look: look_of.get(person) ?? null }));
};
