import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lead, silentLogger, unwrap } from '#common';
import { systemClock } from '#station';
import { findFfmpeg } from '#video';
import { putFacilitiesAlone } from '../../detector/model/testing/blobs.ts';
import { SampleCamera } from '../../station/sample/camera.ts';
import { addClient, claimAdministrator, type Running, startStation } from './harness.ts';

let dir = '';
let running: Running;
let camera: SampleCamera;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landun-guard-'));
  const ffmpeg = unwrap(await findFfmpeg({ env: process.env, logger: silentLogger }));
  const clip = join(dir, 'guard.mp4');
  // A belt guard that stands open: a green square beside a conveyor.
  const guard =
    'color=c=0x646464:size=640x384:rate=20:duration=4,drawbox=x=128:y=192:w=64:h=64:color=0x00FF00:t=fill';
  await promisify(execFile)(ffmpeg.path, [
    ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', guard, '-pix_fmt', 'yuv420p'],
    ...['-c:v', 'libx264', '-qp', '10', '-bf', '0', '-g', '10', clip],
  ]);
  running = await startStation({ sample: false });
  camera = await SampleCamera.start(clip, { ffmpeg, clock: systemClock, logger: silentLogger });
});
afterAll(async () => {
  await camera.stop();
  await running.stop();
  await rm(dir, { recursive: true });
});

it(
  'an agency plugs its model of safety facilities in by a manifest: the lead carries its names for good',
  { timeout: 180_000 },
  async () => {
    const administrator = await claimAdministrator(running);
    const inspector = await addClient(running, administrator, 'inspector', ['inspector']);
    const folder = join(running.data_dir, 'models', 'agency');
    await putFacilitiesAlone(folder, 'agency 1');
    const used = await administrator.get('models.use', { folder: 'agency' });
    expect(used.facilities).toMatchObject([
      { id: 'belt-guard', name: { zh: '皮带防护罩', en: 'Belt guard' } },
    ]);
    const screen = await inspector.screen();
    await administrator.get('streams.add', { name: 'guard', url: camera.url });
    const clipped = await screen.until((event): Lead | undefined =>
      event.type === 'lead' && event.lead.clip_state === 'sealed' ? event.lead : undefined,
    );
    screen.close();
    expect(clipped).toMatchObject({
      model_id: used.model_id,
      suspicion: {
        item: 'facility',
        state: 'violated',
        facility: {
          id: 'belt-guard',
          name: { zh: '皮带防护罩', en: 'Belt guard' },
          violation: { zh: '未闭合', en: 'is open' },
          hazard: 'dust',
        },
        bystanders: [],
      },
    });
    const [x, y, width, height] = clipped.suspicion.box;
    for (const [found, wanted] of [
      [x, 128],
      [y, 192],
      [width, 64],
      [height, 64],
    ] as const)
      expect(Math.abs(found - wanted)).toBeLessThanOrEqual(8);

    const lead_id = clipped.id;
    const words = { true: true, clear: true, complete: true, accurate: true };
    await inspector.get('reviews.create', { lead_id, decision: 'confirmed', reason: '', ...words });
    // The model goes; what it said stays readable.
    await administrator.get('models.use', { folder: null });
    await rm(folder, { recursive: true });
    const [kept, ...others] = await inspector.get('leads.list', { item: 'facility' });
    expect(others).toEqual([]);
    expect(kept).toMatchObject({
      id: lead_id,
      state: 'confirmed',
      suspicion: { facility: used.facilities[0] },
    });
    expect(await inspector.get('leads.list', { item: 'mask' })).toEqual([]);
    const blurred = await inspector.file(`/files/leads/${lead_id}/blurred.jpg`);
    expect([blurred.status, blurred.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  },
);
