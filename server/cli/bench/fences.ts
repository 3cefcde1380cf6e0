import { ok, type Result } from '#common';
import { measureFenceLeads } from '#detector';
import type { BenchOptions, BenchReport } from '../bench.ts';

/** `runs` is the number of persons outside for each kind of camera and size of fence. */
export const benchFences = ({ runs = 2000 }: BenchOptions): Promise<Result<BenchReport>> =>
  Promise.resolve(ok(measureFenceLeads(runs)));
