import type { JudgeOptions } from '../findings/index.ts';
import { ruleOf } from '../model/facility-model.ts';
import type { Manifest } from '../model/manifest.ts';

/**
 * Below this the head is smeared; see model/sharpness.ts. Measured on heads ≥ 14 px of photographs: 96 % lie
 * above it, and after a Gaussian blur of σ = 2 px half, of σ = 4 px a tenth.
 */
const least_sharpness = 0.0012;

/** How video is judged: frames of one person resemble each other, a suspicion needs a confirmation window. */
export const videoOptions = ({ detect, classify, facilities }: Manifest, first_id = 1): JudgeOptions => ({
  gates: {
    least_head_px: classify.minimumHeadPixels,
    least_sharpness,
    least_head_score: detect.thresholds.head,
    least_plug_px_per_m: classify.leastPlugPxPerM ?? Infinity,
  },
  tracker: {
    begin_score: Math.min(detect.thresholds.person, detect.thresholds.head),
    keep_us: 2_000_000,
    remember_us: 10_000_000,
    first_id,
  },
  evidence: { half_life_us: 3_000_000, most_looks: 4, least_looks: 0.1 },
  least_probability: classify.thresholds,
  confirm: {
    frames: 8,
    probability: 0.95,
    head_score: 1.3 * detect.thresholds.head,
    body_score: 1.6 * detect.thresholds.person,
  },
  facilities: facilities?.facilities.map(ruleOf) ?? [],
  look_weight: 0.5,
});

/** How a single picture is judged: one look is all there is, so its own probabilities are the verdict. */
export const stillOptions = (manifest: Manifest, first_id = 1): JudgeOptions => ({
  ...videoOptions(manifest, first_id),
  evidence: { half_life_us: 3_000_000, most_looks: 1, least_looks: 0 },
  look_weight: 1,
});
