import { createReadStream } from 'node:fs';
import { fail, ok, type Result } from '#common';
import type { Frame } from './frame.ts';
import { FrameSplitter } from './splitter.ts';

const TIME_BYTES = 8;
const YEAR_2000_US = 946_684_800_000_000;
const YEAR_2100_US = 4_102_444_800_000_000;
/** Frames further apart than this are believed to follow a damaged time. */
const LONGEST_STEP_US = 86_400_000_000;

export type TlogRecord = { readonly utc_us: number; readonly frame: Frame };
export type TlogTotals = { readonly bad_bytes: number; readonly skipped_frames: number };

/**
 * Reads a tlog from start to end: 8-byte big-endian µs, then the frame, again and again. Garbage is
 * skipped and counted; a frame whose time was damaged gets the time of the one before it.
 */
export const readTlog = async (
  path: string,
  onRecord: (record: TlogRecord) => void,
): Promise<Result<TlogTotals>> => {
  let last_us: number | null = null;
  const splitter = new FrameSplitter((frame, prefix) => {
    const utc_us = plausibleTime(prefix, last_us) ?? last_us;
    if (utc_us === null) return;
    last_us = utc_us;
    onRecord({ utc_us, frame });
  }, TIME_BYTES);
  try {
    for await (const chunk of createReadStream(path)) {
      if (chunk instanceof Uint8Array) splitter.push(chunk);
    }
  } catch (error) {
    return fail('TLOG_UNREADABLE', { path, problem: error instanceof Error ? error.message : String(error) });
  }
  splitter.end();
  return ok({ bad_bytes: splitter.bad_bytes, skipped_frames: splitter.skipped_frames });
};

const plausibleTime = (prefix: Uint8Array | null, last_us: number | null): number | null => {
  if (prefix === null) return null;
  const view = new DataView(prefix.buffer, prefix.byteOffset, TIME_BYTES);
  const utc_us = view.getUint32(0) * 2 ** 32 + view.getUint32(4);
  if (utc_us < YEAR_2000_US || utc_us > YEAR_2100_US) return null;
  return last_us !== null && Math.abs(utc_us - last_us) > LONGEST_STEP_US ? null : utc_us;
};
