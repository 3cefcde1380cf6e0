import { ok, type Result } from '#common';
import { measurePlanCoverage, measurePlanSpeed } from '#missions';
import type { BenchOptions, BenchReport } from '../bench.ts';

/** `runs` is the number of random areas. */
export const benchPlanCoverage = ({ runs }: BenchOptions): Promise<Result<BenchReport>> =>
  Promise.resolve(ok(measurePlanCoverage(runs)));

export const benchPlan = (): Promise<Result<BenchReport>> => Promise.resolve(ok(measurePlanSpeed()));
