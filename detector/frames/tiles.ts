import { padded, type SheetPlan, spans } from './sheet.ts';

export type TileOptions = {
  /** How large the smallest head worth finding is in the frame; tiles are taken at a scale that makes it `target_head_px`. */
  readonly head_px: number;
  /** Width of the sheet that shows the whole frame anyway. */
  readonly whole_width_px: number;
};

/** The first stage finds heads well from about this size on (model card). */
const target_head_px = 20;
/** Where the whole frame already shows heads nearly so large, tiles bring nothing. */
const good_enough = 0.8;
const tile_px = 640;
const overlap_px = 96;
const most_tiles = 24;

/**
 * Tiles of one frame, at the scale that shows a head of the expected size as the network likes it: none
 * where the whole frame does already, never enlarged, never more than a bounded number.
 */
export const planTiles = (
  frame: { readonly width_px: number; readonly height_px: number },
  { head_px, whole_width_px }: TileOptions,
): SheetPlan[] => {
  const { width_px, height_px } = frame;
  const whole_scale = Math.min(1, whole_width_px / width_px);
  if (head_px * whole_scale >= good_enough * target_head_px || whole_scale === 1) return [];
  let scale = Math.min(1, target_head_px / Math.max(head_px, 1));
  for (;;) {
    const plans = tilesAt(width_px, height_px, scale);
    if (plans.length <= most_tiles) return plans;
    scale *= 0.9;
  }
};

const tilesAt = (width_px: number, height_px: number, scale: number): SheetPlan[] => {
  const level_width_px = Math.max(1, Math.round(width_px * scale));
  const level_height_px = Math.max(1, Math.round(height_px * scale));
  const columns = spans(level_width_px, tile_px, overlap_px);
  return spans(level_height_px, tile_px, overlap_px).flatMap(([top_px, scaled_height_px]) =>
    columns.map(([left_px, scaled_width_px]) => ({
      level_width_px,
      level_height_px,
      left_px,
      top_px,
      scaled_width_px,
      scaled_height_px,
      width_px: padded(scaled_width_px),
      height_px: padded(scaled_height_px),
    })),
  );
};
