import { join } from 'node:path';
import { fail, ok } from '#common';
import type { Result } from '#common';
import { ffmpegOptions, runFfmpeg } from '../ffmpeg/index.ts';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import { anchorBox, Fmp4Parser } from '../fmp4/index.ts';
import type { Fragment } from '../fmp4/index.ts';
import { errorCode, messageOf } from './fs.ts';
import type { RecorderFs } from './fs.ts';
import { findGaps } from './gaps.ts';
import type { Gap } from './gaps.ts';
import { surestUtc } from './segment.ts';
import type { Gop, Segment } from './segment.ts';

export type ClipFile = { readonly path: string; readonly bytes: number };

export type Clip = {
  /** Init, anchor and the verbatim fragments; PTS as on the stream. This is what is sealed. */
  readonly original: ClipFile;
  /** The same encoded frames in an ordinary MP4 that starts at 0; a derivative. */
  readonly playable: ClipFile;
  readonly epoch: number;
  readonly codec: string;
  readonly width_px: number;
  readonly height_px: number;
  readonly first_pts_us: number;
  readonly last_pts_us: number;
  /** UTC of `first_pts_us`, and its worst-case error. */
  readonly first_utc_us: number;
  readonly utc_error_us: number;
  /** The sender's own clock minus `first_utc_us`, where it told one (RTCP sender reports). */
  readonly sender_minus_station_us: number | null;
  readonly frames: number;
  /** Holes inside, and what was asked for but is not there at either end. */
  readonly gaps: readonly Gap[];
};

export type CutOptions = {
  readonly fs: RecorderFs;
  readonly ffmpeg: Ffmpeg;
  readonly stream_id: string;
  readonly segments: readonly Segment[];
  readonly epoch: number;
  readonly from_pts_us: number;
  readonly to_pts_us: number;
  readonly target_dir: string;
  readonly name: string;
};

type Run = { readonly segment: Segment; readonly gop: Gop };

/**
 * Copies the fragments that show [from, to], from the key frame at or before `from`, without decoding.
 * Faults: CLIP_NOT_RECORDED, CLIP_FAILED; neither leaves files behind.
 */
export const cutSegments = async (options: CutOptions): Promise<Result<Clip>> => {
  const { epoch, from_pts_us, to_pts_us, target_dir, name } = options;
  const runs = choose(options.segments, from_pts_us, to_pts_us);
  const first = runs[0];
  if (first === undefined) return fail('CLIP_NOT_RECORDED', { epoch, from_pts_us, to_pts_us });
  const original = join(target_dir, `${name}.original.mp4`);
  const playable = join(target_dir, `${name}.playable.mp4`);
  try {
    if (await exists(options.fs, original)) throw new Error('a clip of this name exists already');
    const written = await writeOriginal(options, runs, first, `${original}.part`);
    if (written === undefined) return fail('CLIP_NOT_RECORDED', { epoch, from_pts_us, to_pts_us });
    await remux(options, `${original}.part`, `${playable}.part`, written.codec);
    await options.fs.rename(`${original}.part`, original);
    await options.fs.rename(`${playable}.part`, playable);
    await options.fs.syncFolder(target_dir);
    return ok({
      original: { path: original, bytes: await options.fs.size(original) },
      playable: { path: playable, bytes: await options.fs.size(playable) },
      epoch,
      ...written,
    });
  } catch (cause) {
    for (const path of [`${original}.part`, `${playable}.part`]) await removeQuietly(options.fs, path);
    return fail('CLIP_FAILED', { name, problem: messageOf(cause) });
  }
};

/** The GOPs to read: from the last key frame at or before `from`, else the first one after it. */
const choose = (segments: readonly Segment[], from_pts_us: number, to_pts_us: number): Run[] => {
  const all = segments.flatMap((segment) => segment.gops.map((gop) => ({ segment, gop })));
  const before = all.findLastIndex(({ gop }) => gop.key && gop.first_pts_us <= from_pts_us);
  const start = before >= 0 ? before : all.findIndex(({ gop }) => gop.key);
  if (start < 0) return [];
  const runs = all.slice(start).filter(({ gop }) => gop.first_dts_us <= to_pts_us);
  // Everything there is may lie wholly before `from`: then nothing asked for is recorded.
  return runs.some(({ gop }) => gop.end_dts_us > from_pts_us || gop.last_pts_us >= from_pts_us) ? runs : [];
};

type Written = Omit<Clip, 'original' | 'playable' | 'epoch'>;

const writeOriginal = async (
  { fs, stream_id, epoch, segments, from_pts_us, to_pts_us }: CutOptions,
  runs: readonly Run[],
  first: Run,
  path: string,
): Promise<Written | undefined> => {
  const head = await fs.read(first.segment.path, 0, first.segment.init_bytes);
  const start = new Fmp4Parser().push(head).parts[0];
  if (start?.kind !== 'init') throw new Error(`${first.segment.path} has lost its head`);
  const { codec, width_px, height_px } = start.init;
  const first_pts_us = first.gop.first_pts_us;
  const { utc_us: first_utc_us, error_us: utc_error_us } = surestUtc(segments, first.segment, first_pts_us);
  const frames: { pts_us: number; dts_us: number; duration_us: number }[] = [];
  const file = await fs.create(path);
  try {
    await file.append(head);
    const { segment } = first.segment.anchor;
    const sender_us = senderOffset(runs, first_utc_us, first_pts_us);
    await file.append(
      anchorBox({
        ...{ stream_id, epoch, segment, first_pts_us, utc_us: first_utc_us, error_us: utc_error_us },
        ...(sender_us === null ? {} : { sender_utc_us: first_utc_us + sender_us }),
      }),
    );
    for (const { segment: from, gop } of runs) {
      for (const fragment of readGop(head, await fs.read(from.path, gop.at_byte, gop.bytes))) {
        // Frames still to come are decoded after `to`, so they are shown after it too.
        if (fragment.dts_us > to_pts_us) break;
        await file.append(fragment.data);
        const duration_us = fragment.duration_us / fragment.frames.length;
        frames.push(...fragment.frames.map(({ pts_us, dts_us }) => ({ pts_us, dts_us, duration_us })));
      }
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (frames.length === 0) return undefined;
  return {
    codec,
    width_px,
    height_px,
    first_pts_us,
    last_pts_us: frames.reduce((last, frame) => Math.max(last, frame.pts_us), -Infinity),
    first_utc_us,
    utc_error_us,
    sender_minus_station_us: senderOffset(runs, first_utc_us, first_pts_us),
    frames: frames.length,
    gaps: findGaps(frames, from_pts_us, to_pts_us),
  };
};

/** By the first of the files that knows it; a connection's first seconds come before the sender's first report. */
const senderOffset = (runs: readonly Run[], utc_us: number, pts_us: number): number | null => {
  const told = runs.find(({ segment }) => segment.sender_offset_us !== undefined)?.segment.sender_offset_us;
  return told === undefined ? null : Math.round(pts_us + told - utc_us);
};

/** Up to the first broken byte, where a disk gave back another than it took: what follows is a hole like any other. */
const readGop = (head: Uint8Array, data: Uint8Array): Fragment[] => {
  const parser = new Fmp4Parser();
  parser.push(head);
  return parser.push(data).parts.flatMap((part) => (part.kind === 'fragment' ? [part.fragment] : []));
};

/** A second of work at most; a machine with none to spare may need many, and a clip must not be given up for that. */
const remux_ms = 120_000;

const remux = async ({ ffmpeg, fs }: CutOptions, from: string, to: string, codec: string): Promise<void> => {
  await removeQuietly(fs, to);
  // `hvc1` is the tag that browsers and phones of Apple play.
  const tag = codec.startsWith('h') ? 'hvc1' : undefined;
  const args = [
    ...['-hide_banner', '-nostdin', '-nostats'],
    ...ffmpegOptions({ loglevel: 'level+error', protocol_whitelist: 'file', f: 'mov', i: `file:${from}` }),
    ...ffmpegOptions({ map: '0:v:0', c: 'copy', 'tag:v': tag, movflags: '+faststart', f: 'mp4' }),
    ...['-y', `file:${to}`],
  ];
  const run = await runFfmpeg(ffmpeg.path, args, { timeout_ms: remux_ms });
  if (run.code !== 0)
    throw new Error(run.timed_out ? 'the remux took too long' : (run.tail.at(-1) ?? 'ffmpeg failed'));
};

const exists = async (fs: RecorderFs, path: string): Promise<boolean> => {
  try {
    await fs.size(path);
    return true;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return false;
    throw cause;
  }
};

const removeQuietly = async (fs: RecorderFs, path: string): Promise<void> => {
  try {
    await fs.remove(path);
  } catch {
    // It is only to be absent; a file that cannot be removed makes the create after it fail loudly.
  }
};
