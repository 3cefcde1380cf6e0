import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Box, type Clock, type Fault, type Item, items, type Logger, ok, type Result } from '#common';
import { Judge, type ObservedPerson } from '../findings/index.ts';
import { readPicture } from '../input/files.ts';
import { stillFrame } from '../input/still.ts';
import type { Models } from '../model/models.ts';
import { pairPeople } from '../model/people.ts';
import { observePeople } from '../process/observe.ts';
import { stillOptions } from '../process/judge-options.ts';
import { atThreshold, type PictureBoxes } from './average-precision.ts';
import { headBoxes } from './heads-of-labels.ts';
import { answerOf, headOf, type JudgedHead, type Judgement } from './judgement.ts';
import { hasState, holdsCentre, type LabelledImage } from './labels.ts';
import { type Dataset, readDataset } from './read-dataset.ts';
import { type EvalReport, type Measured, report } from './report.ts';

export type EvalOptions = {
  readonly models: Models;
  readonly ffmpeg: { readonly path: string };
  /** `given` judges the states on the labelled boxes alone, so that finding and judging are measured apart. */
  readonly boxes: 'found' | 'given';
  /** At most so many pictures, spread evenly over the data set. */
  readonly limit?: number;
  /** Only these file names. */
  readonly only?: ReadonlySet<string>;
  readonly clock: Pick<Clock, 'monotonic_us'>;
  readonly logger: Logger;
};

/** Scores down to here count for average precision; far below every threshold. */
const least_score = 0.02;

/** Measures the models on a labelled data set by the real still pipeline. Fails with INPUT_NOT_FOUND or DATASET_INVALID. */
export const evalDataset = async (path: string, options: EvalOptions): Promise<Result<EvalReport>> => {
  const start_us = options.clock.monotonic_us();
  const dataset = await readDataset(path);
  if (!dataset.ok) return dataset;
  const images = chosen(dataset.value.images, options);
  const measured: Measured[] = [];
  const faults: Fault[] = [];
  for (const [index, image] of images.entries()) {
    const picture = await readPicture(await placeOf(image, dataset.value), options.ffmpeg.path);
    if (!picture.ok) {
      faults.push(picture.error);
      continue;
    }
    const frame = { picture: picture.value, image, index };
    measured.push(
      options.boxes === 'given'
        ? await onLabels(frame, options.models)
        : await onFound(frame, options.models),
    );
    if (index % 100 === 99) options.logger.info({ done: index + 1, of: images.length }, 'pictures measured');
  }
  return ok(
    report({
      path,
      model: options.models.id,
      boxes: options.boxes,
      format: dataset.value.format,
      unknown_classes: dataset.value.unknown_classes,
      elapsed_s: (options.clock.monotonic_us() - start_us) / 1e6,
      measured,
      faults,
    }),
  );
};

const chosen = (images: readonly LabelledImage[], { limit, only }: EvalOptions): readonly LabelledImage[] => {
  const wanted = only === undefined ? images : images.filter(({ file }) => only.has(file));
  if (limit === undefined || limit >= wanted.length) return wanted;
  const step = wanted.length / limit;
  return Array.from({ length: limit }, (_, index) => wanted[Math.floor(index * step)]).flatMap((image) =>
    image === undefined ? [] : [image],
  );
};

const placeOf = async ({ file }: LabelledImage, { folders }: Dataset): Promise<string> => {
  for (const folder of folders) {
    const path = join(folder, file);
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return join(folders[0] ?? '', file);
};

type Labelled = {
  readonly picture: Awaited<ReturnType<typeof stillFrame>>['picture'] & { readonly format: 'rgb24' };
  readonly image: LabelledImage;
  readonly index: number;
};

const judged = (people: readonly ObservedPerson[], { picture }: Labelled, models: Models): JudgedHead[] => {
  const judge = new Judge(stillOptions(models.manifest), []);
  const { width_px, height_px } = picture;
  const { findings } = judge.observe({ epoch: 0, pts_us: 0, width_px, height_px, people });
  return findings.persons.flatMap((finding) => {
    const seen = people.find(({ head }) => head !== null && head === finding.head);
    return finding.head === null || seen === undefined ? [] : [{ box: finding.head.box, finding, seen }];
  });
};

const onFound = async (labelled: Labelled, models: Models): Promise<Measured> => {
  const { picture, image, index } = labelled;
  const { sheets } = await stillFrame(picture);
  const all = await models.candidates(sheets, { person: least_score, head: least_score });
  const { person, head } = models.lowest;
  const people = pairPeople(
    all.person.filter(({ score }) => score >= person),
    all.head.filter(({ score }) => score >= head),
    picture,
  );
  const heads = judged(await observePeople(models, picture, { people, marks: all.marks }), labelled, models);
  const { thresholds } = models.manifest.detect;
  const boxesOf = (name: 'person' | 'head'): PictureBoxes => {
    const truths = image.objects.flatMap((object) => (object.class === name ? [object.box] : []));
    const found = all[name].map(({ left, top, right, bottom, score }) => {
      const box: Box = [left, top, right - left, bottom - top];
      return { box, score };
    });
    const complete = image.complete.includes(name);
    return { truths, found, complete, ...atThreshold(truths, found, thresholds[name]) };
  };
  const shown = heads.filter(({ seen }) => (seen.head?.score ?? 0) >= thresholds.head);
  return {
    source: image.source,
    person: boxesOf('person'),
    head: boxesOf('head'),
    faces: image.objects.flatMap((object) =>
      object.class === 'face'
        ? [{ box: object.box, found: shown.some(({ box }) => holdsCentre(box, object.box)) }]
        : [],
    ),
    judgements: image.objects.flatMap((object) => {
      const owner = headOf(object, heads);
      const who =
        owner === undefined ? `${index} lost ${object.box.join()}` : `${index} ${owner.finding.track_id}`;
      return judgementsOf(object, who, owner);
    }),
    ...strangers(image, heads),
  };
};

/** Heads that are nobody's by the labels, where heads or faces are labelled exhaustively: accused is a thing. */
const strangers = (
  image: LabelledImage,
  heads: readonly JudgedHead[],
): Pick<Measured, 'strangers_judged' | 'strangers_accused'> => {
  if (!image.complete.includes('head')) return { strangers_judged: 0, strangers_accused: 0 };
  const nobody = heads.filter(
    (head) =>
      !image.objects.some(
        (object) =>
          ['head', 'face'].includes(object.class) &&
          (holdsCentre(head.box, object.box) || holdsCentre(object.box, head.box)),
      ),
  );
  const says = (head: JudgedHead, states: readonly string[]) =>
    items.some((item) => states.includes(head.finding[item].state));
  return {
    strangers_judged: nobody.filter((head) => says(head, ['worn', 'worn_wrongly', 'not_worn'])).length,
    strangers_accused: nobody.filter((head) => says(head, ['worn_wrongly', 'not_worn'])).length,
  };
};

const onLabels = async (labelled: Labelled, models: Models): Promise<Measured> => {
  const { picture, image, index } = labelled;
  const boxes = headBoxes(image.objects);
  const people = new Map<Box, ObservedPerson>();
  const wanted = image.objects.filter(hasState).flatMap((object) => {
    const box = boxes.get(object);
    return box === undefined ? [] : [{ object, box }];
  });
  const unique = [...new Set(wanted.map(({ box }) => box))];
  const { marks } = models.has_second_stage
    ? { marks: [] }
    : await models.detect((await stillFrame(picture)).sheets);
  const looks = await models.look(picture, unique, marks);
  unique.forEach((box, at) => {
    people.set(box, { box, score: 1, body: false, head: { box, score: 1 }, look: looks[at] ?? null });
  });
  const heads = judged([...people.values()], labelled, models);
  return {
    source: image.source,
    faces: [],
    judgements: wanted.flatMap(({ object, box }) =>
      judgementsOf(
        object,
        `${index} ${box.join()}`,
        heads.find((head) => head.box === box),
      ),
    ),
    strangers_judged: 0,
    strangers_accused: 0,
  };
};

const judgementsOf = (
  object: LabelledImage['objects'][number],
  person: string,
  head: JudgedHead | undefined,
): Judgement[] =>
  items.flatMap((item: Item) => {
    const truth = object[item];
    if (truth === undefined) return [];
    const px = Math.max(object.box[2], object.box[3]);
    return [{ item, truth, px, person, answer: head === undefined ? undefined : answerOf(head, item) }];
  });
