import type { GroundPoint } from './observation.ts';

/** Where the camera was and looked on one frame: local metres, degrees, and how far each may be off (1 σ). */
export type CameraView = {
  readonly east_m: number;
  readonly north_m: number;
  /** Height above the ground that people stand on, not above take-off. */
  readonly up_m: number;
  /** Clockwise from north, of the optical axis. */
  readonly yaw_deg: number;
  /** Negative looks down. */
  readonly pitch_deg: number;
  /** Clockwise as seen from behind the camera. */
  readonly roll_deg: number;
  /** Of the whole picture's width. */
  readonly hfov_deg: number;
  readonly sigma: {
    readonly position_m: number;
    readonly up_m: number;
    readonly yaw_deg: number;
    readonly pitch_deg: number;
    /** Of the point in the picture: where feet end is not known to the pixel. */
    readonly px: number;
  };
};

type FrameSize = { readonly width_px: number; readonly height_px: number };
type Point = readonly [east_m: number, north_m: number];

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
/** Nearer to the horizon than this the ground is a guess. */
const least_depression_deg = 3;

/** Distance of two points on the ground. */
export const metresBetween = (
  a: Pick<GroundPoint, 'east_m' | 'north_m'>,
  b: Pick<GroundPoint, 'east_m' | 'north_m'>,
): number => Math.hypot(a.east_m - b.east_m, a.north_m - b.north_m);

/**
 * The ray of a pinhole camera (square pixels, no distortion) through a pixel, met with level ground
 * `up_m` below: undefined where it looks at or above the horizon.
 */
const meet = (
  view: CameraView,
  [x_px, y_px]: readonly [number, number],
  size: FrameSize,
): Point | undefined => {
  const focal_px = size.width_px / 2 / Math.tan(radians(view.hfov_deg) / 2);
  const [x, y] = [(x_px - size.width_px / 2) / focal_px, (y_px - size.height_px / 2) / focal_px];
  const roll = radians(view.roll_deg);
  // Undo the roll: right and down as the horizon has them.
  const right = x * Math.cos(roll) - y * Math.sin(roll);
  const down = x * Math.sin(roll) + y * Math.cos(roll);
  const pitch = radians(view.pitch_deg);
  const forward = Math.cos(pitch) + down * Math.sin(pitch);
  const sinking = -Math.sin(pitch) + down * Math.cos(pitch);
  const depression = Math.atan2(sinking, Math.hypot(forward, right));
  if (view.up_m <= 0) return undefined;
  if (depression < radians(least_depression_deg)) return undefined;
  const metres = view.up_m / sinking;
  const yaw = radians(view.yaw_deg);
  return [
    view.east_m + metres * (forward * Math.sin(yaw) + right * Math.cos(yaw)),
    view.north_m + metres * (forward * Math.cos(yaw) - right * Math.sin(yaw)),
  ];
};

/**
 * Where a pixel lies on the ground, with its error ellipse (1 σ), by carrying the errors of position, height,
 * yaw, pitch and pixel through the projection linearly (J Σ Jᵀ with numeric derivatives).
 */
export const project = (
  view: CameraView,
  pixel: readonly [x_px: number, y_px: number],
  size: FrameSize,
): GroundPoint | undefined => {
  const point = meet(view, pixel, size);
  if (point === undefined) return undefined;
  const { sigma } = view;
  const [x, y] = pixel;
  const moved: readonly (Point | undefined)[] = [
    meet({ ...view, up_m: view.up_m + sigma.up_m }, pixel, size),
    meet({ ...view, yaw_deg: view.yaw_deg + sigma.yaw_deg }, pixel, size),
    // Downwards, so that the horizon cannot be crossed.
    meet({ ...view, pitch_deg: view.pitch_deg - sigma.pitch_deg }, pixel, size),
    meet(view, [x + sigma.px, y], size),
    meet(view, [x, y + sigma.px], size),
  ];
  let [east, both, north] = [sigma.position_m ** 2, 0, sigma.position_m ** 2];
  for (const other of moved) {
    if (other === undefined) return undefined;
    const [d_east, d_north] = [other[0] - point[0], other[1] - point[1]];
    east += d_east ** 2;
    both += d_east * d_north;
    north += d_north ** 2;
  }
  const middle = (east + north) / 2;
  const spread = Math.hypot((east - north) / 2, both);
  const bearing_deg = (Math.atan2(2 * both, north - east) / 2) * (180 / Math.PI);
  return {
    east_m: point[0],
    north_m: point[1],
    semi_major_m: Math.sqrt(middle + spread),
    semi_minor_m: Math.sqrt(Math.max(0, middle - spread)),
    bearing_deg: (bearing_deg + 180) % 180,
  };
};

/**
 * Where in the picture a place is seen, `height_m` above the ground: the pinhole camera of `project` the other
 * way round. May lie outside of the picture; undefined behind the camera.
 */
export const pixelOf = (
  view: CameraView,
  place: { readonly east_m: number; readonly north_m: number; readonly height_m: number },
  size: FrameSize,
): readonly [x_px: number, y_px: number] | undefined => {
  const focal_px = size.width_px / 2 / Math.tan(radians(view.hfov_deg) / 2);
  const yaw = radians(view.yaw_deg);
  const [east, north] = [place.east_m - view.east_m, place.north_m - view.north_m];
  const sinking = view.up_m - place.height_m;
  const level = east * Math.sin(yaw) + north * Math.cos(yaw);
  const right = east * Math.cos(yaw) - north * Math.sin(yaw);
  const pitch = radians(view.pitch_deg);
  const depth = level * Math.cos(pitch) - sinking * Math.sin(pitch);
  if (depth <= 0) return undefined;
  const down = level * Math.sin(pitch) + sinking * Math.cos(pitch);
  const roll = radians(view.roll_deg);
  return [
    size.width_px / 2 + (focal_px * (right * Math.cos(roll) + down * Math.sin(roll))) / depth,
    size.height_px / 2 + (focal_px * (down * Math.cos(roll) - right * Math.sin(roll))) / depth,
  ];
};

/** Pixels per metre across the line of sight at the middle of the picture; undefined when it looks at the sky. */
export const pixelsPerMetre = (view: CameraView, size: FrameSize): number | undefined => {
  const middle = meet(view, [size.width_px / 2, size.height_px / 2], size);
  if (middle === undefined) return undefined;
  const away_m = Math.hypot(middle[0] - view.east_m, middle[1] - view.north_m, view.up_m);
  return size.width_px / 2 / Math.tan(radians(view.hfov_deg) / 2) / away_m;
};
