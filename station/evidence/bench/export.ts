import { readFileSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Clock, type Ids, type Logger, unwrap } from '#common';
import { systemClock } from '../../host/clock.ts';
import { stderrLogger } from '../../host/logger.ts';
import { findRecord } from '../../storage/records.ts';
import { writeArchive } from '../export/archive.ts';
import { sampleContents } from '../testing/make-case.ts';
import { addSampleLead, openSampleStore, sampleCaseFile } from '../testing/sample-case.ts';

type Options = {
  readonly case_bytes: number;
  readonly data_dir: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
};

/** What the process that exports is told. */
export type ExportChild = {
  readonly data_dir: string;
  readonly models_dir: string;
  readonly lead_ids: readonly string[];
  /** Where the archive goes. */
  readonly path: string;
};

export type ExportFigures = {
  readonly case_mb: number;
  readonly files: number;
  readonly copy_s: number;
  readonly export_s: number;
  /** Most of what the process that exports ever held, its own start and modules included. */
  readonly memory_peak_mb: number;
  /** The same before it opened anything. */
  readonly memory_idle_mb: number;
};

const clip_bytes = 8_000_000;

/** A data folder with one case of that size; gives the ids of its leads. */
export const fillForExport = async (options: Options): Promise<string[]> => {
  const store = unwrap(await openSampleStore(options));
  const clip = new Uint8Array(clip_bytes);
  const ids: string[] = [];
  const wanted = Math.ceil(options.case_bytes / (2 * clip_bytes));
  for (let count = 0; count < wanted; count += 1) {
    for (let at = 0; at < clip.length; at += 4) clip[at] = Math.imul(at + count, 2_654_435_761) >>> 13;
    ids.push((await addSampleLead(store, options.ids, clip)).id);
  }
  await store.database.destroy();
  return ids;
};

/** Copies a case's files as they are, then exports the same files; both end when the bytes are on the disk. */
export const runExportChild = async ({
  data_dir,
  models_dir,
  lead_ids,
  path,
}: ExportChild): Promise<void> => {
  const memory_idle_mb = peak_mb();
  const clock = systemClock;
  const store = unwrap(await openSampleStore({ clock, logger: stderrLogger(), data_dir }));
  const leads = [];
  for (const id of lead_ids) leads.push(unwrap(await findRecord(store.database, 'leads', id)));
  const contents = await sampleContents(store, sampleCaseFile([...lead_ids]), leads, {
    name: 'case',
    models_dir,
  });
  const seconds = (from_us: number): number => (clock.monotonic_us() - from_us) / 1e6;
  const copy_us = clock.monotonic_us();
  const buffer = Buffer.allocUnsafe(2 << 20);
  for (const content of contents)
    await copyDurably(content.source, join(data_dir, 'copy', content.name), buffer);
  const copy_s = seconds(copy_us);
  const export_us = clock.monotonic_us();
  unwrap(
    await writeArchive({
      path,
      contents,
      volume_bytes: null,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    }),
  );
  const figures: ExportFigures = {
    case_mb: contents.reduce((sum, content) => sum + content.bytes, 0) / 1e6,
    files: contents.length,
    copy_s,
    export_s: seconds(export_us),
    memory_peak_mb: peak_mb(),
    memory_idle_mb,
  };
  await store.database.destroy();
  process.stdout.write(`${JSON.stringify(figures)}\n`);
};

/** The system's own count, so that no peak between two looks is missed. */
const peak_mb = (): number => {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kib !== undefined) return (Number(kib) * 1024) / 1e6;
  } catch {
    // Only Linux has it. What getrusage tells begins with the parent's memory at the fork: never too little.
  }
  return (process.resourceUsage().maxRSS * 1024) / 1e6;
};

/** Read and write in the pieces the export uses; done when it is on the disk, as an export is. */
const copyDurably = async (from: string, to: string, buffer: Buffer): Promise<void> => {
  await mkdir(dirname(to), { recursive: true });
  const [source, target] = [await open(from, 'r'), await open(to, 'w')];
  try {
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
