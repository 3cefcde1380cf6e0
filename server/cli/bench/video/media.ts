import { createHash } from 'node:crypto';
import { mkdir, rename, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ffmpeg, ffmpegOptions, runFfmpeg } from '#video';
import { productFolders } from '#station';
import { burn } from './barcode.ts';

export type ClipWish = {
  readonly seconds: number;
  readonly width_px?: number;
  readonly height_px?: number;
  readonly frames_per_s?: number;
  readonly bitrate_kbit_s?: number;
  /** Frames from key frame to key frame. */
  readonly key_every?: number;
  readonly b_frames?: number;
  readonly codec?: 'h264' | 'h265';
  readonly audio?: boolean;
  /** The sample clip, looped, with people in it; else ffmpeg's test picture. */
  readonly people?: boolean;
};

/** A clip with the frame number burned into every frame, made once per machine and wish. */
export const numberedClip = async (ffmpeg: Ffmpeg, wish: ClipWish): Promise<string> => {
  const folder = join(tmpdir(), 'landun-bench-media');
  await mkdir(folder, { recursive: true });
  const args = encodeArgs(wish);
  const path = join(folder, `${createHash('sha256').update(args.join(' ')).digest('hex').slice(0, 16)}.mp4`);
  if (await exists(path)) return path;
  const part = `${path}.${process.pid}.part`;
  const made = await runFfmpeg(ffmpeg.path, [...args, '-f', 'mp4', '-y', part], { timeout_ms: 1_200_000 });
  if (made.code !== 0) throw new Error(`the test clip could not be made: ${made.tail.join('\n')}`);
  await rename(part, path);
  return path;
};

const encodeArgs = (wish: ClipWish): string[] => {
  const { seconds, width_px = 1920, height_px = 1080, frames_per_s = 25 } = wish;
  const { key_every = 25, b_frames = 0, codec = 'h264', people = false, audio = false } = wish;
  const picture = people
    ? ['-stream_loop', '-1', '-i', join(productFolders().samples_dir, 'sample-site.mp4')]
    : ['-f', 'lavfi', '-i', `testsrc2=s=${width_px}x${height_px}:r=${frames_per_s}`];
  const sound = audio ? ['-f', 'lavfi', '-i', 'sine=440'] : [];
  // Noise brings the bit rate of a real camera where one is asked for.
  const noise = wish.bitrate_kbit_s === undefined ? '' : 'noise=alls=12:allf=t,';
  const rate =
    wish.bitrate_kbit_s === undefined
      ? { crf: 28 }
      : {
          'b:v': `${wish.bitrate_kbit_s}k`,
          maxrate: `${wish.bitrate_kbit_s}k`,
          bufsize: `${wish.bitrate_kbit_s}k`,
        };
  const encoder =
    codec === 'h265'
      ? {
          'c:v': 'libx265',
          'x265-params': `log-level=error:keyint=${key_every}:min-keyint=${key_every}:scenecut=0:bframes=${b_frames}`,
        }
      : { 'c:v': 'libx264', g: key_every, keyint_min: key_every, sc_threshold: 0, bf: b_frames };
  return [
    ...['-nostdin', '-v', 'error', ...picture, ...sound],
    ...ffmpegOptions({ vf: `${noise}${burn('n')},format=yuv420p`, preset: 'ultrafast', ...encoder, ...rate }),
    ...(audio ? ['-c:a', 'aac', '-shortest'] : ['-an']),
    ...ffmpegOptions({ t: seconds }),
  ];
};

const exists = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).size > 0;
  } catch {
    // Not there yet: it is made.
    return false;
  }
};
