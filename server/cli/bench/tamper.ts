import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, type Result } from '#common';
import { measureTamper, productFolders, stderrLogger, systemClock, systemIds } from '#station';
import type { BenchOptions, BenchReport } from '../bench.ts';

const usual_changes = 10_000;

/** Single-byte changes over files, seals, a database copy, ledger rows and a case file: all found, all named. */
export const benchTamper = async ({
  runs: changes = usual_changes,
  only,
}: BenchOptions): Promise<Result<BenchReport>> => {
  const data_dir = await mkdtemp(join(tmpdir(), 'landun-bench-'));
  const began_ms = performance.now();
  try {
    const { models_dir } = productFolders();
    const places = await measureTamper({
      changes,
      only,
      data_dir,
      models_dir,
      clock: systemClock,
      ids: systemIds(systemClock),
      logger: stderrLogger(),
    });
    const sum = (key: 'changes' | 'found' | 'named') =>
      Object.values(places).reduce((total, place) => total + place[key], 0);
    const [made, found, named] = [sum('changes'), sum('found'), sum('named')];
    return ok({
      pass: made > 0 && found === made && named === made,
      changes: made,
      found,
      right_item_named: named,
      places,
      elapsed_s: Math.round((performance.now() - began_ms) / 100) / 10,
    });
  } finally {
    await rm(data_dir, { recursive: true, force: true });
  }
};
