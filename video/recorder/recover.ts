import { join } from 'node:path';
import type { Logger } from '#common';
import { Fmp4Parser } from '../fmp4/index.ts';
import { messageOf } from './fs.ts';
import type { RecorderFs } from './fs.ts';
import { readIndex } from './segment-index.ts';
import { enter, newSegment, parseSegmentName } from './segment.ts';
import type { Segment } from './segment.ts';

export type RecoveryReport = {
  readonly segments: number;
  readonly bytes: number;
  readonly frames: number;
  /** Highest connection and file numbers seen; 0 in an empty folder. Go on above them. */
  readonly last_epoch: number;
  readonly last_segment: number;
  /** Files whose torn tail was cut back to the last whole fragment, with the bytes that went. */
  readonly cut: readonly { readonly path: string; readonly bytes: number }[];
  /** Files with broken bytes inside: kept as they are, used up to there. */
  readonly damaged: readonly { readonly path: string; readonly at_byte: number; readonly problem: string }[];
  /** Files that hold no whole frame, or cannot be read: left alone, not used. */
  readonly unreadable: readonly { readonly path: string; readonly problem: string }[];
};

const chunk_bytes = 1024 * 1024;

type Scan = {
  segment: Segment | undefined;
  frames: number;
  torn_bytes: number;
  whole_bytes: number;
  problem: string | undefined;
};

/** Reads a segment file from its start, a mebibyte at a time, and stops at the first broken byte. */
export const scanSegment = async (fs: RecorderFs, path: string): Promise<Scan> => {
  const parser = new Fmp4Parser();
  const size = await fs.size(path);
  let segment: Segment | undefined;
  let init_bytes = 0;
  let frames = 0;
  for (let at = 0; at < size; at += chunk_bytes) {
    const { parts, fault } = parser.push(await fs.read(path, at, Math.min(chunk_bytes, size - at)));
    for (const part of parts) {
      if (part.kind === 'init') init_bytes = part.bytes;
      if (part.kind === 'anchor')
        segment = newSegment(path, part.anchor, init_bytes, part.at_byte + part.bytes);
      if (part.kind === 'fragment' && segment !== undefined) {
        enter(segment, part.fragment, part.at_byte);
        frames += part.fragment.frames.length;
      }
    }
    if (fault !== undefined) {
      const problem = `${fault.code} ${JSON.stringify(fault.details)}`;
      return { segment, frames, torn_bytes: 0, whole_bytes: parser.whole_bytes, problem };
    }
  }
  const whole_bytes = parser.whole_bytes;
  return { segment, frames, torn_bytes: size - whole_bytes, whole_bytes, problem: undefined };
};

/**
 * Finds what an earlier run recorded, after whatever ended it; nothing whole is deleted or changed. A file that was
 * finished tells of itself at its end; only one that was cut off is read whole.
 */
export const recoverFolder = async (
  fs: RecorderFs,
  folder: string,
  logger: Logger,
): Promise<{ report: RecoveryReport; segments: Segment[] }> => {
  const segments: Segment[] = [];
  const cut: { path: string; bytes: number }[] = [];
  const damaged: { path: string; at_byte: number; problem: string }[] = [];
  const unreadable: { path: string; problem: string }[] = [];
  let frames = 0;
  const found = (await fs.list(folder))
    .flatMap((name) => {
      const numbers = parseSegmentName(name);
      return numbers === undefined ? [] : [{ ...numbers, path: join(folder, name) }];
    })
    .toSorted((a, b) => a.segment - b.segment);
  for (const { path, epoch, segment: number } of found) {
    try {
      const known = await readIndex(fs, path);
      if (known !== undefined && known.anchor.epoch === epoch && known.anchor.segment === number) {
        frames += known.gops.reduce((sum, gop) => sum + gop.frames, 0);
        segments.push(known);
        continue;
      }
      const scan = await scanSegment(fs, path);
      if (scan.segment === undefined || scan.frames === 0) {
        unreadable.push({ path, problem: scan.problem ?? 'it holds no whole frame' });
        continue;
      }
      if (scan.torn_bytes > 0) {
        await fs.truncate(path, scan.whole_bytes);
        cut.push({ path, bytes: scan.torn_bytes });
      }
      if (scan.problem !== undefined)
        damaged.push({ path, at_byte: scan.whole_bytes, problem: scan.problem });
      frames += scan.frames;
      segments.push(scan.segment);
    } catch (cause) {
      unreadable.push({ path, problem: messageOf(cause) });
    }
  }
  const report = {
    segments: segments.length,
    bytes: segments.reduce((sum, segment) => sum + segment.bytes, 0),
    frames,
    last_epoch: Math.max(0, ...found.map(({ epoch }) => epoch)),
    last_segment: Math.max(0, ...found.map(({ segment }) => segment)),
    cut,
    damaged,
    unreadable,
  };
  if (cut.length + damaged.length + unreadable.length > 0)
    logger.warn({ cut, damaged, unreadable }, 'recordings were left torn');
  return { report, segments };
};
