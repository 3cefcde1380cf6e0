import type { Item, PersonFinding, Verdict } from '#common';

/** Why an item of somebody cannot be told, and how much closer the camera must come (or zoom) so that it can. */
export type Unjudged = { readonly reason: NonNullable<Verdict['reason']>; readonly closer?: number };

/** Just enough pixels are not enough for a clear picture. */
const margin = 1.25;

export const unjudged = (
  person: Pick<PersonFinding, 'head'> & Readonly<Record<Item, Verdict>>,
  item: Item,
  least_head_px: Readonly<Record<Item, number>> | undefined,
): Unjudged | undefined => {
  const { state, reason } = person[item];
  if (state !== 'not_judgeable' || reason === undefined) return undefined;
  const box = person.head?.box;
  const least_px = least_head_px?.[item];
  if (reason !== 'too_small' || box === undefined || least_px === undefined) return { reason };
  const head_px = Math.max(box[2], box[3]);
  // Pixels grow with zoom and with nearness alike. To a tenth: nobody flies more exactly.
  const closer = Math.ceil((10 * margin * least_px) / Math.max(head_px, 1)) / 10;
  return closer > 1 ? { reason, closer } : { reason };
};
