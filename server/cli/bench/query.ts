import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, type Result } from '#common';
import { measureQuery, stderrLogger } from '#station';
import type { BenchOptions, BenchReport } from '../bench.ts';

const usual_leads = 1_000_000;
const usual_asks = 200;
const p95_bar_ms = 50;
const memory_bar_mb = 300;

/** A million leads and a tenth as many cases: lists, filters, boxes on the map, words. `--runs` asks each so often. */
export const benchQuery = async ({
  runs: asks = usual_asks,
  only,
}: BenchOptions): Promise<Result<BenchReport>> => {
  const figures = await measureQuery({
    data_dir: await mkdtemp(join(tmpdir(), 'landun-bench-')),
    logger: stderrLogger(),
    leads: usual_leads,
    cases: usual_leads / 10,
    asks,
    only,
  });
  const slow = Object.entries(figures.asked).filter(([, { p95_ms }]) => p95_ms >= p95_bar_ms);
  return ok({
    pass: slow.length === 0 && figures.memory_mb < memory_bar_mb,
    leads: usual_leads,
    cases: usual_leads / 10,
    asks,
    worst_p95_ms: Math.max(...Object.values(figures.asked).map(({ p95_ms }) => p95_ms)),
    p95_bar_ms,
    memory_bar_mb,
    over_the_bar: slow.map(([name]) => name),
    ...figures,
  });
};
