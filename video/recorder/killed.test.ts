import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, expect, it } from 'vitest';
import { silentLogger } from '#common';
import { alive } from '../ingest/testing/harness.ts';
import { makeVideo, probePackets, testFfmpeg, testFolder } from '../ingest/testing/media.ts';
import { systemClock } from '../ingest/testing/system-clock.ts';
import { createRecorder } from './recorder.ts';

const folder = testFolder();
afterAll(() => folder.remove());

/** Lines the child printed, parsed; the pid of its ffmpeg and the number of the last fragment. */
type Said = { pid?: number; seq?: number };

it('kill -9 of a recording station loses at most a second, leaves no ffmpeg, and the rest plays', async () => {
  const ffmpeg = await testFfmpeg();
  const video = join(folder.path, 'b.mp4');
  await makeVideo(ffmpeg, video, { seconds: 4, b_frames: 2 });
  const script = join(folder.path, 'child.mjs');
  const entry = fileURLToPath(new URL('testing-child.ts', import.meta.url));
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
    logLevel: 'error',
  });
  const dir = join(folder.path, 'ring');
  mkdirSync(dir);

  const child = spawn(process.execPath, [script, video, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<string | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const pids: number[] = [];
  let seq = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    const said: Said = JSON.parse(line);
    if (said.pid !== undefined) pids.push(said.pid);
    seq = said.seq ?? seq;
    if (seq === 130) child.kill('SIGKILL');
  }
  expect(await exited).toBe('SIGKILL');
  expect(seq).toBeGreaterThanOrEqual(130);

  // ffmpeg meets a broken pipe at its next frame.
  const until = Date.now() + 5000;
  while (pids.some(alive) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(pids.length).toBe(1);
  expect(pids.filter(alive)).toEqual([]);

  const recorder = createRecorder({
    dir,
    stream_id: 'cam',
    clock: systemClock,
    logger: silentLogger,
    ffmpeg,
  });
  const report = await recorder.recover();
  await recorder.close();
  expect(report).toMatchObject({ last_epoch: 1, damaged: [], unreadable: [] });
  expect(report.frames).toBeGreaterThanOrEqual(seq + 1 - 25);
  expect(report.segments).toBeGreaterThanOrEqual(2);
  let packets = 0;
  for (const name of readdirSync(dir)) {
    expect(readFileSync(join(dir, name)).length).toBeGreaterThan(0);
    packets += (await probePackets(join(dir, name))).length;
  }
  expect(packets).toBe(report.frames);
}, 40_000);
