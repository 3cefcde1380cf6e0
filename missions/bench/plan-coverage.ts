import { type CoverageTrial, coverageTrial } from './coverage-trial.ts';

const SEEN_BAR = 0.999;
const SPACING_BAR = 1e-3;
/** So that one point in a thousand can be told from none. */
const POINTS = 1500;
/** Turns to the event loop between trials are not needed; progress is. */
const DEFAULT_TRIALS = 2000;

/** `landun bench plan-coverage`: random areas, concave and with holes, planned and then measured point by point. */
export const measurePlanCoverage = (trials = DEFAULT_TRIALS) => {
  const began_ms = performance.now();
  const all = Array.from({ length: trials }, (_, seed) => coverageTrial(seed, POINTS));
  const most = (value: (trial: CoverageTrial) => number): number => Math.max(...all.map(value));
  const sum = (value: (trial: CoverageTrial) => number): number =>
    all.reduce((total, trial) => total + value(trial), 0);
  const least_seen = Math.min(...all.map(({ seen }) => seen));
  const spacing = most(({ spacing_error }) => spacing_error);
  const astray = sum((trial) => trial.astray);
  const forbidden = sum((trial) => trial.forbidden);
  const refused = all.filter(({ violations }) => violations.length > 0).length;
  return {
    pass: least_seen >= SEEN_BAR && spacing < SPACING_BAR && astray === 0 && forbidden === 0 && refused === 0,
    polygons: trials,
    with_holes: all.filter(({ holes }) => holes > 0).length,
    points: trials * POINTS,
    look_legs: sum(({ looks }) => looks),
    least_seen_percent: round(least_seen * 100, 3),
    seen_bar_percent: SEEN_BAR * 100,
    polygons_below_bar: all.filter(({ seen }) => seen < SEEN_BAR).length,
    worst_seed: all.find(({ seen }) => seen === least_seen)?.seed ?? null,
    look_legs_astray: astray,
    legs_forbidden: forbidden,
    spacing_error_percent: round(spacing * 100, 4),
    spacing_bar_percent: SPACING_BAR * 100,
    steep_percent_mean: round((sum(({ steep }) => steep) / trials) * 100, 4),
    goal_out_of_reach: all.filter(({ resolved }) => !resolved).length,
    refused,
    took_s: round((performance.now() - began_ms) / 1000, 1),
  };
};

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
