import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok, silentLogger, unwrap } from '#common';
import { type Ffmpeg, findFfmpeg, type Recorder, runFfmpeg } from '#video';
import { takeSnapshot } from './snapshot.ts';

let folder: string;
let ffmpeg: Ffmpeg;
const began_utc_us = 1_790_000_000_000_000;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landun-snapshots-'));
  ffmpeg = unwrap(await findFfmpeg({ env: process.env, logger: silentLogger }));
  // Frame n is 8·n bright: 25 frames, 40 ms each, from PTS 0 on.
  await runFfmpeg(ffmpeg.path, [
    ...['-v', 'error', '-f', 'lavfi', '-i', "color=black:s=64x64:r=25:d=1,geq=lum='N*8':cb=128:cr=128"],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '1', '-pix_fmt', 'yuv420p', '-g', '12'],
    ...['-movflags', 'frag_every_frame+empty_moov+default_base_moof', join(folder, 'whole.mp4')],
  ]);
}, 30_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A recorder that hands out the whole second, whatever was asked for. */
const recorder: Pick<Recorder, 'cutClip'> = {
  cutClip: async ({ epoch }) => {
    const file = { path: join(folder, 'whole.mp4'), bytes: 1 };
    const picture = { codec: 'avc1.640028', width_px: 64, height_px: 64 };
    return ok({
      ...picture,
      original: file,
      playable: file,
      epoch,
      first_pts_us: 0,
      last_pts_us: 960_000,
      first_utc_us: began_utc_us,
      utc_error_us: 5000,
      sender_minus_station_us: null,
      frames: 25,
      gaps: [],
    });
  },
};

const brightness = async (path: string): Promise<number> => {
  const out = join(folder, 'one.gray');
  const scale = 'scale=1:1:flags=area:in_range=full:out_range=tv,format=gray';
  await runFfmpeg(ffmpeg.path, ['-v', 'error', '-y', '-i', path, '-vf', scale, '-f', 'rawvideo', out]);
  return (await readFile(out))[0] ?? 0;
};

describe('a frame that somebody keeps', () => {
  it('is the very frame on the screen, on disk, with its hash and time', async () => {
    const path = join(folder, 'snapshots', 'one.jpg');
    const bright: number[] = [];
    for (const frame of [3, 4, 18]) {
      const taken = unwrap(await takeSnapshot(recorder, ffmpeg, { epoch: 2, pts_us: frame * 40_000 }, path));
      const bytes = await readFile(path);
      expect(taken.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(Buffer.from(taken.jpeg)).toEqual(bytes);
      expect(taken).toMatchObject({
        utc_us: began_utc_us + frame * 40_000,
        utc_error_us: 5000,
        width_px: 64,
      });
      bright.push(await brightness(path));
    }
    // Whatever ranges the decoder and JPEG have, steps stay in proportion: frames 3, 4 and 18.
    const [three = 0, four = 0, eighteen = 0] = bright;
    expect(four - three).toBeGreaterThan(4);
    expect((eighteen - three) / (four - three)).toBeGreaterThan(11);
  });

  it('that is not recorded is not made up', async () => {
    const taken = await takeSnapshot(
      recorder,
      ffmpeg,
      { epoch: 2, pts_us: 7_000_000 },
      join(folder, 'no.jpg'),
    );
    expect(taken).toMatchObject({ ok: false, error: { code: 'CLIP_NOT_RECORDED' } });
  });
});
