import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger, unwrap } from '#common';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import { parseFmp4 } from '../fmp4/index.ts';
import { probePackets, testFfmpeg, testFolder } from '../ingest/testing/media.ts';
import { nodeFs, type RecorderFs } from './fs.ts';
import { createRecorder } from './recorder.ts';
import type { Recorder, RecorderOptions } from './recorder-types.ts';
import { isMissing, makeMovie, pushableClock, Replay, SmallDisk, utc_us } from './testing.ts';
import type { Movie } from './testing.ts';

const folder = testFolder();
let ffmpeg: Ffmpeg;
let movie: Movie;
let folders = 0;

beforeAll(async () => {
  ffmpeg = await testFfmpeg();
  movie = await makeMovie(ffmpeg, folder.path, 10);
}, 60_000);

afterAll(() => folder.remove());

const freshFolder = (): string => {
  const path = join(folder.path, `ring-${(folders += 1)}`);
  mkdirSync(path);
  return path;
};

/** A recorder of a fresh folder (or the one named) with a replay attached to it. */
const set = async (options: Partial<RecorderOptions> = {}) => {
  const dir = options.dir ?? freshFolder();
  const clock = pushableClock();
  const recorder = createRecorder({
    dir,
    stream_id: 'cam',
    clock,
    logger: silentLogger,
    ffmpeg,
    segment_us: 2_000_000,
    // The movie's clock is not the machine's: age is looked at only where a test says so.
    ring_max_age_us: Infinity,
    reserve_bytes: 0,
    ...options,
  });
  const report = await recorder.recover();
  const replay = new Replay(movie);
  recorder.attach(replay);
  return { dir, clock, recorder, report, replay };
};

const reopen = (dir: string) => set({ dir });

/** Waits until the recorder has written or lost this many frames in all. */
const settled = async (recorder: Recorder, frames: number): Promise<void> => {
  const until = Date.now() + 10_000;
  for (;;) {
    const { frames_written, frames_lost } = recorder.stats();
    if (frames_written + frames_lost >= frames) return;
    if (Date.now() > until)
      throw new Error(`only ${frames_written} written and ${frames_lost} lost of ${frames}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

const videoFiles = (dir: string): string[] =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.mp4'))
    .toSorted();

/** A file whose fragment at 2 s has lost its first bytes. */
const broken = (file: string) => {
  const data = Uint8Array.from(readFileSync(file));
  const middle = unwrap(parseFmp4(data)).find(
    (part) => part.kind === 'fragment' && part.fragment.dts_us === 2_000_000,
  );
  if (middle?.kind !== 'fragment') throw new Error('the movie has no fragment at 2 s');
  data.fill(0, middle.at_byte, middle.at_byte + 8);
  return { data, middle };
};

const fragmentBytes = (path: string): Buffer =>
  Buffer.concat(
    unwrap(parseFmp4(readFileSync(path))).flatMap((part) =>
      part.kind === 'fragment' ? [part.fragment.data] : [],
    ),
  );

describe('a recording', () => {
  it('is the stream’s own bytes in files that start at key frames, each readable by itself', async () => {
    const { dir, recorder, replay } = await set();
    replay.begin(4);
    replay.play(0, 250);
    await recorder.close();
    const names = videoFiles(dir);
    expect(names.length).toBe(5);
    expect(names[0]).toBe('e000004-s00000001.mp4');
    expect(
      Buffer.compare(
        Buffer.concat(names.map((name) => fragmentBytes(join(dir, name)))),
        Buffer.concat(movie.fragments.map(({ data }) => data)),
      ),
    ).toBe(0);
    for (const name of names) {
      const packets = await probePackets(join(dir, name));
      expect(packets[0]?.key).toBe(true);
      expect(packets.length).toBe(50);
      const anchor = unwrap(parseFmp4(readFileSync(join(dir, name)))).find((part) => part.kind === 'anchor');
      expect(anchor).toMatchObject({
        anchor: {
          stream_id: 'cam',
          epoch: 4,
          first_pts_us: packets[0]?.pts_us,
          utc_us: utc_us + (packets[0]?.pts_us ?? 0),
          error_us: 5000,
        },
      });
    }
  });

  it('begins a new file when the stream’s clock was anchored anew, and plays on without a hole', async () => {
    const { dir, recorder, replay } = await set({ segment_us: 30_000_000 });
    replay.begin(1);
    replay.play(0, 60);
    replay.play(60, 120, 1);
    await settled(recorder, 120);
    const clip = unwrap(
      await recorder.cutClip({
        epoch: 1,
        from_pts_us: 1_500_000,
        to_pts_us: 3_500_000,
        target_dir: dir,
        name: 'over',
      }),
    );
    expect(clip.gaps).toEqual([]);
    await recorder.close();
    expect(videoFiles(dir).filter((name) => name.startsWith('e')).length).toBe(2);
  });

  it('without key frames still changes files at twice the length', async () => {
    const rare: Movie = {
      ...movie,
      fragments: movie.fragments.map((fragment, index) => ({ ...fragment, key: index === 0 })),
    };
    const { dir, recorder } = await set({ segment_us: 1_000_000 });
    const replay = new Replay(rare);
    recorder.attach(replay);
    replay.begin(1);
    replay.play(0, 250);
    await recorder.close();
    expect(videoFiles(dir).length).toBe(5);
    expect(recorder.stats().frames_written).toBe(250);
  });

  it('attached in the middle of a GOP begins with the next key frame and calls nothing lost', async () => {
    const { recorder, replay } = await set();
    replay.begin(1);
    replay.play(10, 60);
    await recorder.close();
    expect(recorder.stats()).toMatchObject({ frames_written: 35, frames_lost: 0 });
  });

  it('goes on above the numbers of an earlier run', async () => {
    const before = await set();
    before.replay.begin(7);
    before.replay.play(0, 100);
    await before.recorder.close();
    const after = await reopen(before.dir);
    expect(after.report).toMatchObject({
      segments: 2,
      frames: 100,
      last_epoch: 7,
      last_segment: 2,
      cut: [],
      damaged: [],
      unreadable: [],
    });
    after.replay.begin(8);
    after.replay.play(0, 25);
    await after.recorder.close();
    expect(videoFiles(before.dir).at(-1)).toBe('e000008-s00000003.mp4');
  });
});

describe('recovery', () => {
  let recorded = '';

  beforeAll(async () => {
    const { dir, recorder, replay } = await set({ segment_us: 30_000_000 });
    replay.begin(1);
    replay.play(0, 100);
    await recorder.close();
    recorded = join(dir, 'e000001-s00000001.mp4');
  });

  it('of a file torn at any byte keeps every whole fragment and cuts only the torn one', async () => {
    const data = readFileSync(recorded);
    const parts = unwrap(parseFmp4(data));
    const head_bytes = parts
      .filter((part) => part.kind !== 'fragment')
      .reduce((end, part) => Math.max(end, part.at_byte + part.bytes), 0);
    const index_at = parts.reduce((end, part) => Math.max(end, part.at_byte + part.bytes), 0);
    expect(index_at).toBeLessThan(data.length);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: data.length }), async (length) => {
        const dir = freshFolder();
        const path = join(dir, 'e000001-s00000001.mp4');
        cpSync(recorded, path);
        truncateSync(path, length);
        const whole = parts.filter((part) => part.kind === 'fragment' && part.at_byte + part.bytes <= length);
        const end = Math.max(head_bytes, ...whole.map((part) => part.at_byte + part.bytes));
        const { recorder, report } = await reopen(dir);
        await recorder.close();
        expect(report.frames).toBe(whole.length);
        const is_torn = end < length && length < data.length;
        if (whole.length > 0)
          expect(readFileSync(path).equals(data.subarray(0, is_torn ? end : length))).toBe(true);
        else expect(report.unreadable.length).toBe(1);
        expect(report.cut.length).toBe(whole.length > 0 && is_torn ? 1 : 0);
      }),
      {
        numRuns: 60,
        examples: [[0], [head_bytes], [index_at], [index_at + 5], [data.length - 1], [data.length]],
      },
    );
  });

  it('of finished files reads their ends alone, and knows of them what their writer knew', async () => {
    const { dir, recorder, replay } = await set({ segment_us: 1_000_000 });
    replay.begin(3);
    replay.play(0, 120);
    replay.play(170, 250);
    await recorder.close();
    const bytes = videoFiles(dir).reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
    let read = 0;
    const fs: RecorderFs = {
      ...nodeFs,
      read: async (...asked) => {
        const found = await nodeFs.read(...asked);
        read += found.length;
        return found;
      },
    };
    const again = await set({ dir, fs });
    expect(again.report).toMatchObject({ segments: videoFiles(dir).length, frames: 200, last_epoch: 3 });
    expect(read).toBeLessThan(bytes / 20);
    expect(again.recorder.timeline()).toEqual(recorder.timeline());
    const { segments, oldest_utc_us, newest_utc_us } = recorder.stats();
    expect(again.recorder.stats()).toMatchObject({
      segments,
      bytes: recorder.stats().bytes,
      oldest_utc_us,
      newest_utc_us,
    });
    await again.recorder.close();
  });

  it('reads a file whole whose index is not its own, or not as it was written', async () => {
    const data = Uint8Array.from(readFileSync(recorded));
    const index_at = data.length - new DataView(data.buffer).getUint32(data.length - 4);
    const changes: readonly ((bytes: Uint8Array) => Uint8Array)[] = [
      // A digit of the index, the mark before it, its length, its name in the file, and bytes between frames and index.
      (bytes) => bytes.with(index_at + 40, (bytes[index_at + 40] ?? 0) ^ 1),
      (bytes) => bytes.with(index_at + 8, 0),
      (bytes) => bytes.fill(0xff, bytes.length - 4),
      (bytes) => bytes.fill(0, bytes.length - 4),
    ];
    for (const change of changes) {
      const dir = freshFolder();
      writeFileSync(join(dir, 'e000001-s00000001.mp4'), change(Uint8Array.from(data)));
      const { recorder, report } = await reopen(dir);
      await recorder.close();
      expect(report.frames).toBe(100);
    }
    const dir = freshFolder();
    writeFileSync(join(dir, 'e000002-s00000009.mp4'), data);
    const { recorder, report } = await reopen(dir);
    await recorder.close();
    expect(report).toMatchObject({ frames: 100, last_epoch: 2, last_segment: 9 });
  });

  it('of broken bytes in a finished file makes a hole of a clip, stated as one', async () => {
    const dir = freshFolder();
    const { data, middle } = broken(recorded);
    writeFileSync(join(dir, 'e000001-s00000001.mp4'), data);
    const { recorder } = await reopen(dir);
    const asked = { epoch: 1, from_pts_us: 0, to_pts_us: 3_900_000, target_dir: folder.path, name: 'hole' };
    const clip = unwrap(await recorder.cutClip(asked));
    await recorder.close();
    expect(middle.fragment.dts_us).toBe(2_000_000);
    // 98 frames are decoded up to 3.9 s, 25 of them are lost.
    expect(clip).toMatchObject({ frames: 73, gaps: [{ length_us: expect.closeTo(1_000_000, -5) }] });
  });

  it('of a file cut off with broken bytes inside uses what comes before and leaves the file as it is', async () => {
    const dir = freshFolder();
    const { data: finished, middle } = broken(recorded);
    const index = new DataView(finished.buffer).getUint32(finished.length - 4);
    const data = finished.subarray(0, finished.length - index);
    const path = join(dir, 'e000001-s00000001.mp4');
    writeFileSync(path, data);
    const { recorder, report } = await reopen(dir);
    await recorder.close();
    expect(report).toMatchObject({ frames: 50, cut: [], damaged: [{ path, at_byte: middle.at_byte }] });
    expect(readFileSync(path).equals(data)).toBe(true);
  });

  it('leaves files of other names alone', async () => {
    const dir = freshFolder();
    writeFileSync(join(dir, 'notes.txt'), 'x');
    writeFileSync(join(dir, 'e1.mp4'), 'x');
    const { recorder, report } = await reopen(dir);
    await recorder.close();
    expect(report).toMatchObject({ segments: 0, unreadable: [] });
    expect(readdirSync(dir).length).toBe(2);
  });
});

describe('a full disk', () => {
  it('pauses the recording, keeps every frame written, and resumes at a key frame', async () => {
    const disk = new SmallDisk(Infinity);
    const { dir, clock, recorder, replay } = await set({ fs: disk.fs });
    const faults: (string | undefined)[] = [];
    recorder.onStats(({ fault }) => faults.push(fault?.code));
    replay.begin(1);
    replay.play(0, 60);
    await settled(recorder, 60);
    // Half of the next fragment fits: a torn write.
    disk.room = Math.floor((movie.fragments[60]?.data.length ?? 0) / 2);
    replay.play(60, 75);
    await settled(recorder, 75);
    expect(recorder.stats()).toMatchObject({
      recording: false,
      frames_written: 60,
      frames_lost: 15,
      fault: { code: 'DISK_FULL' },
    });
    // A key frame within the pause is not tried; after it, the disk has room again.
    replay.play(75, 100);
    await settled(recorder, 100);
    clock.push(3_000_000);
    disk.room = Infinity;
    replay.play(100, 150);
    await recorder.close();
    expect(recorder.stats()).toMatchObject({ fault: null, frames_written: 110, frames_lost: 40 });
    expect(faults).toContain('DISK_FULL');
    const again = await reopen(dir);
    expect(again.report).toMatchObject({ frames: 110, cut: [], damaged: [] });
    await again.recorder.close();
  });

  it('short of the reserve pauses before anything fails, and says how much is free', async () => {
    const disk = new SmallDisk(Infinity);
    disk.free_bytes = 100 * 1024 * 1024;
    const { dir, recorder, replay } = await set({ fs: disk.fs, reserve_bytes: 256 * 1024 * 1024 });
    replay.begin(1);
    replay.play(0, 25);
    await settled(recorder, 25);
    expect(recorder.stats().fault).toEqual({ code: 'DISK_FULL', details: { path: dir, free_mib: 100 } });
    expect(readdirSync(dir)).toEqual([]);
    await recorder.close();
  });

  it('on a disk nearly full the oldest unpinned recordings go first, and the recorder last', async () => {
    const disk = new SmallDisk(Infinity);
    const removed: string[] = [];
    const fs = {
      ...disk.fs,
      remove: async (path: string) => {
        removed.push(basename(path));
        disk.free_bytes += await disk.fs.size(path);
        await disk.fs.remove(path);
      },
    };
    const { recorder, replay } = await set({
      fs,
      segment_us: 1_000_000,
      reserve_bytes: 1000,
      low_bytes: 5000,
    });
    replay.begin(1);
    replay.play(0, 80);
    await settled(recorder, 80);
    expect(recorder.stats()).toMatchObject({ disk: 'enough', segments: 4 });
    recorder.pin({ epoch: 1, from_pts_us: 0, to_pts_us: 500_000 });
    disk.free_bytes = 900;
    replay.play(80, 105);
    await settled(recorder, 105);
    expect(recorder.stats()).toMatchObject({ recording: true, fault: null, disk: 'short', frames_lost: 0 });
    expect(removed).toEqual(['e000001-s00000002.mp4']);
    disk.free_bytes = 3000;
    replay.play(105, 130);
    await settled(recorder, 130);
    expect(recorder.stats().disk).toBe('low');
    await recorder.close();
  });

  it('no room even for a file’s head leaves no empty file behind', async () => {
    const disk = new SmallDisk(10);
    const { dir, recorder, replay } = await set({ fs: disk.fs });
    replay.begin(1);
    replay.play(0, 25);
    await settled(recorder, 25);
    expect(recorder.stats().fault?.code).toBe('DISK_FULL');
    expect(readdirSync(dir)).toEqual([]);
    await recorder.close();
  });

  it('a disk that cannot sync is a RECORDING_FAILED, not silence', async () => {
    const disk = new SmallDisk(Infinity);
    const { clock, recorder, replay } = await set({ fs: disk.fs });
    replay.begin(1);
    replay.play(0, 10);
    await settled(recorder, 10);
    disk.fail_sync = true;
    clock.push(2_000_000);
    replay.play(10, 20);
    await settled(recorder, 20);
    const until = Date.now() + 5000;
    while (recorder.stats().fault === null && Date.now() < until)
      await new Promise((resolve) => setImmediate(resolve));
    expect(recorder.stats().fault).toMatchObject({
      code: 'RECORDING_FAILED',
      details: { problem: 'EIO: i/o error' },
    });
    disk.fail_sync = false;
    await recorder.close();
  });
});

describe('the ring', () => {
  it('drops the oldest files over its bytes, never a pinned one', async () => {
    const { dir, recorder, replay } = await set({ segment_us: 1_000_000, ring_max_bytes: 1 });
    replay.begin(1);
    const unpin = recorder.pin({ epoch: 1, from_pts_us: 2_200_000, to_pts_us: 2_400_000 });
    replay.play(0, 200);
    await settled(recorder, 200);
    expect(videoFiles(dir)).toContain('e000001-s00000003.mp4');
    expect(recorder.stats().pinned_bytes).toBeGreaterThan(0);
    const kept = videoFiles(dir).length;
    expect(kept).toBeLessThanOrEqual(3);
    unpin();
    replay.play(200, 250);
    await recorder.close();
    expect(videoFiles(dir)).not.toContain('e000001-s00000003.mp4');
  });

  it('drops old files a few at a time, so that a wrong wall clock does not empty it at once', async () => {
    const first = await set({ segment_us: 1_000_000 });
    first.replay.begin(1);
    first.replay.play(0, 250);
    await first.recorder.close();
    expect(videoFiles(first.dir).length).toBe(10);
    const { recorder, replay, dir } = await set({
      dir: first.dir,
      segment_us: 1_000_000,
      ring_max_age_us: 1,
    });
    expect(videoFiles(dir).length).toBe(10);
    replay.begin(2);
    replay.play(0, 25);
    await recorder.close();
    expect(videoFiles(dir).length).toBe(7);
  });

  it('deletes nothing at start, and nothing that it did not read at start', async () => {
    const first = await set({ segment_us: 1_000_000 });
    first.replay.begin(1);
    first.replay.play(0, 250);
    await first.recorder.close();
    const idle = await set({ dir: first.dir, ring_max_bytes: 0, ring_max_age_us: 0 });
    await idle.recorder.close();
    expect(videoFiles(first.dir).length).toBe(10);
    // A recorder that was never told to recover does not know the files: it cannot delete them.
    const blind = createRecorder({
      dir: first.dir,
      stream_id: 'cam',
      clock: pushableClock(),
      logger: silentLogger,
      ffmpeg,
      ring_max_bytes: 0,
      ring_max_age_us: 0,
      reserve_bytes: 0,
    });
    const replay = new Replay(movie);
    blind.attach(replay);
    replay.begin(9);
    replay.play(0, 50);
    await blind.close();
    expect(videoFiles(first.dir).filter((name) => name.startsWith('e000001')).length).toBe(10);
  });
});

describe('a clip', () => {
  it('starts at the key frame before, ends with the last frame asked for, and is the verbatim bytes', async () => {
    const { dir, recorder, replay } = await set();
    replay.begin(3);
    replay.play(0, 250);
    await settled(recorder, 250);
    const clip = unwrap(
      await recorder.cutClip({
        epoch: 3,
        from_pts_us: 2_500_000,
        to_pts_us: 4_500_000,
        target_dir: dir,
        name: 'a',
      }),
    );
    const wanted = movie.fragments.filter(({ dts_us }) => dts_us >= 2_000_000 && dts_us <= 4_500_000);
    expect(fragmentBytes(clip.original.path).equals(Buffer.concat(wanted.map(({ data }) => data)))).toBe(
      true,
    );
    expect(clip).toMatchObject({
      epoch: 3,
      frames: wanted.length,
      gaps: [],
      width_px: 320,
      utc_error_us: 5000,
    });
    expect(clip.first_pts_us).toBe(wanted[0]?.pts_us);
    expect(clip.first_utc_us).toBe(utc_us + clip.first_pts_us);
    expect(clip.last_pts_us).toBe(Math.max(...wanted.map(({ pts_us }) => pts_us)));
    expect(clip.original.bytes).toBe(readFileSync(clip.original.path).length);
    const playable = await probePackets(clip.playable.path);
    expect(playable.length).toBe(clip.frames);
    expect(playable[0]?.pts_us).toBe(0);
    // faststart: the index stands before the media.
    const bytes = readFileSync(clip.playable.path);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    await recorder.close();
  });

  it('waits for the post-roll, and cuts as soon as it is there', async () => {
    const { dir, recorder, replay } = await set();
    replay.begin(1);
    replay.play(0, 50);
    await settled(recorder, 50);
    const cutting = recorder.cutClip({
      epoch: 1,
      from_pts_us: 1_000_000,
      to_pts_us: 3_000_000,
      target_dir: dir,
      name: 'w',
    });
    replay.play(50, 100);
    const clip = unwrap(await cutting);
    expect(clip.gaps).toEqual([]);
    expect(clip.last_pts_us).toBeGreaterThanOrEqual(3_000_000);
    await recorder.close();
  });

  it('of a stream that ended does not wait, and states what lacks', async () => {
    const { dir, recorder, replay } = await set();
    replay.begin(1);
    replay.play(0, 50);
    replay.end();
    const started = Date.now();
    const clip = unwrap(
      await recorder.cutClip({
        epoch: 1,
        from_pts_us: 1_000_000,
        to_pts_us: 5_000_000,
        target_dir: dir,
        name: 's',
        wait_ms: 60_000,
      }),
    );
    expect(Date.now() - started).toBeLessThan(5000);
    const last_us = Math.max(...movie.fragments.slice(0, 50).map(({ pts_us }) => pts_us));
    expect(clip.gaps).toEqual([{ after_pts_us: last_us, length_us: 5_000_000 - last_us - 40_000 }]);
    await recorder.close();
  });

  it('gives up waiting at its bound', async () => {
    const { dir, recorder, replay } = await set();
    replay.begin(1);
    replay.play(0, 50);
    await settled(recorder, 50);
    const clip = unwrap(
      await recorder.cutClip({
        epoch: 1,
        from_pts_us: 0,
        to_pts_us: 9_000_000,
        target_dir: dir,
        name: 'b',
        wait_ms: 200,
      }),
    );
    expect(clip.frames).toBe(50);
    expect(clip.gaps.length).toBe(1);
    await recorder.close();
  });

  it('states a hole inside and one before, instead of squeezing them out', async () => {
    const { dir, recorder, replay } = await set();
    replay.begin(1);
    replay.play(50, 100);
    replay.play(150, 200);
    await settled(recorder, 100);
    const clip = unwrap(
      await recorder.cutClip({
        epoch: 1,
        from_pts_us: 500_000,
        to_pts_us: 7_000_000,
        target_dir: dir,
        name: 'h',
        wait_ms: 0,
      }),
    );
    expect(clip.frames).toBe(
      movie.fragments
        .slice(50, 200)
        .filter(({ dts_us }, index) => (index < 50 || index >= 100) && dts_us <= 7_000_000).length,
    );
    expect(clip.gaps[0]).toEqual({ after_pts_us: 500_000, length_us: clip.first_pts_us - 500_000 });
    expect(clip.gaps[1]?.length_us).toBe(2_000_000);
    await recorder.close();
  });

  it('can be cut from what an earlier run recorded', async () => {
    const before = await set();
    before.replay.begin(5);
    before.replay.play(0, 250);
    await before.recorder.close();
    const { recorder } = await reopen(before.dir);
    const clip = unwrap(
      await recorder.cutClip({
        epoch: 5,
        from_pts_us: 3_000_000,
        to_pts_us: 6_000_000,
        target_dir: folder.path,
        name: 'old',
      }),
    );
    expect(clip.gaps).toEqual([]);
    await recorder.close();
  });

  it.each([
    ['another connection', { epoch: 2 }, 'CLIP_NOT_RECORDED'],
    ['a time after the end', { from_pts_us: 50_000_000, to_pts_us: 60_000_000 }, 'CLIP_NOT_RECORDED'],
    ['a name with a path in it', { name: '../a' }, 'INPUT_INVALID'],
    ['an end before its start', { from_pts_us: 5, to_pts_us: 1 }, 'INPUT_INVALID'],
    ['a folder that is not there', { target_dir: '/nowhere/at/all' }, 'CLIP_FAILED'],
    ['a name that is taken', { name: 'taken' }, 'CLIP_FAILED'],
  ])('%s is refused and leaves no file', async (_, change, code) => {
    const { dir, recorder, replay } = await set();
    writeFileSync(join(dir, 'taken.original.mp4'), 'first');
    replay.begin(1);
    replay.play(0, 50);
    await settled(recorder, 50);
    replay.end();
    const files = readdirSync(dir);
    const cut = await recorder.cutClip({
      epoch: 1,
      from_pts_us: 0,
      to_pts_us: 1_000_000,
      target_dir: dir,
      name: 'x',
      wait_ms: 0,
      ...change,
    });
    expect(cut).toMatchObject({ ok: false, error: { code } });
    expect(readdirSync(dir)).toEqual(files);
    expect(readFileSync(join(dir, 'taken.original.mp4'), 'utf8')).toBe('first');
    await recorder.close();
  });

  it('that meets a full disk fails whole', async () => {
    const disk = new SmallDisk(Infinity);
    const { dir, recorder, replay } = await set({ fs: disk.fs });
    replay.begin(1);
    replay.play(0, 50);
    await settled(recorder, 50);
    disk.room = 2000;
    const cut = await recorder.cutClip({
      epoch: 1,
      from_pts_us: 0,
      to_pts_us: 1_000_000,
      target_dir: dir,
      name: 'full',
      wait_ms: 0,
    });
    expect(cut).toMatchObject({ ok: false, error: { code: 'CLIP_FAILED' } });
    expect(await isMissing(join(dir, 'full.original.mp4'))).toBe(true);
    expect(await isMissing(join(dir, 'full.original.mp4.part'))).toBe(true);
    disk.room = Infinity;
    await recorder.close();
    expect(await nodeFs.size(join(dir, 'e000001-s00000001.mp4'))).toBeGreaterThan(2000);
  });
});
