/** Encodes the frames as a drone would send them: H.264 High, one closed group of pictures a second. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CLIP } from '../site/workers.mjs';

/** @param {{ffmpeg: string, frames: string, out: string, crf: number, first?: number, count?: number}} wanted */
export async function encode(wanted) {
  const args = [
    ...['-v', 'error', '-y', '-framerate', String(CLIP.fps), '-start_number', String(wanted.first ?? 0)],
    ...['-i', join(wanted.frames, '%05d.jpg'), '-frames:v', String(wanted.count ?? CLIP.fps * CLIP.seconds)],
    // JPEG is full-range BT.601; video is limited-range BT.709.
    ...[
      '-vf',
      'scale=in_color_matrix=bt601:out_color_matrix=bt709:in_range=full:out_range=tv,format=yuv420p',
    ],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'slow',
      '-refs',
      '4',
      '-profile:v',
      'high',
      '-level',
      '4.1',
      '-crf',
      String(wanted.crf),
    ],
    ...[
      '-g',
      String(CLIP.fps),
      '-keyint_min',
      String(CLIP.fps),
      '-sc_threshold',
      '0',
      '-bf',
      '2',
      '-flags',
      '+cgop',
    ],
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
    ...['-an', '-map_metadata', '-1', '-movflags', '+faststart', wanted.out],
  ];
  const child = spawn(wanted.ffmpeg, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
}
