import type { Placing, Position } from '#common';
import type { CameraView } from '#detector';

/** A moment of a stream: PTS of its connection, and the UTC that belongs to it with its worst-case error. */
export type Moment = {
  readonly epoch: number;
  readonly pts_us: number;
  readonly utc_us: number;
  readonly utc_error_us: number;
};

/** Where a camera was and how it looked, on the globe. Angles as in `CameraView`. */
export type CameraStand = Pick<
  CameraView,
  'up_m' | 'yaw_deg' | 'pitch_deg' | 'roll_deg' | 'hfov_deg' | 'sigma'
> & {
  readonly position: Position;
  /** Height above the ground at another place, where its height is known; null where not. */
  readonly upOver?: (place: Position) => number | null;
};

/** How the camera of a stream stood at a moment, or why nobody knows. */
export type StreamEye = {
  stand(moment: Moment): CameraStand | Exclude<Placing, 'placed' | 'no_site'>;
};
