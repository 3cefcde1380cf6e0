import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cancel, type Clock, type Fault, type FrameFindings, silentLogger } from '#common';
import { type LaunchDetector, launchWithNode } from './child.ts';
import type { Detector, DetectorOptions } from './detector-types.ts';
import { startDetector } from './host.ts';
import type { ConfirmedSuspicion } from './pipeline.ts';

const run = promisify(execFile);
const testing = join(import.meta.dirname, '../model/testing');
const shipped = join(import.meta.dirname, '../models');
const movflags = 'frag_every_frame+empty_moov+default_base_moof+skip_trailer';
let dir = '';
let entry = '';
let stream: { init: Uint8Array; fragments: { pts_us: number; key: boolean; data: Uint8Array }[] };

const realClock: Clock = {
  utc_us: () => Date.now() * 1000,
  monotonic_us: () => Math.round(performance.now() * 1000),
  after: (delay_ms, work): Cancel => {
    const timer = setTimeout(work, delay_ms);
    return () => clearTimeout(timer);
  },
  every: (interval_ms, work): Cancel => {
    const timer = setInterval(work, interval_ms);
    return () => clearInterval(timer);
  },
};

/** Splits ffmpeg's one-frame fragments at their boxes; PTS and keys follow from how the clip was made. */
const split = (bytes: Buffer, fps: number, gop: number): typeof stream => {
  const boxes: { type: string; data: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readUInt32BE(at);
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at, at + size) });
    at += size;
  }
  const of = (type: string) => boxes.filter((box) => box.type === type).map((box) => box.data);
  const data = of('mdat');
  return {
    init: Buffer.concat([...of('ftyp'), ...of('moov')]),
    fragments: of('moof').map((moof, index) => ({
      pts_us: Math.round((index * 1e6) / fps),
      key: index % gop === 0,
      data: Buffer.concat([moof, data[index] ?? new Uint8Array()]),
    })),
  };
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landun-detector-'));
  entry = join(import.meta.dirname, '../../node_modules/.landun-detector-test.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'main.ts')],
    outfile: entry,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['onnxruntime-node', 'sharp'],
    logLevel: 'error',
  });
  // Somebody in blue with a bare red head walks to the right for three seconds.
  const path = join(dir, 'walk.mp4');
  const filter = [
    'color=c=0x646464:size=640x384:rate=20:duration=3[ground]',
    'color=c=0x0000FF:size=32x32:rate=20:duration=3[body]',
    'color=c=0xFF0000:size=32x32:rate=20:duration=3[head]',
    "[ground][body]overlay=x='64+32*floor(t*2)':y=192[with_body]",
    "[with_body][head]overlay=x='64+32*floor(t*2)':y=128,format=yuv420p[out]",
  ].join(';');
  await run('ffmpeg', [
    ...[
      '-v',
      'error',
      '-filter_complex',
      filter,
      '-map',
      '[out]',
      '-c:v',
      'libx264',
      '-qp',
      '10',
      '-bf',
      '0',
      '-g',
      '10',
    ],
    ...['-movflags', movflags, '-f', 'mp4', path],
  ]);
  stream = split(await readFile(path), 20, 10);
});
afterAll(async () => {
  await rm(dir, { recursive: true });
  await rm(entry);
});

const start = (more: Partial<DetectorOptions> = {}): Detector =>
  startDetector({
    entry,
    ffmpeg: 'ffmpeg',
    models_dir: testing,
    threads: 1,
    max_fps: 20,
    required: ['mask'],
    clock: realClock,
    logger: silentLogger,
    ...more,
  });

const once = <T>(on: (listener: (value: T) => void) => Cancel): Promise<T> =>
  new Promise((resolve) => {
    const cancel = on((value) => {
      cancel();
      resolve(value);
    });
  });

/** Keeps the fragments less than half a second ahead of what was judged: nothing depends on how fast the machine is. */
const feed = async (detector: Detector, epoch: number): Promise<FrameFindings[]> => {
  const found: FrameFindings[] = [];
  // What an earlier connection left may still arrive.
  const cancel = detector.onFindings((findings) => {
    if (findings.epoch !== epoch) return;
    found.push(findings);
    pushUntil(findings.pts_us + 450_000);
  });
  const waiting = [...stream.fragments];
  const pushUntil = (pts_us: number) => {
    while ((waiting[0]?.pts_us ?? Infinity) < pts_us) {
      const fragment = waiting.shift();
      if (fragment !== undefined) detector.pushFragment(epoch, fragment);
    }
  };
  detector.pushInit(epoch, { data: stream.init });
  pushUntil(450_000);
  while ((found.at(-1)?.pts_us ?? -1) < 2_000_000) {
    await once<FrameFindings>((listener) => detector.onFindings(listener));
  }
  cancel();
  return found;
};

/** A script in the place of ffmpeg; by default it is spared `-hwaccel METHOD`, which it has no hardware for. */
const wrapped = async (name: string, body: string, spared = true): Promise<string> => {
  const path = join(dir, name);
  const spare = [
    'n=$#',
    'while [ $n -gt 0 ]; do',
    '  if [ "$1" = -hwaccel ]; then shift 2; n=$((n - 2)); else set -- "$@" "$1"; shift; n=$((n - 1)); fi',
    'done',
  ];
  await writeFile(path, `#!/bin/sh\n${spared ? `${spare.join('\n')}\n` : ''}${body}\n`, { mode: 0o755 });
  return path;
};

/** Looks until it is so; the test's own time limit bounds it. */
const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 20));
};

const ids = (found: FrameFindings[]) =>
  new Set(found.flatMap(({ persons }) => persons.map((person) => person.track_id)));

/** Of the second process nothing is heard before `letSpeak`. */
const secondHeld = (): { launch: LaunchDetector; letSpeak: () => void } => {
  const held = new PassThrough();
  let launched = 0;
  let speech: Readable | undefined;
  return {
    launch: (...args) => {
      const child = launchWithNode()(...args);
      launched += 1;
      if (launched !== 2) return child;
      speech = child.stdout;
      return { ...child, pid: child.pid, stdout: held };
    },
    letSpeak: () => speech?.pipe(held),
  };
};

describe('startDetector', () => {
  it('judges a stream in its own process and raises one suspicion with its still', async () => {
    const detector = start();
    const confirmed: ConfirmedSuspicion[] = [];
    detector.onSuspicion((one) => confirmed.push(one));
    expect(await once<string>((listener) => detector.onReady(listener))).toMatch(/^testing squares:/);
    const found = await feed(detector, 7);
    const times = stream.fragments.map((fragment) => fragment.pts_us);
    expect(found.every(({ epoch, pts_us }) => epoch === 7 && times.includes(pts_us))).toBe(true);
    const people = found.flatMap(({ persons }) => persons);
    expect(new Set(people.map(({ track_id }) => track_id)).size).toBe(1);
    expect(people.at(-1)?.mask).toMatchObject({ state: 'not_worn' });
    await detector.stop();

    expect(confirmed).toHaveLength(1);
    const [one] = confirmed;
    expect(one?.suspicion).toMatchObject({
      item: 'mask',
      state: 'not_worn',
      epoch: 7,
      width_px: 640,
      height_px: 384,
    });
    expect(one?.suspicion.frames).toBeGreaterThanOrEqual(8);
    // The still is the very frame: the head is red where the suspicion says it is.
    const [x, y, width, height] = one?.suspicion.head_box ?? [0, 0, 0, 0];
    const middle = {
      left: Math.round(x + width / 2) - 4,
      top: Math.round(y + height / 2) - 4,
      width: 8,
      height: 8,
    };
    const { data, info } = await sharp(one?.still_jpeg)
      .extract(middle)
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(3);
    expect([...data.subarray(0, 3)].map((value) => value > 200)).toEqual([true, false, false]);
  });

  it('is back after a crash, with the models and new track ids', async () => {
    const detector = start();
    await once<string>((listener) => detector.onReady(listener));
    const before = await feed(detector, 1);
    const faults: Fault[] = [];
    detector.onFault((fault) => faults.push(fault));
    const ready = once<string>((listener) => detector.onReady(listener));
    process.kill(detector.pid ?? 0, 'SIGKILL');
    await ready;
    expect(faults).toEqual([{ code: 'DETECTOR_DOWN', details: { problem: 'exit by signal', restarts: 1 } }]);
    const after = await feed(detector, 1);
    expect(ids(after).size).toBe(1);
    expect([...ids(after)].filter((id) => ids(before).has(id))).toEqual([]);
    await detector.stop();
  });

  it('goes on judging until other models are ready, then judges by them with new track ids', async () => {
    const other = join(dir, 'other');
    await cp(testing, other, { recursive: true });
    const manifest = await readFile(join(other, 'manifest.json'), 'utf8');
    await writeFile(join(other, 'manifest.json'), manifest.replace('"testing"', '"other"'));
    const { launch, letSpeak } = secondHeld();
    const detector = start({ launch });
    await once<string>((listener) => detector.onReady(listener));
    const { pid } = detector;
    detector.useModels(other);
    const before = await feed(detector, 1);
    expect(detector.model_id).toMatch(/^testing /);
    expect(detector.pid).toBe(pid);
    const ready = once<string>((listener) => detector.onReady(listener));
    letSpeak();
    expect(await ready).toMatch(/^other /);
    expect(detector.pid).not.toBe(pid);
    const after = await feed(detector, 2);
    expect(ids(after).size).toBe(1);
    expect([...ids(after)].filter((id) => ids(before).has(id))).toEqual([]);
    expect(detector.counts().restarts).toBe(0);
    await detector.stop();
  });

  it('is back by its own models when it dies while others are being opened', async () => {
    const { launch, letSpeak } = secondHeld();
    const detector = start({ launch });
    await once<string>((listener) => detector.onReady(listener));
    detector.useModels(shipped);
    process.kill(detector.pid ?? 0, 'SIGKILL');
    expect((await feed(detector, 1)).length).toBeGreaterThan(0);
    expect(detector.model_id).toMatch(/^testing /);
    const ready = once<string>((listener) => detector.onReady(listener));
    letSpeak();
    expect(await ready).not.toMatch(/^testing /);
    await detector.stop();
  });

  it('stays with its models where others cannot be used, and tells why', async () => {
    const detector = start();
    await once<string>((listener) => detector.onReady(listener));
    const { pid } = detector;
    const fault = once<Fault>((listener) => detector.onFault(listener));
    detector.useModels(join(dir, 'nothing'));
    expect(await fault).toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect((await feed(detector, 1)).length).toBeGreaterThan(0);
    expect(detector.model_id).toMatch(/^testing /);
    expect(detector.pid).toBe(pid);
    await detector.stop();
  });

  it('decodes on hardware once that is known, with the same pictures', async () => {
    // An ffmpeg that takes `-hwaccel` without having it: what the hardware gives is what the processor gives.
    const detector = start({ ffmpeg: await wrapped('with', 'exec ffmpeg "$@"') });
    const before = await feed(detector, 1);
    expect(detector.running?.decoder).toBe('cpu');
    detector.setHardware({ h264: 'cuda', h265: null });
    const after = await feed(detector, 2);
    await until(() => detector.running?.decoder === 'cuda');
    expect(after.at(-1)?.persons).toHaveLength(before.at(-1)?.persons.length ?? -1);
    await detector.stop();
  });

  it('goes on with the processor where the hardware fails on a stream', async () => {
    const body = 'case "$*" in *-hwaccel*) echo "no more surfaces" >&2; exit 1 ;; esac\nexec ffmpeg "$@"';
    const detector = start({ ffmpeg: await wrapped('failing', body, false) });
    detector.setHardware({ h264: 'cuda', h265: null });
    const fault = once<Fault>((listener) => detector.onFault(listener));
    detector.pushInit(1, { data: stream.init });
    for (const fragment of stream.fragments.slice(0, 5)) detector.pushFragment(1, fragment);
    expect(await fault).toMatchObject({ code: 'DECODER_ENDED', details: { problem: 'no more surfaces' } });
    expect((await feed(detector, 2)).length).toBeGreaterThan(0);
    expect(detector.running?.decoder).toBe('cpu');
    expect(detector.counts().restarts).toBe(0);
    await detector.stop();
  });

  it('ends by itself, whole, while a frame is being judged', async () => {
    const codes: (number | null)[] = [];
    const launch: LaunchDetector = (...args) => {
      const child = launchWithNode()(...args);
      child.onExit((code) => codes.push(code));
      return child;
    };
    // Models of real size, so that a run is under way.
    const detector = start({ launch, models_dir: shipped });
    await feed(detector, 1);
    for (const fragment of stream.fragments) detector.pushFragment(1, fragment);
    await detector.stop();
    expect(codes).toEqual([0]);
  });

  it('goes on through damaged pictures, and says that they were', async () => {
    // Bytes of the slices flipped for a second and a half, lengths and headers left as they are: noise on a link.
    const damaged = stream.fragments.map((fragment, index) => {
      if (index < 8 || index > 37) return fragment;
      const data = Buffer.from(fragment.data);
      const from = data.indexOf('mdat') + 24;
      for (let at = from; at < data.length; at += 23) data[at] = (data[at] ?? 0) ^ 0x5a;
      return { ...fragment, data };
    });
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (_: object, text: string) => warnings.push(text) };
    const detector = start({ logger });
    await once<string>((listener) => detector.onReady(listener));
    const { pid } = detector;
    let last_us = -1;
    detector.onFindings(({ pts_us }) => {
      last_us = pts_us;
    });
    detector.pushInit(1, { data: stream.init });
    for (const fragment of damaged) detector.pushFragment(1, fragment);
    // Past the damage: how many of the pictures in it are judged depends on the decoder.
    await until(() => last_us > 2_400_000);
    // A new connection, whole again: what is judged then is right again.
    const after = await feed(detector, 2);
    expect(after.at(-1)?.persons).toHaveLength(1);
    await until(() => detector.counts().damaged > 0);
    expect(warnings.some((text) => text.includes('damaged'))).toBe(true);
    expect([detector.pid, detector.counts().restarts]).toEqual([pid, 0]);
    await detector.stop();
  });

  it('follows a new connection of the source', async () => {
    const detector = start();
    await feed(detector, 1);
    const found = await feed(detector, 2);
    expect(found.at(-1)?.epoch).toBe(2);
    await detector.stop();
  });

  it('states why the models cannot be used, and does not try for ever', async () => {
    const detector = start({ models_dir: join(dir, 'nothing') });
    expect(await once<Fault>((listener) => detector.onFault(listener))).toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    await detector.stop();
    expect(detector.counts().restarts).toBe(0);
  });

  it('never waits for a detector that is not there', async () => {
    const detector = start({ launch: launchWithNode(join(dir, 'no-node')) });
    await once<Fault>((listener) => detector.onFault(listener));
    detector.pushInit(1, { data: stream.init });
    for (const fragment of stream.fragments) detector.pushFragment(1, fragment);
    expect(detector.counts().skipped_fragments).toBe(stream.fragments.length);
    await detector.stop();
  });
});
