import type { Camera, LookSolution, Plan } from '#common';

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** A look may lose this share of its swath to the way flown while the frames are taken. */
const MOST_SWATH_LOSS = 0.15;
/** Above the ground at a person's face. */
export const FACE_M = 1.5;

export type LookWish = {
  readonly camera: Camera;
  readonly px_per_m: number;
  readonly look: Plan['look'];
  readonly speed_m_s: number;
  /** Least level distance to what is looked at. */
  readonly standoff_m: number;
  /** Least height above what is looked at. */
  readonly above_m: number;
  /** Most height above what is looked at. */
  readonly ceiling_m: number;
};

/** A solution with what the geometry of a pass needs. */
export type Look = LookSolution & {
  /** Level distance at which the last of the wanted frames is taken. */
  readonly near_m: number;
  readonly frames: number;
  /** Half the field of view across the picture, as a tangent. */
  readonly half_width: number;
  readonly half_height: number;
  readonly focal_px: number;
  /** What the longest focal length gives where the goal cannot be had. */
  readonly reason: 'too_far' | 'too_high' | 'too_slow' | null;
};

/**
 * Slant distance, zoom, height, pitch and speed at which a camera resolves `px_per_m`.
 *
 * On a plane across the optical axis at depth d a rectilinear lens gives f_px / d pixels per metre everywhere, with
 * f_px = width_px × focal / sensor width. The least depth that height, standoff and lens allow is taken, because
 * a short lens forgives a pointing error. The goal is met from the middle row downwards: a place that passes the
 * middle row is nearer, thus larger, in every later frame, until K frames are taken. Speed is held down so that
 * K / rate seconds pass before the place leaves the picture (dwell) and so that v × exposure × px/m stays within
 * the blur asked for at the nearest of those frames.
 */
export const solveLook = (wish: LookWish): Look => {
  const { camera, look, px_per_m } = wish;
  const theta = radians(look.depression_deg);
  const [sin, cos] = [Math.sin(theta), Math.cos(theta)];
  const focalPx = (focal_mm: number): number => (camera.width_px * focal_mm) / camera.sensor_width_mm;
  const [shortest_px, longest_px] = [focalPx(camera.focal_min_mm), focalPx(camera.focal_max_mm)];
  const nearest_m = Math.max(
    wish.above_m / sin,
    cos > 1e-6 ? wish.standoff_m / cos : 0,
    shortest_px / px_per_m,
  );
  const furthest_m = longest_px / px_per_m;
  const slant_m = nearest_m;
  const focal_px = Math.min(longest_px, Math.max(shortest_px, slant_m * px_per_m));
  const too_far = nearest_m > furthest_m * (1 + 1e-9);
  const height_m = slant_m * sin;
  const reach_m = slant_m * cos;
  const half_height = camera.height_px / 2 / focal_px;
  const wait_s = look.frames / camera.rate_hz;
  const steepest = theta + Math.atan(half_height);
  const in_view_m = reach_m - height_m / Math.tan(steepest);
  const dwell_m_s = Math.min(
    in_view_m / wait_s,
    cos > 1e-6 ? (MOST_SWATH_LOSS * slant_m) / (wait_s * cos) : Infinity,
  );
  // v t f / (d − v wait cosθ) ≤ blur, solved for v.
  const blur_m_s =
    (look.blur_px * slant_m) / (camera.exposure_s * focal_px + look.blur_px * wait_s * Math.max(cos, 0));
  const speed_m_s = Math.min(wish.speed_m_s, blur_m_s, dwell_m_s);
  const flown_m = speed_m_s * wait_s;
  const last_depth_m = slant_m - flown_m * cos;
  const achieved = focal_px / slant_m;
  const too_high = height_m > wish.ceiling_m + 1e-6;
  const too_slow = speed_m_s < 0.3;
  const reason = too_far ? 'too_far' : too_high ? 'too_high' : too_slow ? 'too_slow' : null;
  const range_px = longest_px - shortest_px;
  return {
    resolved: reason === null,
    reason,
    px_per_m: achieved,
    slant_m,
    reach_m,
    height_m,
    focal_mm: (focal_px * camera.sensor_width_mm) / camera.width_px,
    zoom_percent: range_px < 1e-6 ? 0 : Math.min(100, ((focal_px - shortest_px) / range_px) * 100),
    zoom_ratio: focal_px / shortest_px,
    pitch_deg: -look.depression_deg,
    // A camera too slow to fly with still needs a positive speed; that it is too slow is said.
    speed_m_s: Math.max(0.3, speed_m_s),
    speed_by: speed_m_s === wish.speed_m_s ? 'plan' : blur_m_s < dwell_m_s ? 'blur' : 'dwell',
    blur_px: (speed_m_s * camera.exposure_s * focal_px) / last_depth_m,
    swath_m: (last_depth_m * camera.width_px) / focal_px,
    near_m: reach_m - flown_m,
    frames: look.frames,
    half_width: camera.width_px / 2 / focal_px,
    half_height,
    focal_px,
  };
};
