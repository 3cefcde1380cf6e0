import type { Box } from '#common';
import { type CameraView, pixelOf } from '../ground.ts';
import type { JudgeOptions } from '../judge.ts';
import type { ObservedPerson, Probabilities } from '../observation.ts';

export const size = { width_px: 1920, height_px: 1080 };
export const view: CameraView = {
  east_m: 0,
  north_m: -18,
  up_m: 11,
  yaw_deg: 0,
  pitch_deg: -31,
  roll_deg: 0,
  hfov_deg: 24.6,
  sigma: { position_m: 0.3, up_m: 0.3, yaw_deg: 0.5, pitch_deg: 0.5, px: 4 },
};

/** Somebody as a camera shows them who stands `height_m` above the ground. */
export const standing = (east_m: number, north_m: number, height_m = 0, seen = view): ObservedPerson => {
  const at = (up_m: number) =>
    pixelOf(seen, { east_m, north_m, height_m: height_m + up_m }, size) ?? [NaN, NaN];
  const [head_x, head_y] = at(1.6);
  const [, feet_y] = at(0);
  const side = 55;
  const top = head_y - side / 2;
  return {
    box: [head_x - 60, top, 120, feet_y - top],
    score: 0.9,
    body: true,
    head: { box: [head_x - side / 2, top, side, side] satisfies Box, score: 0.9 },
    look: null,
  };
};

export const bare: Probabilities = [0.03, 0.03, 0.9, 0.04];
export const sure: Probabilities = [0.9, 0.03, 0.03, 0.04];
const least = { worn: 0.6, worn_wrongly: 0.6, not_worn: 0.6 };
export const options: JudgeOptions = {
  gates: {
    least_head_px: { mask: 10, hearing: 16, helmet: 8 },
    least_sharpness: 0.01,
    least_head_score: 0.3,
  },
  tracker: { begin_score: 0.3, keep_us: 500_000, first_id: 1 },
  evidence: { half_life_us: 3_000_000, most_looks: 4, least_looks: 0.1 },
  least_probability: { mask: least, hearing: least, helmet: least },
  confirm: { frames: 8, probability: 0.95, head_score: 0.4, body_score: 0.5 },
  facilities: [],
  look_weight: 0.5,
};
