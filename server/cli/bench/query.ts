import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ok, type Result } from '#common';
import { fillForQueries, productFolders, type QueryChild, type QueryFigures, stderrLogger } from '#station';
import type { BenchOptions, BenchReport } from '../bench.ts';

const usual_leads = 1_000_000;
const usual_asks = 200;
const p95_bar_ms = 50;
const memory_bar_mb = 300;

/**
 * A million leads and a tenth as many cases: lists, filters, boxes on the map, words. `--runs` asks each so often.
 * Another process answers than the one that filled the database, so that its memory is that of answering.
 */
export const benchQuery = async ({
  runs: asks = usual_asks,
  only,
}: BenchOptions): Promise<Result<BenchReport>> => {
  const data_dir = await mkdtemp(join(tmpdir(), 'landun-bench-'));
  const size = { leads: usual_leads, cases: usual_leads / 10 };
  try {
    const filled = await fillForQueries({ ...size, data_dir, logger: stderrLogger() });
    const child: QueryChild = { ...size, data_dir, asks, only };
    const { stdout } = await promisify(execFile)(process.execPath, [
      productFolders().cli_entry,
      'bench-query-child',
      JSON.stringify(child),
    ]);
    const figures = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as QueryFigures;
    const slow = Object.entries(figures.asked).filter(([, { p95_ms }]) => p95_ms >= p95_bar_ms);
    return ok({
      pass: slow.length === 0 && figures.memory_mb < memory_bar_mb,
      ...size,
      asks,
      worst_p95_ms: Math.max(...Object.values(figures.asked).map(({ p95_ms }) => p95_ms)),
      p95_bar_ms,
      memory_bar_mb,
      over_the_bar: slow.map(([name]) => name),
      ...filled,
      ...figures,
    });
  } finally {
    await rm(data_dir, { recursive: true, force: true });
  }
};
