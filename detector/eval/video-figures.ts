import { boxSchema, type Box, type Item, items, itemStates, type Suspicion } from '#common';
import { z } from 'zod';
import { iou } from '../findings/index.ts';

const state = z.enum(itemStates);
const personSchema = z.object({
  id: z.number().int(),
  box: boxSchema,
  head_box: boxSchema.nullish(),
  mask: state.optional(),
  hearing: state.optional(),
  helmet: state.optional(),
});

/** Truth of a video: who is where on some of its frames, and what they wear. */
export const videoTruthSchema = z.object({
  frames: z
    .array(z.object({ pts_us: z.number(), persons: z.array(personSchema).max(1000) }))
    .min(1)
    .max(1_000_000),
});
export type VideoTruth = z.infer<typeof videoTruthSchema>;

export type VideoFigures = {
  /** Persons of the video, and those whose head reaches the least size on at least one frame. */
  readonly persons: number;
  readonly persons_large_enough: number;
  /** Person and item pairs worn wrongly or not at all, head large enough; how many were raised. */
  readonly violations: number;
  readonly violations_found: number;
  readonly share_found: number | null;
  readonly leads: number;
  /** Against somebody who wears it rightly, and against nobody at all. */
  readonly leads_wrong: number;
  readonly leads_against_nobody: number;
  readonly wrong_leads_per_1000_persons: number | null;
};

const least_iou = 0.3;
/** A lead's frame and the nearest frame with truth may be so far apart. */
const most_apart_us = 300_000;

/** What the confirmation window let through, against the truth: leads right and wrong, violations found. */
export const videoFigures = (
  truth: VideoTruth,
  leads: readonly Pick<Suspicion, 'item' | 'pts_us' | 'box'>[],
  items_asked: readonly Item[],
  least_head_px: number,
): VideoFigures => {
  const large = new Set<number>();
  const violations = new Set<string>();
  const all = new Set<number>();
  for (const { persons } of truth.frames) {
    for (const person of persons) {
      all.add(person.id);
      const head = person.head_box;
      if (head === undefined || head === null || Math.max(head[2], head[3]) < least_head_px) continue;
      large.add(person.id);
      for (const item of items_asked) {
        if (person[item] === 'not_worn' || person[item] === 'worn_wrongly')
          violations.add(`${person.id} ${item}`);
      }
    }
  }
  const found = new Set<string>();
  let [wrong, nobody] = [0, 0];
  for (const { item, pts_us, box } of leads) {
    // The truth of a clip knows no fences.
    if (item === 'fence' || item === 'facility') continue;
    const person = personAt(truth, pts_us, box);
    if (person === undefined) nobody += 1;
    else if (person[item] === 'not_worn' || person[item] === 'worn_wrongly')
      found.add(`${person.id} ${item}`);
    else wrong += 1;
  }
  const violations_found = [...violations].filter((one) => found.has(one)).length;
  return {
    persons: all.size,
    persons_large_enough: large.size,
    violations: violations.size,
    violations_found,
    share_found: violations.size === 0 ? null : violations_found / violations.size,
    leads: leads.length,
    leads_wrong: wrong,
    leads_against_nobody: nobody,
    wrong_leads_per_1000_persons: all.size === 0 ? null : (1000 * (wrong + nobody)) / all.size,
  };
};

const personAt = (truth: VideoTruth, pts_us: number, box: Box): z.infer<typeof personSchema> | undefined => {
  const [frame] = truth.frames.toSorted((a, b) => Math.abs(a.pts_us - pts_us) - Math.abs(b.pts_us - pts_us));
  if (frame === undefined || Math.abs(frame.pts_us - pts_us) > most_apart_us) return undefined;
  const [best] = frame.persons
    .map((person) => ({ person, overlap: iou(person.box, box) }))
    .toSorted((a, b) => b.overlap - a.overlap);
  return best !== undefined && best.overlap >= least_iou ? best.person : undefined;
};

/** Items that a truth speaks of at all. */
export const itemsOf = ({ frames }: VideoTruth): Item[] =>
  items.filter((item) => frames.some(({ persons }) => persons.some((person) => person[item] !== undefined)));
