import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, type Result } from '#common';
import { measureExport, productFolders, stderrLogger, systemClock, systemIds } from '#station';
import type { BenchReport } from '../bench.ts';

const case_bytes = 1e9;
const speed_bar = 0.5;
const memory_bar_mb = 150;

/** A case of 1 GB: exported against the plain copy of the same files, both until they are on the disk. */
export const benchExport = async (): Promise<Result<BenchReport>> => {
  const data_dir = await mkdtemp(join(tmpdir(), 'landun-bench-'));
  try {
    const { models_dir } = productFolders();
    const clock = systemClock;
    const figures = await measureExport({
      case_bytes,
      data_dir,
      models_dir,
      clock,
      ids: systemIds(clock),
      logger: stderrLogger(),
    });
    const speed_ratio = figures.copy_s / figures.export_s;
    const rounded = Object.fromEntries(
      Object.entries(figures).map(([name, value]) => [name, Math.round(value * 100) / 100]),
    );
    return ok({
      pass: speed_ratio >= speed_bar && figures.memory_growth_mb < memory_bar_mb && figures.problems === 0,
      ...rounded,
      speed_ratio: Math.round(speed_ratio * 100) / 100,
      speed_bar,
      export_mb_s: Math.round(figures.case_mb / figures.export_s),
      memory_bar_mb,
    });
  } finally {
    await rm(data_dir, { recursive: true, force: true });
  }
};
