/**
 * What the detector network looks at: a part of the frame at some scale, padded at the right and bottom to
 * the sizes it takes. RGB, three bytes a pixel.
 */
export type Sheet = {
  readonly data: Uint8Array;
  readonly width_px: number;
  readonly height_px: number;
  /** Where its upper left corner lies in the frame, and how many frame pixels one of its pixels spans. */
  readonly x_px: number;
  readonly y_px: number;
  readonly frame_px_per_px: number;
  readonly frame_width_px: number;
  readonly frame_height_px: number;
  /** What this sheet is to be believed about, where others show the same; absent: everything. */
  readonly view?: SheetView;
};

/** How a sheet lies among the others of its frame. */
export type SheetView = {
  /** Sides at which the picture goes on: a box that touches one is a part of something another sheet shows whole. */
  readonly goes_on: {
    readonly left: boolean;
    readonly top: boolean;
    readonly right: boolean;
    readonly bottom: boolean;
  };
  /** Other sheets show the whole frame nearer, so that small boxes are theirs. */
  readonly nearer: boolean;
  /** Other sheets show the whole frame from farther, so that large boxes are theirs. */
  readonly farther: boolean;
};

/** Where a sheet is taken from, before there are pixels. `scaled_*` is the picture without the padding. */
export type SheetPlan = {
  /** Size of the whole frame at this sheet's scale. */
  readonly level_width_px: number;
  readonly level_height_px: number;
  /** The part of that level, before padding. */
  readonly left_px: number;
  readonly top_px: number;
  readonly scaled_width_px: number;
  readonly scaled_height_px: number;
  readonly width_px: number;
  readonly height_px: number;
};

const multiple = 32;
/** Up to the next size the network takes. */
export const padded = (size_px: number): number =>
  Math.max(multiple, Math.ceil(size_px / multiple) * multiple);

/** One sheet for a whole frame of video, at most `most_width_px` wide; never enlarged. */
export const planFrame = (width_px: number, height_px: number, most_width_px: number): SheetPlan => {
  const level_width_px = Math.max(1, Math.min(width_px, most_width_px));
  const level_height_px = Math.max(1, Math.round((height_px * level_width_px) / width_px));
  return {
    level_width_px,
    level_height_px,
    left_px: 0,
    top_px: 0,
    scaled_width_px: level_width_px,
    scaled_height_px: level_height_px,
    width_px: padded(level_width_px),
    height_px: padded(level_height_px),
  };
};

const tile_px = 1280;
/** A still is looked at from near to far, each level this many times smaller than the one before. */
const level_step = 3;
/** The least size of a person at which a level with a nearer one beside it is believed; of a head, a quarter. */
export const least_person_px = 96;
/** What the farther level shows too small to be believed lies whole, off the edges, in one tile of the nearer. */
const overlap_px = least_person_px * level_step + 8;
const smallest_level_px = 320;
const largest_level_px = 6144;
/** Frames from this size on come from cameras far above, whose people are small: they are enlarged. */
const enlarged_from_px = 2560;
const enlarged = 1.5;

/**
 * Several scales of a still, the large ones in overlapping tiles, so that people from near to far are found.
 * Why these scales: docs/decisions/0060-stills-at-three-scales.md.
 */
export const planStill = (width_px: number, height_px: number): SheetPlan[] => {
  const longest_px = Math.max(width_px, height_px);
  const nearest_px = longest_px < enlarged_from_px ? longest_px : longest_px * enlarged;
  const plans: SheetPlan[] = [];
  for (let level_px = Math.min(nearest_px, largest_level_px); ; level_px /= level_step) {
    const scale = level_px / longest_px;
    const level_width_px = Math.max(1, Math.round(width_px * scale));
    const level_height_px = Math.max(1, Math.round(height_px * scale));
    for (const [top_px, scaled_height_px] of spans(level_height_px, tile_px, overlap_px)) {
      for (const [left_px, scaled_width_px] of spans(level_width_px, tile_px, overlap_px)) {
        plans.push({
          level_width_px,
          level_height_px,
          left_px,
          top_px,
          scaled_width_px,
          scaled_height_px,
          width_px: padded(scaled_width_px),
          height_px: padded(scaled_height_px),
        });
      }
    }
    if (level_px / level_step < smallest_level_px) return plans;
  }
};

/** How a planned sheet lies among all sheets of its frame. */
export const viewOf = (plan: SheetPlan, plans: readonly SheetPlan[]): SheetView => ({
  goes_on: {
    left: plan.left_px > 0,
    top: plan.top_px > 0,
    right: plan.left_px + plan.scaled_width_px < plan.level_width_px,
    bottom: plan.top_px + plan.scaled_height_px < plan.level_height_px,
  },
  nearer: plans.some(({ level_width_px }) => level_width_px > plan.level_width_px),
  farther: plans.some(({ level_width_px }) => level_width_px < plan.level_width_px),
});

/** Cuts a length into [start, length] pieces of at most a tile, overlapping, evenly spread. */
export const spans = (length_px: number, most_px: number, least_overlap_px: number): [number, number][] => {
  if (length_px <= most_px) return [[0, length_px]];
  const pieces = Math.ceil((length_px - least_overlap_px) / (most_px - least_overlap_px));
  const step_px = (length_px - most_px) / (pieces - 1);
  return Array.from({ length: pieces }, (_, piece) => [Math.round(piece * step_px), most_px]);
};
