import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Clock, type Ids, type Logger, unwrap } from '#common';
import { writeArchive } from '../export/archive.ts';
import { sampleContents } from '../testing/make-case.ts';
import { addSampleLead, openSampleStore, sampleCaseFile } from '../testing/sample-case.ts';
import { verifyCaseFile } from '../verify-file.ts';

type Options = {
  readonly case_bytes: number;
  readonly data_dir: string;
  readonly models_dir: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
};

export type ExportFigures = {
  readonly case_mb: number;
  readonly copy_s: number;
  readonly export_s: number;
  readonly verify_s: number;
  readonly memory_growth_mb: number;
  readonly memory_peak_mb: number;
  readonly problems: number;
};

const clip_bytes = 8_000_000;

/** Copies a case's files as they are, then exports the same files; both end when the bytes are on the disk. */
export const measureExport = async (options: Options): Promise<ExportFigures> => {
  const { data_dir, models_dir, ids, clock } = options;
  const store = unwrap(await openSampleStore(options));
  const clip = new Uint8Array(clip_bytes);
  const leads = [];
  const wanted = Math.ceil(options.case_bytes / (2 * clip_bytes));
  for (let count = 0; count < wanted; count += 1) {
    for (let at = 0; at < clip.length; at += 4) clip[at] = Math.imul(at + count, 2_654_435_761) >>> 13;
    leads.push(await addSampleLead(store, ids, clip));
  }
  const file = sampleCaseFile(leads.map(({ id }) => id));
  const contents = await sampleContents(store, file, leads, { name: 'case', models_dir });
  const bytes = contents.reduce((sum, content) => sum + content.bytes, 0);
  const seconds = (from_us: number): number => (clock.monotonic_us() - from_us) / 1e6;

  const copy_us = clock.monotonic_us();
  for (const content of contents) await copyDurably(content.source, join(data_dir, 'copy', content.name));
  const copy_s = seconds(copy_us);

  const before = process.memoryUsage().rss;
  let peak = before;
  const cancel = clock.every(20, () => {
    peak = Math.max(peak, process.memoryUsage().rss);
  });
  const export_us = clock.monotonic_us();
  const written = await writeArchive({
    path: join(data_dir, 'case.zip'),
    contents,
    volume_bytes: null,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const export_s = seconds(export_us);
  cancel();
  const verify_us = clock.monotonic_us();
  const report = unwrap(await verifyCaseFile(unwrap(written).paths[0] ?? ''));
  const verify_s = seconds(verify_us);
  await store.database.destroy();
  return {
    case_mb: bytes / 1e6,
    copy_s,
    export_s,
    verify_s,
    memory_growth_mb: (peak - before) / 1e6,
    memory_peak_mb: peak / 1e6,
    problems: report.problems.length + (await readdir(join(data_dir, 'copy'))).length - 1,
  };
};

/** Read and write in the pieces the export uses; done when it is on the disk, as an export is. */
const copyDurably = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true });
  const [source, target] = [await open(from, 'r'), await open(to, 'w')];
  try {
    const buffer = Buffer.allocUnsafe(2 << 20);
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, buffer.length);
      if (bytesRead === 0) break;
      await target.write(buffer, 0, bytesRead);
    }
    await target.sync();
  } finally {
    await source.close();
    await target.close();
  }
};
