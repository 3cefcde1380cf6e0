/** A stretch without frames: after the frame shown at `after_pts_us`, this much is missing. */
export type Gap = { readonly after_pts_us: number; readonly length_us: number };

type Shown = { readonly pts_us: number };

/** Three usual intervals and at least 0.2 s: less is the jitter of a sender, not a hole. */
const least_us = 200_000;

/** A step between two frames longer than this is a hole, given the usual step. */
export const gapLimit = (usual_us: number): number => Math.max(least_us, 3 * usual_us);

/** The median of steps between frames; 0 of none. */
export const usualStep = (steps_us: readonly number[]): number =>
  steps_us.toSorted((a, b) => a - b)[Math.floor(steps_us.length / 2)] ?? 0;

/**
 * The holes of a clip in the order shown. The usual interval is the median one, so a slow sender has none.
 * What lacks at the start (from `from_pts_us`) and at the end (to `to_pts_us`) counts as a gap too.
 */
export const findGaps = (frames: readonly Shown[], from_pts_us: number, to_pts_us: number): Gap[] => {
  const shown = frames.map((frame) => frame.pts_us).toSorted((a, b) => a - b);
  const first_us = shown[0];
  const last_us = shown.at(-1);
  if (first_us === undefined || last_us === undefined) {
    return [{ after_pts_us: from_pts_us, length_us: to_pts_us - from_pts_us }];
  }
  const steps = shown.slice(1).map((pts_us, index) => pts_us - (shown[index] ?? pts_us));
  const usual_us = usualStep(steps);
  const limit_us = gapLimit(usual_us);
  const gaps: Gap[] = [];
  if (first_us - from_pts_us > limit_us)
    gaps.push({ after_pts_us: from_pts_us, length_us: first_us - from_pts_us });
  steps.forEach((step_us, index) => {
    if (step_us > limit_us) gaps.push({ after_pts_us: shown[index] ?? 0, length_us: step_us - usual_us });
  });
  const end_us = last_us + usual_us;
  if (to_pts_us - end_us > limit_us) gaps.push({ after_pts_us: last_us, length_us: to_pts_us - end_us });
  return gaps;
};
