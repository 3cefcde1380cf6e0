import { fail, ok, type Position, type Result } from '#common';
import { bearing_deg, type Local, planeAt } from '../plan/index.ts';
import type { Pose } from '../vehicle/index.ts';

export type LookCamera = {
  /** Horizontal field of view at the widest. */
  readonly hfov_deg: number;
  readonly width_px: number;
  readonly zoom_most: number;
};

export type LookLimits = {
  /** Evidence grade: a face is 0.16 m, an ear cup 0.08 m. */
  readonly px_per_m: number;
  /** Never lower than this above the take-off point. */
  readonly floor_m: number;
  /** Never nearer than this to whom is looked at. */
  readonly standoff_m: number;
  /** Must hold the viewpoint and the way to it. */
  readonly boundary: readonly Position[];
  /** Must hold neither, nor be nearer to either than this. */
  readonly exclusions: readonly { readonly ring: readonly Position[]; readonly standoff_m: number }[];
  /** The viewpoint keeps so much more from all of them. */
  readonly clearance_m: number;
};

export type Look = {
  readonly target: Position;
  readonly viewpoint: Position & { readonly height_m: number };
  readonly pitch_deg: number;
  readonly yaw_deg: number;
  readonly zoom_percent: number;
  readonly slant_m: number;
  readonly px_per_m: number;
  readonly turned_deg: number;
};

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const degrees = (angle: number): number => (angle * 180) / Math.PI;
/** Where a head is. */
const HEAD_M = 1.6;
/** A steeper look shows no mask, a flatter one meets machines. */
const DEPRESSION_DEG = 30;
const LEAST_DEPRESSION_DEG = 5;
const FURTHEST_M = 80;
/** Sides tried, as turns from the first look: the other side first. */
const TURNS_DEG = [180, 150, -150, 120, -120, 90, -90, 60, -60, 30, -30, 0];

/** Where the camera's axis meets the ground at take-off height; null where it does not, or too far away. */
export const lookedAt = (pose: Pose): Position | null => {
  const { gimbal, height_m } = pose;
  if (gimbal === null || height_m === null || gimbal.pitch_deg > -LEAST_DEPRESSION_DEG) return null;
  const ground_m = (height_m - HEAD_M) / Math.tan(radians(-gimbal.pitch_deg));
  if (!(ground_m >= 0 && ground_m < 500)) return null;
  const yaw = radians(gimbal.yaw_deg);
  return planeAt(pose.position).toPosition({
    north_m: ground_m * Math.cos(yaw),
    east_m: ground_m * Math.sin(yaw),
  });
};

/**
 * Proposes where to look from once more: as far away as the lens allows at the wanted pixels, the other
 * side first, inside the boundary and above the floor. px/m = W / (2 d tan(HFOV/2)), HFOV narrowed by zoom.
 */
export const proposeLook = (
  target: Position,
  from: Position,
  camera: LookCamera,
  limits: LookLimits,
): Result<Look> => {
  const { px_per_m, floor_m, standoff_m } = limits;
  const wide = Math.tan(radians(camera.hfov_deg / 2));
  const furthest_m = Math.min(FURTHEST_M, (camera.width_px * camera.zoom_most) / (2 * wide * px_per_m));
  const refused: Result<never> = fail('LOOK_NO_PLACE', { floor_m, px_per_m });
  // High enough to be above the floor, at the usual angle or, near the limit of the lens, at a steeper one.
  const least_slant_m = Math.max((floor_m - HEAD_M) / Math.sin(radians(45)), standoff_m);
  if (furthest_m < least_slant_m) return refused;
  const slant_m = Math.min(
    furthest_m,
    Math.max((floor_m - HEAD_M) / Math.sin(radians(DEPRESSION_DEG)), standoff_m * 1.5),
  );
  const rise_m = Math.max(slant_m * Math.sin(radians(DEPRESSION_DEG)), floor_m - HEAD_M);
  const ground_m = Math.sqrt(Math.max(slant_m ** 2 - rise_m ** 2, 0));
  const plane = planeAt(target);
  const here = plane.toLocal(from);
  const first_deg = bearing_deg({ north_m: 0, east_m: 0 }, here);
  const boundary = limits.boundary.map((at) => plane.toLocal(at));
  const exclusions = limits.exclusions.map(({ ring, standoff_m: keep_m }) => ({
    ring: ring.map((at) => plane.toLocal(at)),
    keep_m,
  }));
  const clear = (at: Local, margin_m: number): boolean =>
    inside(at, boundary) &&
    (margin_m === 0 || edgeDistance_m(at, boundary) >= margin_m) &&
    exclusions.every(
      ({ ring, keep_m }) => !inside(at, ring) && edgeDistance_m(at, ring) >= keep_m + margin_m,
    );
  const free = (place: Local): boolean =>
    clear(place, limits.clearance_m) && [...between(here, place)].every((at) => clear(at, 0));
  for (const turned_deg of TURNS_DEG) {
    const bearing = radians(first_deg + turned_deg);
    const place = { north_m: ground_m * Math.cos(bearing), east_m: ground_m * Math.sin(bearing) };
    if (!free(place)) continue;
    const zoom = Math.min(camera.zoom_most, Math.max(1, (2 * slant_m * wide * px_per_m) / camera.width_px));
    return ok({
      target,
      viewpoint: { ...plane.toPosition(place), height_m: Math.round((rise_m + HEAD_M) * 10) / 10 },
      pitch_deg: Math.round(-degrees(Math.asin(rise_m / slant_m)) * 10) / 10,
      yaw_deg: Math.round(bearing_deg(place, { north_m: 0, east_m: 0 }) * 10) / 10,
      zoom_percent: camera.zoom_most <= 1 ? 0 : Math.round((100 * (zoom - 1)) / (camera.zoom_most - 1)),
      slant_m: Math.round(slant_m * 10) / 10,
      px_per_m: Math.round((camera.width_px * zoom) / (2 * slant_m * wide)),
      turned_deg: Math.abs(turned_deg),
    });
  }
  return refused;
};

/** Every metre of the straight way, ends included. */
const between = function* (from: Local, to: Local): Generator<Local> {
  const steps = Math.max(1, Math.ceil(Math.hypot(to.north_m - from.north_m, to.east_m - from.east_m)));
  for (let step = 0; step <= steps; step += 1) {
    const share = step / steps;
    yield {
      north_m: from.north_m + (to.north_m - from.north_m) * share,
      east_m: from.east_m + (to.east_m - from.east_m) * share,
    };
  }
};

/** Level distance to the nearest edge of a ring. */
const edgeDistance_m = (at: Local, ring: readonly Local[]): number =>
  Math.min(
    ...ring.map((a, index) => {
      const b = ring[(index + 1) % ring.length] ?? a;
      const [north_m, east_m] = [b.north_m - a.north_m, b.east_m - a.east_m];
      const length2 = north_m ** 2 + east_m ** 2;
      const along =
        length2 === 0
          ? 0
          : Math.min(
              1,
              Math.max(0, ((at.north_m - a.north_m) * north_m + (at.east_m - a.east_m) * east_m) / length2),
            );
      return Math.hypot(at.north_m - a.north_m - along * north_m, at.east_m - a.east_m - along * east_m);
    }),
  );

const inside = ({ north_m, east_m }: Local, ring: readonly Local[]): boolean => {
  let odd = false;
  for (const [index, a] of ring.entries()) {
    const b = ring[(index + 1) % ring.length] ?? a;
    if (a.north_m > north_m === b.north_m > north_m) continue;
    const crossing = a.east_m + ((north_m - a.north_m) / (b.north_m - a.north_m)) * (b.east_m - a.east_m);
    if (east_m < crossing) odd = !odd;
  }
  return odd;
};
