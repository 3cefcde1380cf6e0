import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import sharp from 'sharp';
import { fail, ok, type Result } from '#common';
import { type Ffmpeg, ffmpegOptions, spawnFfmpeg } from '#video';
import type { Hidden } from './heads.ts';
import { hide } from './pixelate.ts';

/** Writes a copy of a picture with what must be hidden made unrecognisable. */
export const blurStill = async (from: string, to: string, hidden: Hidden): Promise<void> => {
  const { data, info } = await sharp(from).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  hide({ data, width: info.width, height: info.height, channels: info.channels, scale: 1 }, hidden);
  await sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .jpeg({ quality: 90 })
    .toFile(`${to}.part`);
  await rename(`${to}.part`, to);
};

type Clip = {
  readonly width_px: number;
  readonly height_px: number;
  readonly frames_per_s: number;
  /** What to hide at a time of the playable file (µs from its start). */
  readonly hiddenAt: (at_us: number) => Hidden;
};

/**
 * Decodes a clip at a steady rate (a gap stays as long as it was: its last frame stands), hides, and encodes
 * anew. Fails with BLUR_FAILED and leaves no file.
 */
export const blurClip = async (
  ffmpeg: Ffmpeg,
  from: string,
  to: string,
  { width_px, height_px, frames_per_s, hiddenAt }: Clip,
): Promise<Result<void>> => {
  const part = `${to}.part`;
  const quiet = ['-hide_banner', '-nostdin', '-nostats'];
  const decoder = spawnFfmpeg({
    path: ffmpeg.path,
    args: [
      ...quiet,
      ...ffmpegOptions({ loglevel: 'error', protocol_whitelist: 'file,pipe', i: `file:${from}` }),
      ...ffmpegOptions({ map: '0:v:0', vf: `fps=${frames_per_s}`, pix_fmt: 'yuv420p', f: 'rawvideo' }),
      'pipe:1',
    ],
  });
  const encoder = spawnFfmpeg({
    path: ffmpeg.path,
    stdin: true,
    args: [
      '-hide_banner',
      '-nostats',
      ...ffmpegOptions({ loglevel: 'error', f: 'rawvideo', pix_fmt: 'yuv420p' }),
      ...ffmpegOptions({
        video_size: `${width_px}x${height_px}`,
        framerate: String(frames_per_s),
        i: 'pipe:0',
      }),
      ...ffmpegOptions({ 'c:v': 'libx264', preset: 'veryfast', crf: '21', movflags: '+faststart', f: 'mp4' }),
      '-y',
      `file:${part}`,
    ],
  });
  encoder.stdout.resume();
  const luma = width_px * height_px;
  const half = { width: Math.ceil(width_px / 2), height: Math.ceil(height_px / 2) };
  const chroma = half.width * half.height;
  let index = 0;
  try {
    for await (const frame of framesOf(decoder.stdout, luma + 2 * chroma)) {
      const hidden = hiddenAt((index * 1e6) / frames_per_s);
      hide(
        { data: frame.subarray(0, luma), width: width_px, height: height_px, channels: 1, scale: 1 },
        hidden,
      );
      for (const at of [luma, luma + chroma])
        hide({ data: frame.subarray(at, at + chroma), ...half, channels: 1, scale: 2 }, hidden);
      index += 1;
      if (encoder.stdin?.writable !== true) break;
      if (!encoder.stdin.write(frame)) await Promise.race([once(encoder.stdin, 'drain'), encoder.exited]);
    }
    encoder.stdin?.end();
    const [decoded, encoded] = await Promise.all([decoder.exited, encoder.exited]);
    if (decoded.code !== 0 || encoded.code !== 0 || index === 0)
      throw new Error([...decoder.tail(), ...encoder.tail()].at(-1) ?? 'ffmpeg failed');
    await rename(part, to);
    return ok(undefined);
  } catch (cause) {
    await Promise.all([decoder.stop(), encoder.stop()]);
    await rm(part, { force: true });
    return fail('BLUR_FAILED', { path: from, problem: String(cause) });
  }
};

const framesOf = async function* (stream: AsyncIterable<Buffer>, frame_bytes: number): AsyncIterable<Buffer> {
  let frame = Buffer.allocUnsafe(frame_bytes);
  let filled = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + frame_bytes - filled);
      frame.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < frame_bytes) continue;
      yield frame;
      frame = Buffer.allocUnsafe(frame_bytes);
      filled = 0;
    }
  }
};
