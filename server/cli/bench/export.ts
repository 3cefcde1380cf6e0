import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ok, type Result } from '#common';
import {
  type ExportChild,
  type ExportFigures,
  fillForExport,
  productFolders,
  stderrLogger,
  systemClock,
  systemIds,
  verifyCaseFile,
} from '#station';
import type { BenchReport } from '../bench.ts';

const case_bytes = 1e9;
const speed_bar = 0.5;
const memory_bar_mb = 150;

/**
 * A case of 1 GB: exported against the plain copy of the same files, both until they are on the disk. Another
 * process exports than the one that made the case, so that its memory, all of it, is that of exporting.
 */
export const benchExport = async (): Promise<Result<BenchReport>> => {
  const data_dir = await mkdtemp(join(tmpdir(), 'landun-bench-'));
  try {
    const clock = systemClock;
    const { models_dir, cli_entry } = productFolders();
    const lead_ids = await fillForExport({
      case_bytes,
      data_dir,
      clock,
      ids: systemIds(clock),
      logger: stderrLogger(),
    });
    const path = join(data_dir, 'case.zip');
    const told: ExportChild = { data_dir, models_dir, lead_ids, path };
    const { stdout } = await promisify(execFile)(process.execPath, [
      cli_entry,
      'bench-export-child',
      JSON.stringify(told),
    ]);
    const figures = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as ExportFigures;
    const verify_us = clock.monotonic_us();
    const report = await verifyCaseFile(path);
    if (!report.ok) return report;
    const verify_s = (clock.monotonic_us() - verify_us) / 1e6;
    const speed_ratio = figures.copy_s / figures.export_s;
    const problems = report.value.problems.length;
    const rounded = Object.fromEntries(
      Object.entries({ ...figures, verify_s }).map(([name, value]) => [name, Math.round(value * 100) / 100]),
    );
    return ok({
      pass: problems === 0 && speed_ratio >= speed_bar && figures.memory_peak_mb < memory_bar_mb,
      ...rounded,
      problems,
      verified_files: report.value.files,
      speed_ratio: Math.round(speed_ratio * 100) / 100,
      speed_bar,
      export_mb_s: Math.round(figures.case_mb / figures.export_s),
      memory_bar_mb,
    });
  } finally {
    await rm(data_dir, { recursive: true, force: true });
  }
};
