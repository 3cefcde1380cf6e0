import { type Box, type Item, items, type Verdict } from '#common';
import { area } from './boxes.ts';
import type { Observation, ObservedPerson } from './observation.ts';

export type Reason = NonNullable<Verdict['reason']>;

/** Limits below which a look says nothing; they come from the model's manifest. */
export type Gates = {
  /** Larger side of the head box. */
  readonly least_head_px: Readonly<Record<Item, number>>;
  readonly least_sharpness: number;
  readonly least_head_score: number;
  /**
   * Where foam ear plugs are admitted, a bare ear proves nothing below this many pixels per metre of head:
   * a plug is 8 mm. Infinity for models that never learned plugs; undefined: plugs are not admitted.
   */
  readonly least_plug_px_per_m?: number;
};

/** A head box that comes so near the picture's edge goes on beyond it. */
const edge_px = 1;
/** Chin to crown of a helmeted head. */
const head_m = 0.26;
/** How much of a head somebody nearer may hide before it is not judged. */
const most_covered = 0.35;

/** The part of a head that decides, as a share of the head's larger side: face, ear with its surroundings, crown. */
const target_share: Readonly<Record<Item, number>> = { mask: 0.6, hearing: 0.35, helmet: 0.6 };

/** Edges of the picture that cut off what decides: a mask does not need the crown, a helmet not the chin. */
const needed_edges: Readonly<Record<Item, readonly ('left' | 'right' | 'top' | 'bottom')[]>> = {
  mask: ['left', 'right', 'bottom'],
  hearing: ['left', 'right'],
  helmet: ['left', 'right', 'top'],
};

export const headPixels = (box: Box): number => Math.max(box[2], box[3]);

/** Pixels on what decides about an item. */
export const targetPixels = (box: Box, item: Item): number => headPixels(box) * target_share[item];

/** 0.3–1: how much a look counts by pixels on the head and sharpness; from the side or behind it counts less. */
export const clarity = (person: ObservedPerson, item: Item, gates: Gates): number => {
  if (person.head === null || person.look === null) return 0;
  const pixels = Math.min(1, headPixels(person.head.box) / (2 * gates.least_head_px[item]));
  const sharp = Math.min(1, person.look.sharpness / (4 * Math.max(gates.least_sharpness, 1e-6)));
  const [front, left, right] = person.look.view ?? [1, 0, 0];
  const towards = item === 'hearing' ? front + left + right : front + 0.6 * (left + right);
  return Math.max(0.3, pixels * sharp * towards);
};

/** Why this look may not be used for this item, or undefined where it may. */
export const barrier = (
  person: ObservedPerson,
  item: Item,
  frame: Pick<Observation, 'width_px' | 'height_px' | 'people'>,
  gates: Gates,
): Reason | undefined => {
  const { head, look } = person;
  if (head === null || look === null) return 'no_head';
  if (head.score < gates.least_head_score) return 'uncertain';
  if (headPixels(head.box) < gates.least_head_px[item]) return 'too_small';
  if (isCutOff(head.box, item, frame)) return 'cut_off';
  if (isCovered(person, head.box, frame.people)) return 'covered';
  if (look.sharpness < gates.least_sharpness) return 'blurred';
  if (look.items[item][3] >= 0.5) return hiddenBy(person, item);
  return mayWearPlug(head.box, item, look.items[item], gates) ? 'too_small' : undefined;
};

/**
 * What hides the item: the network says only that it is not seen. Where another item of the same head is seen
 * well from in front, the head is not turned away, so something lies over it.
 */
const hiddenBy = ({ look }: ObservedPerson, item: Item): Reason => {
  if (look === null) return 'no_head';
  const back = look.view?.[3];
  if (back !== undefined) return back >= 0.5 ? 'turned_away' : 'covered';
  const seen = (other: Item) => look.items[other][3] < 0.2;
  if (item === 'helmet') return 'covered';
  return items.some((other) => other !== item && other !== 'helmet' && seen(other)) && item === 'hearing'
    ? 'covered'
    : 'turned_away';
};

/** A bare ear may hold a plug that is too small to be seen. */
const mayWearPlug = (
  box: Box,
  item: Item,
  [worn, wrongly, not_worn]: readonly [number, number, number, number],
  { least_plug_px_per_m }: Gates,
): boolean =>
  item === 'hearing' &&
  least_plug_px_per_m !== undefined &&
  wrongly + not_worn > worn &&
  headPixels(box) / head_m < least_plug_px_per_m;

const isCutOff = (
  box: Box,
  item: Item,
  frame: { readonly width_px: number; readonly height_px: number },
): boolean => {
  const touched = {
    left: box[0] <= edge_px,
    top: box[1] <= edge_px,
    right: box[0] + box[2] >= frame.width_px - edge_px,
    bottom: box[1] + box[3] >= frame.height_px - edge_px,
  };
  return needed_edges[item].some((edge) => touched[edge]);
};

/** Somebody whose feet are lower in the picture stands nearer; their box over this head hides it. */
const isCovered = (person: ObservedPerson, head: Box, people: readonly ObservedPerson[]): boolean =>
  people.some((other) => {
    if (other === person || !other.body || !person.body) return false;
    const nearer = other.box[1] + other.box[3] > person.box[1] + person.box[3] + 0.1 * person.box[3];
    return nearer && shareCovered(head, other.box) > most_covered;
  });

const shareCovered = (box: Box, by: Box): number => {
  const width = Math.min(box[0] + box[2], by[0] + by[2]) - Math.max(box[0], by[0]);
  const height = Math.min(box[1] + box[3], by[1] + by[3]) - Math.max(box[1], by[1]);
  return width <= 0 || height <= 0 ? 0 : (width * height) / Math.max(area(box), 1);
};
