import type { GroundSpot, Position } from '#common';
import { type CameraView, pixelOf, project } from '#detector';
import { planeAt } from '#missions';
import type { CameraStand } from './stand.ts';

type FrameSize = { readonly width_px: number; readonly height_px: number };
type Pixel = readonly [x_px: number, y_px: number];

/** What lies further away is no use to anybody: there the outline of the field of view ends. */
const far_m = 400;
const terrain_rounds = 5;
/** Points along the upper edge, where ground and far limit make it a curve. */
const upper_points = 9;

/** The camera in the middle of a plane of its own, with the ground `up_m` below. */
const viewOf = (
  { yaw_deg, pitch_deg, roll_deg, hfov_deg, sigma }: CameraStand,
  up_m: number,
): CameraView => ({
  east_m: 0,
  north_m: 0,
  up_m,
  yaw_deg,
  pitch_deg,
  roll_deg,
  hfov_deg,
  sigma,
});

/**
 * Where a pixel lies on the ground, with its error ellipse (1 σ). Over known terrain the ray is met with the
 * height of the very ground it hits, found by turns. Undefined where it looks at or above the horizon.
 */
export const groundAt = (stand: CameraStand, pixel: Pixel, size: FrameSize): GroundSpot | undefined => {
  const plane = planeAt(stand.position);
  let up_m = stand.up_m;
  for (let round = 0; ; round += 1) {
    const met = project(viewOf(stand, up_m), pixel, size);
    if (met === undefined) return undefined;
    const position = plane.toPosition(met);
    const there_m = stand.upOver?.(position) ?? up_m;
    if (round === terrain_rounds || Math.abs(there_m - up_m) < 0.1) {
      const { semi_major_m, semi_minor_m, bearing_deg } = met;
      return { ...position, semi_major_m, semi_minor_m, bearing_deg };
    }
    up_m = there_m;
  }
};

/** Where in the picture a place on the ground is seen; may lie outside of it. Undefined behind the camera. */
export const pixelAt = (stand: CameraStand, place: Position, size: FrameSize): Pixel | undefined => {
  const up_m = stand.upOver?.(place) ?? stand.up_m;
  return pixelOf(viewOf(stand, up_m), { ...planeAt(stand.position).toLocal(place), height_m: 0 }, size);
};

/**
 * The ground that the picture shows, as a ring from the lower left corner on; what is further away than 400 m
 * or above the horizon is cut off. Empty where not even the lower edge sees the ground.
 */
export const footprint = (stand: CameraStand, size: FrameSize): Position[] => {
  const { width_px, height_px } = size;
  const plane = planeAt(stand.position);
  const near = (spot: Position | undefined): spot is Position => {
    if (spot === undefined) return false;
    const { east_m, north_m } = plane.toLocal(spot);
    return Math.hypot(east_m, north_m) <= far_m;
  };
  const at = (x: number, y: number): Position | undefined => {
    const spot = groundAt(stand, [x, y], size);
    return near(spot) ? { lat_deg: spot.lat_deg, lon_deg: spot.lon_deg } : undefined;
  };
  /** The highest point of a column that still sees near ground. */
  const top = (x: number): Position | undefined => {
    let [high, low] = [0, height_px];
    const whole = at(x, 0);
    if (whole !== undefined) return whole;
    let found = at(x, height_px);
    for (let round = 0; round < 12; round += 1) {
      const middle = (high + low) / 2;
      const spot = at(x, middle);
      if (spot === undefined) high = middle;
      else [low, found] = [middle, spot];
    }
    return found;
  };
  const [left, right] = [at(0, height_px), at(width_px, height_px)];
  if (left === undefined || right === undefined) return [];
  const upper = Array.from({ length: upper_points }, (_, n) => top(width_px * (1 - n / (upper_points - 1))));
  return [left, right, ...upper.filter((spot) => spot !== undefined)];
};
