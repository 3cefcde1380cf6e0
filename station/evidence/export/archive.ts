import { createHash } from 'node:crypto';
import { appendFile, open, readFile, rm, truncate } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { directory, fail, localHeader, ok, type Result, type ZipEntry } from '#common';
import { VolumeWriter } from './volumes.ts';

/** A file to go into an archive; its bytes must be the ones that were hashed before. */
export type Content = {
  readonly name: string;
  readonly source: string;
  readonly bytes: number;
  readonly sha256: string;
};

type Options = {
  readonly path: string;
  readonly contents: readonly Content[];
  readonly volume_bytes: number | null;
  readonly signal: AbortSignal;
  readonly onProgress: (done_bytes: number) => void;
};

const chunk_bytes = 2 << 20;
/** A cut-off export repeats at most this much. */
const sync_every_bytes = 256 << 20;

const doneSchema = z.object({ name: z.string(), crc32: z.number().int(), at: z.number().int() });

/**
 * Writes a ZIP of stored files, each checked against its hash on the way. What is done stands in a journal
 * beside it, so that a cut-off export goes on where it was. Fails with EXPORT_SOURCE_CHANGED or
 * EXPORT_CANCELLED; the parts then stay for the next try.
 */
export const writeArchive = async (options: Options): Promise<Result<{ paths: string[]; bytes: number }>> => {
  const { path, contents, volume_bytes, signal } = options;
  const journal = `${path}.journal`;
  const entries = await readJournal(journal, contents);
  const writer = new VolumeWriter(path, volume_bytes);
  // For all files: buffers that wait to be collected would be most of what an export holds.
  const buffers = Array.from({ length: 3 }, () => Buffer.allocUnsafe(chunk_bytes));
  let unsynced = 0;
  options.onProgress(entries.reduce((sum, entry) => sum + entry.bytes, 0));
  try {
    let at = endOf(entries.at(-1));
    for (const content of contents.slice(entries.length)) {
      if (signal.aborted) return fail('EXPORT_CANCELLED');
      const crc = await copyInto(writer, at, content, buffers, options);
      if (!crc.ok) return crc;
      const entry: ZipEntry = { name: content.name, bytes: content.bytes, crc32: crc.value, at };
      entries.push(entry);
      at = endOf(entry);
      unsynced += content.bytes;
      if (unsynced > sync_every_bytes) {
        await writer.sync();
        unsynced = 0;
      }
      await appendFile(
        journal,
        `${JSON.stringify({ name: entry.name, crc32: entry.crc32, at: entry.at })}\n`,
      );
    }
    const tail = directory(entries, at);
    await writer.write(at, tail);
    const paths = await writer.finish(at + tail.length);
    await rm(journal, { force: true });
    return ok({ paths, bytes: at + tail.length });
  } finally {
    await writer.close();
  }
};

const endOf = (entry: ZipEntry | undefined): number =>
  entry === undefined ? 0 : entry.at + localHeader(entry).length + entry.bytes;

/** Entries that an earlier run wrote whole; a torn last line, or one that no longer fits, ends the list. */
const readJournal = async (path: string, contents: readonly Content[]): Promise<ZipEntry[]> => {
  const text = await readFile(path, 'utf8').catch(() => '');
  const entries: ZipEntry[] = [];
  let kept = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    const content = contents[entries.length];
    const done = doneSchema.safeParse(parseJson(line));
    const { name, bytes } = content ?? { name: '', bytes: 0 };
    if (!done.success || done.data.name !== name || done.data.at !== endOf(entries.at(-1))) break;
    entries.push({ ...done.data, bytes });
    kept += Buffer.byteLength(line) + 1;
  }
  if (text !== '') await truncate(path, kept);
  return entries;
};

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    // The line that was being written when the power went.
    return undefined;
  }
};

/** Copies, hashing and counting while the disk reads the next piece and writes the last: three buffers in turn. */
const copyInto = async (
  writer: VolumeWriter,
  at: number,
  content: Content,
  buffers: readonly Buffer[],
  { signal, onProgress }: Options,
): Promise<Result<number>> => {
  const start = at + localHeader({ ...content, crc32: 0 }).length;
  const changed = (problem: string) => fail('EXPORT_SOURCE_CHANGED', { path: content.name, problem });
  let file;
  try {
    file = await open(content.source, 'r');
  } catch (cause) {
    return changed(String(cause));
  }
  try {
    const hash = createHash('sha256');
    let crc = 0;
    let done = 0;
    let turn = 0;
    let writing: Promise<void> = Promise.resolve();
    const read = (from: number) =>
      file.read(buffers[turn++ % buffers.length] ?? Buffer.alloc(0), 0, chunk_bytes, from);
    let reading = read(0);
    for (;;) {
      const { bytesRead, buffer } = await reading;
      if (bytesRead === 0) break;
      const part = buffer.subarray(0, bytesRead);
      await writing;
      if (signal.aborted) return fail('EXPORT_CANCELLED');
      writing = writer.write(start + done, part);
      done += bytesRead;
      reading = read(done);
      hash.update(part);
      crc = crc32(part, crc);
      onProgress(bytesRead);
    }
    await writing;
    if (done !== content.bytes || hash.digest('hex') !== content.sha256)
      return changed('its bytes are not the ones that were sealed');
    await writer.write(at, localHeader({ ...content, crc32: crc }));
    return ok(crc);
  } finally {
    await file.close();
  }
};
