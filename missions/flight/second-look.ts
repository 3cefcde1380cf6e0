import { fail, ok, type Position, type Result } from '#common';
import { bearing_deg, type Local, planeAt } from '../plan/index.ts';
import type { Pose } from '../vehicle/index.ts';
import { between, obstacles, type WayLimits } from './way.ts';

export type LookCamera = {
  /** Horizontal field of view at the widest. */
  readonly hfov_deg: number;
  readonly width_px: number;
  readonly zoom_most: number;
};

export type LookLimits = WayLimits & {
  /** Evidence grade: a face is 0.16 m, an ear cup 0.08 m. */
  readonly px_per_m: number;
  /** Never lower than this above the take-off point. */
  readonly floor_m: number;
  /** Never nearer than this to whom is looked at. */
  readonly standoff_m: number;
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
  const blockedBy = obstacles(plane, limits);
  const free = (place: Local): boolean =>
    blockedBy(place, limits.clearance_m) === null &&
    [...between(here, place)].every((at) => blockedBy(at, 0) === null);
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
