import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '#common';
import { type Ffmpeg, ffmpegOptions, type Recorder, runFfmpeg } from '#video';
import { writeDurably } from '../evidence/durable.ts';

export type Snapshot = {
  readonly jpeg: Uint8Array;
  readonly sha256: string;
  readonly utc_us: number;
  readonly utc_error_us: number;
  readonly width_px: number;
  readonly height_px: number;
};

/** A newer frame than the recorder has on disk is waited for this long. */
const wait_ms = 3000;
/** PTS of the decoder are rounded to the stream's ticks. */
const slack_s = 0.0005;

/**
 * One frame at native resolution out of the recording, by its PTS, as a JPEG that is safe on disk under
 * `path` when this resolves. Faults: CLIP_NOT_RECORDED, CLIP_FAILED.
 */
export const takeSnapshot = async (
  recorder: Pick<Recorder, 'cutClip'>,
  ffmpeg: Ffmpeg,
  { epoch, pts_us }: { readonly epoch: number; readonly pts_us: number },
  path: string,
): Promise<Result<Snapshot>> => {
  const folder = await mkdtemp(join(tmpdir(), 'landun-snapshot-'));
  try {
    const span = { epoch, from_pts_us: pts_us, to_pts_us: pts_us };
    const cut = await recorder.cutClip({ ...span, target_dir: folder, name: 'frame', wait_ms });
    if (!cut.ok) return cut;
    const picture = join(folder, 'frame.jpg');
    const run = await runFfmpeg(ffmpeg.path, [
      ...['-hide_banner', '-nostdin', '-nostats', '-copyts'],
      ...ffmpegOptions({ loglevel: 'level+error', protocol_whitelist: 'file', f: 'mov', ignore_editlist: 1 }),
      ...['-i', `file:${cut.value.original.path}`],
      ...ffmpegOptions({
        vf: `select='between(t,${pts_us / 1e6 - slack_s},${pts_us / 1e6 + slack_s})'`,
        'frames:v': 1,
        'q:v': 2,
        update: 1,
        f: 'image2',
      }),
      ...['-y', picture],
    ]);
    if (run.code !== 0)
      return fail('CLIP_FAILED', { name: 'frame', problem: run.tail.at(-1) ?? 'ffmpeg failed' });
    const jpeg = await readFile(picture).catch(() => undefined);
    if (jpeg === undefined)
      return fail('CLIP_NOT_RECORDED', { epoch, from_pts_us: pts_us, to_pts_us: pts_us });
    await mkdir(join(path, '..'), { recursive: true });
    await writeDurably(path, jpeg);
    const { first_pts_us, first_utc_us, utc_error_us, width_px, height_px } = cut.value;
    const sha256 = createHash('sha256').update(jpeg).digest('hex');
    return ok({
      jpeg,
      sha256,
      utc_us: first_utc_us + pts_us - first_pts_us,
      utc_error_us,
      width_px,
      height_px,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
