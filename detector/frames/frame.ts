import type { Picture } from './picture.ts';
import type { Sheet } from './sheet.ts';

/**
 * One frame ready to be judged: the picture at its native size and what the detector network looks at.
 * The pixels belong to whoever made it and are only good until `release`.
 */
export type Frame = {
  /** Of the source, exact to the microsecond. */
  readonly pts_us: number;
  readonly picture: Picture;
  readonly sheets: readonly Sheet[];
  release(): void;
};
