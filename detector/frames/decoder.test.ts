import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder, type DecoderOptions } from './decoder.ts';
import { toRgb } from './picture.ts';

const run = promisify(execFile);
let dir = '';
/** H.264 with B-frames whose frame times are uneven, as a phone or a lossy link makes them. */
let clip = '';
let fragmented = '';

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landun-frames-'));
  clip = join(dir, 'clip.mp4');
  fragmented = join(dir, 'fragmented.mp4');
  await run('ffmpeg', [
    ...[
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=322x242:rate=30:duration=3',
      '-vf',
      "select='mod(n,7)'",
    ],
    ...[
      '-fps_mode',
      'passthrough',
      '-c:v',
      'libx264',
      '-bf',
      '3',
      '-g',
      '30',
      '-pix_fmt',
      'yuv420p',
      '-threads',
      '1',
      clip,
    ],
  ]);
  const movflags = 'frag_every_frame+empty_moov+default_base_moof+skip_trailer';
  await run('ffmpeg', ['-v', 'error', '-i', clip, '-c', 'copy', '-movflags', movflags, fragmented]);
});
afterAll(() => rm(dir, { recursive: true }));

const options: DecoderOptions = {
  ffmpeg: 'ffmpeg',
  input: { kind: 'file', path: '' },
  rate: 'every',
  most_sheet_px: 960,
  decode_threads: 1,
  policy: 'all',
};

const timesOf = async (path: string, flags: string[] = []): Promise<number[]> => {
  const args = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    ...flags,
    '-show_entries',
    'frame=pts_time',
    '-of',
    'csv=p=0',
    path,
  ];
  const { stdout } = await run('ffprobe', args);
  return stdout
    .split('\n')
    .flatMap((line) => (/^\d/.test(line) ? [Math.round(Number.parseFloat(line) * 1e6)] : []));
};

const drain = async (decoder: Decoder) => {
  const pts_us: number[] = [];
  for (let frame = await decoder.next(); frame !== undefined; frame = await decoder.next()) {
    pts_us.push(frame.pts_us);
    frame.release();
  }
  return { pts_us, end: await decoder.ended };
};

describe('Decoder', () => {
  it('gives every frame of a file the PTS that ffprobe reads, B-frames and uneven times included', async () => {
    const expected = await timesOf(clip);
    const { pts_us, end } = await drain(new Decoder({ ...options, input: { kind: 'file', path: clip } }));
    expect(expected).toHaveLength(77);
    expect(pts_us).toEqual(expected);
    expect(end).toMatchObject({ code: 0, partial: false });
  });

  it('gives every frame of a fragmented stream the PTS that stands in it', async () => {
    const expected = await timesOf(fragmented, ['-ignore_editlist', '1']);
    const decoder = new Decoder({ ...options, input: { kind: 'fragments' } });
    decoder.input?.end(await readFile(fragmented));
    const { pts_us } = await drain(decoder);
    expect(pts_us).toEqual(expected);
    // B-frames delay the first picture: a reader that rebased to zero would be caught here.
    expect(pts_us[0]).toBeGreaterThan(0);
  });

  it('does not run dry when frames are larger than the pipes', async () => {
    const large = join(dir, 'large.mp4');
    await run('ffmpeg', [
      ...[
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        'testsrc2=size=1920x1080:rate=10:duration=2',
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
      ],
      large,
    ]);
    const { pts_us } = await drain(new Decoder({ ...options, input: { kind: 'file', path: large } }));
    expect(pts_us).toEqual(await timesOf(large));
  });

  it('keeps picture, sheet and time together', async () => {
    // Every frame is as bright as it is late; larger than the pipes, so that the outputs get out of step.
    const brighter = join(dir, 'brighter.mkv');
    const grey = "geq=lum='16+N*8':cb=128:cr=128";
    await run('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', 'color=black:size=640x384:rate=10:duration=2', '-vf', grey],
      ...['-c:v', 'ffv1', brighter],
    ]);
    const decoder = new Decoder({ ...options, input: { kind: 'file', path: brighter } });
    let count = 0;
    for (let frame = await decoder.next(); frame !== undefined; frame = await decoder.next()) {
      const luma = 16 + Math.round(frame.pts_us / 100_000) * 8;
      expect(frame.picture.data[1000]).toBe(luma);
      const [sheet] = frame.sheets;
      expect(Math.abs((sheet?.data[3000] ?? 0) - ((luma - 16) * 255) / 219)).toBeLessThanOrEqual(1);
      frame.release();
      count += 1;
    }
    expect(count).toBe(20);
  });

  it('thins by time without moving any frame', async () => {
    const all = await timesOf(clip);
    const { pts_us } = await drain(
      new Decoder({ ...options, input: { kind: 'file', path: clip }, rate: { most_per_s: 8 } }),
    );
    expect(pts_us.length).toBeGreaterThan(15);
    expect(all).toEqual(expect.arrayContaining(pts_us));
    const gaps = pts_us.slice(1).map((time, index) => time - (pts_us[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(124_000);
  });

  it('hands out the picture itself and a reduced, padded sheet of it', async () => {
    const still = join(dir, 'red.mp4');
    await run('ffmpeg', [
      ...[
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        'color=c=0xC81E1E:size=322x242:rate=5:duration=1',
        '-c:v',
        'libx264',
        '-qp',
        '1',
        still,
      ],
    ]);
    const decoder = new Decoder({ ...options, input: { kind: 'file', path: still }, most_sheet_px: 161 });
    const frame = await decoder.next();
    if (frame === undefined) throw new Error('no frame');
    const [sheet] = frame.sheets;
    expect(sheet).toMatchObject({ width_px: 192, height_px: 128, frame_px_per_px: 2, frame_width_px: 322 });
    const near = (pixel: Uint8Array | undefined) => [...(pixel ?? [])].map((value) => Math.round(value / 8));
    expect(near(sheet?.data.subarray(0, 3))).toEqual(near(Uint8Array.of(0xc8, 0x1e, 0x1e)));
    expect([...(sheet?.data.subarray(-3) ?? [])]).toEqual([114, 114, 114]);
    expect(near(toRgb(frame.picture).data.subarray(3000, 3003))).toEqual(
      near(Uint8Array.of(0xc8, 0x1e, 0x1e)),
    );
    await decoder.stop();
  });

  it('reuses a few buffers', async () => {
    const decoder = new Decoder({ ...options, input: { kind: 'file', path: clip } });
    const buffers = new Set<Uint8Array>();
    for (let frame = await decoder.next(); frame !== undefined; frame = await decoder.next()) {
      buffers.add(frame.picture.data);
      frame.release();
    }
    expect(buffers.size).toBeLessThanOrEqual(6);
  });

  it('waits for a slow judge when every frame counts, and lets the newest win when live', async () => {
    const live = new Decoder({ ...options, input: { kind: 'file', path: clip }, policy: 'newest' });
    const first = await live.next();
    // Everything decodes while the first frame is held.
    await live.ended;
    const last = await live.next();
    expect(last?.pts_us).toBe((await timesOf(clip)).at(-1));
    expect(live.decoded).toBe(77);
    expect(live.dropped).toBe(75);
    expect((await live.next())?.pts_us).toBeUndefined();
    first?.release();
  });

  it('skips frames that come too late to matter', async () => {
    const isLate = (pts_us: number) => pts_us < 1_500_000;
    const live = new Decoder({ ...options, input: { kind: 'file', path: clip }, policy: 'newest', isLate });
    expect((await live.next())?.pts_us).toBeGreaterThanOrEqual(1_500_000);
    await live.stop();
    expect(live.dropped).toBeGreaterThan(30);
  });

  it('says that there was no ffmpeg, no video, no video file', async () => {
    const missing = await drain(
      new Decoder({ ...options, ffmpeg: join(dir, 'nothing'), input: { kind: 'file', path: clip } }),
    );
    expect(missing).toMatchObject({ pts_us: [], end: { spawn_error: expect.stringContaining('ENOENT') } });
    const text = join(dir, 'text.mp4');
    await writeFile(text, 'not a video');
    const { end } = await drain(new Decoder({ ...options, input: { kind: 'file', path: text } }));
    expect(end.code).not.toBe(0);
    expect(end.log.join('\n')).toContain('Invalid data');
  });

  it('stops at once, even with frames waiting', async () => {
    const decoder = new Decoder({ ...options, input: { kind: 'file', path: clip } });
    await decoder.next();
    expect(await decoder.stop()).toMatchObject({ spawn_error: null });
    expect((await decoder.next())?.pts_us).toBeUndefined();
  });
});
