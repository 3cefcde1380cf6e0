import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LiveMessage, silentLogger, unwrap } from '#common';
import { type Ffmpeg, findFfmpeg, type Fragment, type Init, parseFmp4, runFfmpeg } from '#video';
import { systemClock } from '../host/clock.ts';
import { LiveHub } from './live-hub.ts';
import { TranscodedLive } from './transcoded-live.ts';

let folder: string;
let ffmpeg: Ffmpeg;
let init: Init;
let fragments: Fragment[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landun-transcoded-'));
  ffmpeg = unwrap(await findFfmpeg({ env: process.env, logger: silentLogger }));
  const path = join(folder, 'h265.mp4');
  await runFfmpeg(ffmpeg.path, [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=s=320x180:r=25:d=3', '-pix_fmt', 'yuv420p'],
    ...[
      '-c:v',
      'libx265',
      '-preset',
      'ultrafast',
      '-x265-params',
      'log-level=error:keyint=25:bframes=0:pools=1',
    ],
    ...['-movflags', 'frag_every_frame+empty_moov+default_base_moof+skip_trailer', path],
  ]);
  const parts = unwrap(parseFmp4(await readFile(path)));
  const first = parts.find((part) => part.kind === 'init');
  if (first === undefined) throw new Error('no init');
  init = first.init;
  fragments = parts.flatMap((part) => (part.kind === 'fragment' ? [part.fragment] : []));
}, 30_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A screen that writes down what it was told and how many fragments it got. */
const screen = () => {
  const told: LiveMessage[] = [];
  const got = { binaries: 0 };
  return {
    told,
    got,
    sink: {
      text: (message: LiveMessage) => told.push(message),
      binary: () => {
        got.binaries += 1;
        return true;
      },
    },
  };
};

const feed = (hub: LiveHub, from: number, to: number): void => {
  for (const fragment of fragments.slice(from, to)) hub.fragment(fragment);
};

describe('a live branch in H.264', () => {
  it('runs for those who need it, joins in the middle, follows a new connection and ends with the last', async () => {
    const original = new LiveHub();
    const branch = new TranscodedLive(original, { ffmpeg, clock: systemClock, logger: silentLogger });
    original.init({ ...init, epoch: 4 });
    feed(original, 0, 30);
    const one = screen();
    const two = screen();
    const leave = branch.watch(one.sink);
    branch.watch(two.sink);
    feed(original, 30, 60);
    await vi.waitFor(() => expect(two.got.binaries).toBeGreaterThan(20), { timeout: 20_000 });
    expect(one.told[0]).toMatchObject({
      type: 'init',
      codec: expect.stringMatching(/^avc1/),
      transcoded_from: init.codec,
      width_px: 320,
      epoch: 4,
    });
    original.findings({ epoch: 4, pts_us: 1, persons: [] });
    expect(one.told.at(-1)).toMatchObject({ type: 'findings' });

    original.init({ ...init, epoch: 5 });
    feed(original, 0, 30);
    await vi.waitFor(() => expect(one.told.at(-1)).toMatchObject({ type: 'init', epoch: 5 }), {
      timeout: 20_000,
    });
    leave();
    leave();
    const before = one.got.binaries;
    feed(original, 30, 60);
    await branch.stop();
    expect(one.got.binaries).toBe(before);
  }, 40_000);

  it('says so where the machine cannot encode', async () => {
    const original = new LiveHub();
    const clock = { ...systemClock, after: (_ms: number, run: () => void) => systemClock.after(1, run) };
    const broken = { ...ffmpeg, path: process.execPath };
    const branch = new TranscodedLive(original, { ffmpeg: broken, clock, logger: silentLogger });
    original.init({ ...init, epoch: 1 });
    feed(original, 0, 5);
    const { told, sink } = screen();
    branch.watch(sink);
    await vi.waitFor(() => expect(told).toContainEqual({ type: 'no_transcoding' }), { timeout: 20_000 });
    await branch.stop();
  }, 30_000);
});
