import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLogger, unwrap } from '#common';
import { type Pose, planeAt } from '#missions';
import { ffmpegOptions, findFfmpeg, runFfmpeg } from '#video';
import { pixelAt } from '../places/sight.ts';
import type { CameraStand, Moment } from '../places/stand.ts';
import { type FrameLine, frameLines } from './frames.ts';

let folder = '';
const clip = () => ({
  path: join(folder, 'clip.mp4'),
  ...{ epoch: 4, width_px: 320, first_pts_us: 0, first_utc_us: 1_790_000_000_000_000, utc_error_us: 9000 },
});
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landun-frames-'));
  const ffmpeg = unwrap(await findFfmpeg({ env: process.env, logger: silentLogger }));
  const made = await runFfmpeg(ffmpeg.path, [
    ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25', '-t', '1'],
    ...ffmpegOptions({ 'c:v': 'libx264', preset: 'ultrafast', bf: 0, g: 25 }),
    ...ffmpegOptions({ movflags: 'frag_every_frame+empty_moov+default_base_moof', f: 'mp4' }),
    clip().path,
  ]);
  if (made.code !== 0) throw new Error(made.tail.join('\n'));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

const stand: CameraStand = {
  position: { lat_deg: 34.2, lon_deg: 108.9 },
  ...{ up_m: 20, yaw_deg: 0, pitch_deg: -30, roll_deg: 0, hfov_deg: 24.6 },
  sigma: { position_m: 1, up_m: 2, yaw_deg: 2, pitch_deg: 1, px: 4 },
};
const pose: Pose = {
  ...{ utc_us: 1_790_000_000_000_000, position: stand.position, height_m: 18.5, altitude_amsl_m: 420 },
  ...{ heading_deg: 10, roll_deg: 0, pitch_deg: 0, gimbal: { pitch_deg: -30, yaw_deg: 0 } },
  ...{ lens: { zoom_percent: 40, hfov_deg: 24.6 }, lens_told: true, nearest_us: 40_000 },
};

const linesOf = async (
  known: CameraStand | undefined,
  told: Pose | null,
): Promise<{ head: unknown; lines: FrameLine[]; asked: Moment[] }> => {
  const asked: Moment[] = [];
  const standAt = (moment: Moment): CameraStand | undefined => {
    asked.push(moment);
    return known;
  };
  const text = await frameLines(clip(), { poseAt: () => told, standAt, findings: undefined });
  const [head, ...lines] = text.trimEnd().split('\n');
  return { head: JSON.parse(head ?? ''), lines: lines.map((line) => JSON.parse(line) as FrameLine), asked };
};

it('has a line for each frame of the clip with place, height above ground, gimbal, zoom and px/m', async () => {
  const { head, lines, asked } = await linesOf(stand, pose);
  expect(head).toEqual({ format: 'landun-frames-1', epoch: 4, utc_error_us: 9000, watched: false });
  expect(lines.map(({ pts_us }) => pts_us)).toEqual(Array.from({ length: 25 }, (_, frame) => frame * 40_000));
  expect(lines[3]).toMatchObject({
    utc_us: clip().first_utc_us + 120_000,
    ...{ lat_deg: 34.2, height_m: 18.5, ground_height_m: 20, gimbal_pitch_deg: -30 },
    ...{ zoom_percent: 40, hfov_deg: 24.6 },
  });
  expect(asked[3]).toMatchObject({ epoch: 4, pts_us: 120_000, utc_us: clip().first_utc_us + 120_000 });
  // A metre on the ground across the axis, projected by what draws places into the picture.
  const plane = planeAt(stand.position);
  const north_m = 20 / Math.tan(Math.PI / 6);
  const [left, right] = [-0.5, 0.5].map((east_m) =>
    pixelAt(stand, plane.toPosition({ east_m, north_m }), { width_px: 320, height_px: 180 }),
  );
  expect(lines[3]?.px_per_m).toBeCloseTo((right?.[0] ?? 0) - (left?.[0] ?? 0), 1);
});

it('says nothing of what nobody knows, nor of the ground where the camera does not look down', async () => {
  const { lines } = await linesOf(undefined, null);
  expect(lines[0]).toMatchObject({
    lat_deg: null,
    ground_height_m: null,
    zoom_percent: null,
    px_per_m: null,
  });
  const level = await linesOf({ ...stand, pitch_deg: 0 }, pose);
  expect(level.lines[0]).toMatchObject({ px_per_m: null, hfov_deg: 24.6 });
});
