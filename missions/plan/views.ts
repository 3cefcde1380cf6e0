/** Metres east, north and up of the take-off point. */
export type Spot = { readonly x: number; readonly y: number; readonly z: number };

/** A camera as it points during one leg. */
export type Eye = {
  readonly yaw_deg: number;
  readonly pitch_deg: number;
  readonly focal_px: number;
  /** Tangents of half the field of view. */
  readonly half_width: number;
  readonly half_height: number;
};

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const LEAST_DEPTH_M = 0.5;

/**
 * The stretch of a straight leg, in metres from its start, from which a target is in the picture with at least
 * `px_per_m`; null where there is none. Depth, sideways and upwards offsets are linear along the leg, so each edge
 * of the picture and the resolution bound the stretch once.
 */
export const seenAlong = (
  from: Spot,
  to: Spot,
  eye: Eye,
  target: Spot,
  px_per_m: number,
): readonly [number, number] | null => {
  const length = Math.hypot(to.x - from.x, to.y - from.y, to.z - from.z);
  const step =
    length === 0
      ? { x: 0, y: 0, z: 0 }
      : { x: (to.x - from.x) / length, y: (to.y - from.y) / length, z: (to.z - from.z) / length };
  const yaw = radians(eye.yaw_deg);
  const pitch = radians(eye.pitch_deg);
  const axis = {
    x: Math.cos(pitch) * Math.sin(yaw),
    y: Math.cos(pitch) * Math.cos(yaw),
    z: Math.sin(pitch),
  };
  const right = { x: Math.cos(yaw), y: -Math.sin(yaw), z: 0 };
  const up = {
    x: -Math.sin(pitch) * Math.sin(yaw),
    y: -Math.sin(pitch) * Math.cos(yaw),
    z: Math.cos(pitch),
  };
  const away = { x: target.x - from.x, y: target.y - from.y, z: target.z - from.z };
  const line = (along: Spot): Line => ({ at: dot(away, along), slope: -dot(step, along) });
  const depth = line(axis);
  const side = line(right);
  const rise = line(up);
  let low = 0;
  let high = length;
  /** Narrows to where a line is at least zero. */
  const demand = ({ at, slope }: Line): void => {
    if (Math.abs(slope) < 1e-12) {
      if (at < -1e-9) high = -Infinity;
    } else if (slope > 0) low = Math.max(low, -at / slope);
    else high = Math.min(high, -at / slope);
  };
  demand({ at: depth.at - LEAST_DEPTH_M, slope: depth.slope });
  demand({ at: eye.focal_px / px_per_m - depth.at, slope: -depth.slope });
  for (const [offset, half] of [
    [side, eye.half_width],
    [rise, eye.half_height],
  ] as const) {
    demand({ at: half * depth.at - offset.at, slope: half * depth.slope - offset.slope });
    demand({ at: half * depth.at + offset.at, slope: half * depth.slope + offset.slope });
  }
  return low <= high + 1e-9 ? [low, Math.max(low, high)] : null;
};

/** Pixels per metre on a target seen from a place. */
export const pxPerM = (from: Spot, eye: Eye, target: Spot): number => {
  const yaw = radians(eye.yaw_deg);
  const pitch = radians(eye.pitch_deg);
  const depth =
    (target.x - from.x) * Math.cos(pitch) * Math.sin(yaw) +
    (target.y - from.y) * Math.cos(pitch) * Math.cos(yaw) +
    (target.z - from.z) * Math.sin(pitch);
  return eye.focal_px / depth;
};

type Line = { readonly at: number; readonly slope: number };
const dot = (a: Spot, b: Spot): number => a.x * b.x + a.y * b.y + a.z * b.z;
