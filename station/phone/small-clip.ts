import { execFile } from 'node:child_process';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fail, ok, type Result } from '#common';

const run = promisify(execFile);
const timeout_ms = 60_000;
const longest_s = 10;

/**
 * A clip as a phone gets it: at most ten seconds, 480 px wide and softened, so that a head of 50 px in the
 * original is a dozen blurred ones. Made once, when it is first asked for.
 */
export const smallClip = async (
  ffmpeg_path: string,
  source: string,
  folder: string,
  name: string,
): Promise<Result<{ folder: string; path: string }>> => {
  const path = `${name}.mp4`;
  const target = join(folder, path);
  if ((await stat(target).catch(() => undefined)) !== undefined) return ok({ folder, path });
  await mkdir(folder, { recursive: true });
  const part = `${target}.${process.hrtime.bigint()}.part.mp4`;
  const args = [
    ...['-nostdin', '-v', 'error', '-i', source, '-t', String(longest_s), '-an', '-threads', '1'],
    ...['-vf', 'fps=12,scale=480:-2,gblur=sigma=1.6', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '30'],
    ...['-pix_fmt', 'yuv420p', '-movflags', '+faststart', '-y', part],
  ];
  try {
    await run(ffmpeg_path, args, { timeout: timeout_ms });
    await rename(part, target);
    return ok({ folder, path });
  } catch (error) {
    const problem = error instanceof Error ? error.message.slice(-200) : 'ffmpeg';
    return fail('CLIP_UNAVAILABLE', { problem });
  }
};
