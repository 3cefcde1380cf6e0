import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { fail, ok, type Result } from '#common';

/** Unwritten bytes beyond which frames are counted as missed: a full disk must not take the memory with it. */
const MOST_UNWRITTEN_BYTES = 8 * 1024 * 1024;

export type TlogTotals = { readonly frames: number; readonly bytes: number; readonly missed_frames: number };
export type TlogWriter = {
  /** Takes a copy. */
  add(utc_us: number, frame: Uint8Array): void;
  /** Resolves once everything is on the disk. */
  close(): Promise<Result<TlogTotals>>;
};

/** Writes frames as a tlog: 8-byte big-endian µs, then the frame. The file must not be there yet. */
export const createTlog = async (path: string): Promise<Result<TlogWriter>> => {
  try {
    const handle = await open(path, 'wx');
    await handle.close();
  } catch (error) {
    return fail('TLOG_UNWRITABLE', { path, problem: String(error) });
  }
  const stream = createWriteStream(path, { flags: 'r+', flush: true });
  const broken: { error: Error | null } = { error: null };
  stream.on('error', (error) => {
    broken.error = error;
  });
  const totals = { frames: 0, bytes: 0, missed_frames: 0 };
  return ok({
    add: (utc_us, frame) => {
      if (broken.error !== null || stream.writableLength > MOST_UNWRITTEN_BYTES) {
        totals.missed_frames += 1;
        return;
      }
      const record = Buffer.allocUnsafe(8 + frame.length);
      record.writeBigUInt64BE(BigInt(Math.round(utc_us)), 0);
      record.set(frame, 8);
      stream.write(record);
      totals.frames += 1;
      totals.bytes += record.length;
    },
    close: async () => {
      stream.end();
      if (broken.error === null && !stream.closed) await once(stream, 'close').catch(() => undefined);
      return broken.error === null
        ? ok(totals)
        : fail('TLOG_UNWRITABLE', { path, problem: broken.error.message });
    },
  });
};
