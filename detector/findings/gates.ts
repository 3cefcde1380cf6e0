import type { Box, Item, Verdict } from '#common';
import type { ObservedPerson } from './observation.ts';

export type Reason = NonNullable<Verdict['reason']>;

/** Limits below which a look says nothing; they come from the model's manifest. */
export type Gates = {
  /** Larger side of the head box. */
  readonly least_head_px: Readonly<Record<Item, number>>;
  readonly least_sharpness: number;
  readonly least_head_score: number;
};

/** A head box that comes so near the picture's edge goes on beyond it. */
const edge_px = 1;

export const headPixels = (box: Box): number => Math.max(box[2], box[3]);

/** Why this look may not be used for this item, or undefined where it may. */
export const barrier = (
  person: ObservedPerson,
  item: Item,
  frame: { readonly width_px: number; readonly height_px: number },
  gates: Gates,
): Reason | undefined => {
  const { head, look } = person;
  if (head === null || look === null) return 'no_head';
  if (head.score < gates.least_head_score) return 'uncertain';
  if (headPixels(head.box) < gates.least_head_px[item]) return 'too_small';
  if (isCutOff(head.box, frame)) return 'cut_off';
  if (look.sharpness < gates.least_sharpness) return 'blurred';
  const [, , , not_judgeable] = look.items[item];
  // The network does not say what hides it; turned away is by far the commonest.
  return not_judgeable >= 0.5 ? 'turned_away' : undefined;
};

const isCutOff = (box: Box, frame: { readonly width_px: number; readonly height_px: number }): boolean =>
  box[0] <= edge_px ||
  box[1] <= edge_px ||
  box[0] + box[2] >= frame.width_px - edge_px ||
  box[1] + box[3] >= frame.height_px - edge_px;
