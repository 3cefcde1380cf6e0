import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock, silentLogger, unwrap } from '#common';
import { type Models, openModels } from '../model/models.ts';
import { detectInput, type DetectInputOptions } from './detect-input.ts';

const run = promisify(execFile);
let dir = '';
let models: Models;
let options: DetectInputOptions;
/** A worker as the tiny test graphs see one: blue body, bare red head, on grey; 640×320. */
let scene: Buffer;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landun-input-'));
  models = unwrap(await openModels(join(import.meta.dirname, '../model/testing'), { threads: 1 }));
  options = {
    models,
    ffmpeg: { path: 'ffmpeg' },
    clock: new FakeClock(),
    logger: silentLogger,
    required: ['mask'],
  };
  const cell = (r: number, g: number, b: number) =>
    sharp({ create: { width: 32, height: 32, channels: 3, background: { r, g, b } } })
      .png()
      .toBuffer();
  scene = await sharp({
    create: { width: 640, height: 320, channels: 3, background: { r: 100, g: 100, b: 100 } },
  })
    .composite([
      { input: await cell(0, 0, 255), left: 96, top: 128 },
      { input: await cell(255, 0, 0), left: 96, top: 64 },
    ])
    .png()
    .toBuffer();
});
afterAll(async () => {
  await models.close();
  await rm(dir, { recursive: true });
});

const save = async (name: string, bytes: Buffer): Promise<string> => {
  const path = join(dir, name);
  await writeFile(path, bytes);
  return path;
};

describe('detectInput on pictures', () => {
  it.each([
    ['jpg', () => sharp(scene).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer()],
    ['png', () => Promise.resolve(scene)],
    ['webp', () => sharp(scene).webp({ lossless: true }).toBuffer()],
    ['tiff', () => sharp(scene).tiff({ compression: 'lzw' }).toBuffer()],
    ['png without an extension', () => Promise.resolve(scene)],
  ])('judges a %s', async (name, encode) => {
    const path = await save(name.includes(' ') ? 'scene' : `scene.${name}`, await encode());
    const report = unwrap(await detectInput(path, options));
    expect(report).toMatchObject({ frames_seen: 1, leads: [], faults: [], model: models.id });
    const people = report.frames[0]?.persons ?? [];
    expect(people[0]).toMatchObject({
      track_id: 1,
      head: { box: [96, 64, 32, 32] },
      mask: { state: 'not_worn', frames: 1 },
    });
  });

  it('judges a bmp', async () => {
    const path = join(dir, 'scene.bmp');
    await run('ffmpeg', ['-v', 'error', '-i', await save('for-bmp.png', scene), path]);
    const report = unwrap(await detectInput(path, options));
    expect(report.frames[0]?.persons[0]?.head?.box).toEqual([96, 64, 32, 32]);
  });

  it('turns a picture upright by its EXIF orientation', async () => {
    // Stored lying on its side, with the note that a viewer must turn it by 90°.
    const lying = await sharp(scene).rotate(-90).withMetadata({ orientation: 6 }).png().toBuffer();
    expect(await sharp(lying).metadata()).toMatchObject({ width: 320, height: 640 });
    const report = unwrap(await detectInput(await save('lying.png', lying), options));
    expect(report.frames[0]?.persons[0]?.head?.box).toEqual([96, 64, 32, 32]);
  });

  it('takes CMYK, grey, transparent, 16-bit and one-pixel pictures', async () => {
    const odd = [
      await sharp(scene).toColourspace('cmyk').jpeg().toBuffer(),
      await sharp(scene).greyscale().png().toBuffer(),
      await sharp(scene).ensureAlpha(0.5).png().toBuffer(),
      await sharp(scene).toColourspace('rgb16').png().toBuffer(),
      await sharp(scene).resize(1, 1).png().toBuffer(),
    ];
    for (const [index, bytes] of odd.entries()) {
      expect(unwrap(await detectInput(await save(`odd-${index}`, bytes), options)).frames_seen).toBe(1);
    }
  });

  it('finds a small head in a 20-megapixel still, and a large one', async () => {
    const small = await sharp({ create: { width: 5472, height: 3648, channels: 3, background: '#646464' } })
      .composite([
        {
          input: await sharp(scene)
            .extract({ left: 96, top: 64, width: 32, height: 32 })
            .resize(57, 57)
            .png()
            .toBuffer(),
          left: 4000,
          top: 3000,
        },
        {
          input: await sharp(scene)
            .extract({ left: 96, top: 64, width: 32, height: 32 })
            .resize(684, 684)
            .png()
            .toBuffer(),
          left: 0,
          top: 0,
        },
      ])
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const report = unwrap(await detectInput(await save('large.jpg', small), options));
    const heads = (report.frames[0]?.persons ?? []).flatMap(({ head }) => (head === null ? [] : [head.box]));
    const near = (x: number, y: number) =>
      heads.some((box) => Math.hypot(box[0] + box[2] / 2 - x, box[1] + box[3] / 2 - y) < box[2]);
    expect([near(4028, 3028), near(342, 342)]).toEqual([true, true]);
  });

  it('reads a folder in order, states what cannot be read, and goes on', async () => {
    const folder = join(dir, 'folder');
    await mkdir(folder);
    await writeFile(join(folder, 'b.png'), scene);
    await writeFile(join(folder, 'a.png'), scene);
    await writeFile(join(folder, 'c.jpg'), 'not a picture');
    await writeFile(join(folder, 'notes.txt'), 'nothing to look at');
    const report = unwrap(await detectInput(folder, options));
    expect(report.frames.map(({ file }) => file)).toEqual(['a.png', 'b.png']);
    const ids = report.frames.flatMap(({ persons }) => persons.map(({ track_id }) => track_id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(report.faults).toMatchObject([{ code: 'INPUT_NOT_PICTURE' }]);
  });

  it('names what is wrong with an input', async () => {
    const code = async (path: string) => {
      const report = await detectInput(path, options);
      return report.ok ? 'ok' : report.error.code;
    };
    const whole = await sharp(scene).jpeg().toBuffer();
    expect(await code(join(dir, 'nothing.jpg'))).toBe('INPUT_NOT_FOUND');
    await mkdir(join(dir, 'empty'));
    expect(await code(join(dir, 'empty'))).toBe('INPUT_EMPTY');
    expect(await code(await save('text.png', Buffer.from('hello')))).toBe('INPUT_NOT_PICTURE');
    expect(await code(await save('cut.jpg', whole.subarray(0, whole.length / 2)))).toBe('INPUT_NOT_PICTURE');
    expect(
      await code(await save('drawing.jpg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))),
    ).toBe('INPUT_NOT_PICTURE');
    expect(await code(await save('zero', Buffer.alloc(0)))).toBe('VIDEO_UNREADABLE');
  });
});

describe('detectInput on video', () => {
  const film = async (name: string, args: readonly string[]): Promise<string> => {
    const path = join(dir, name);
    const input = ['-loop', '1', '-framerate', '10', '-i', await save('film.png', scene), '-t', '3'];
    await run('ffmpeg', ['-v', 'error', '-y', ...input, ...args, path]);
    return path;
  };

  it.each([
    ['h264.mp4', ['-c:v', 'libx264', '-qp', '12', '-pix_fmt', 'yuv420p']],
    ['hevc.mkv', ['-c:v', 'libx265', '-x265-params', 'log-level=error:qp=12', '-pix_fmt', 'yuv420p10le']],
    ['vp9.webm', ['-c:v', 'libvpx-vp9', '-b:v', '2M', '-deadline', 'realtime', '-cpu-used', '8']],
    ['mpeg4.avi', ['-c:v', 'mpeg4', '-q:v', '2']],
    ['mjpeg.mov', ['-c:v', 'mjpeg', '-q:v', '2', '-pix_fmt', 'yuvj422p']],
    ['h264.ts', ['-c:v', 'libx264', '-qp', '12', '-pix_fmt', 'yuv420p']],
  ])('judges %s and raises one lead', async (name, args) => {
    const report = unwrap(await detectInput(await film(name, args), { ...options, fps: 10 }));
    expect(report.frames_seen).toBeGreaterThanOrEqual(28);
    const ids = new Set(report.frames.flatMap(({ persons }) => persons.map(({ track_id }) => track_id)));
    expect([...ids]).toEqual([1]);
    expect(report.leads).toHaveLength(1);
    expect(report.leads[0]).toMatchObject({ item: 'mask', state: 'not_worn', width_px: 640, height_px: 320 });
    expect(report.frames.map(({ pts_us }) => pts_us)).toContain(report.leads[0]?.pts_us);
  });

  it('raises nothing where the item is not required', async () => {
    const report = unwrap(
      await detectInput(await film('quiet.mp4', ['-pix_fmt', 'yuv420p']), { ...options, required: [] }),
    );
    expect(report.leads).toEqual([]);
    expect(report.frames.at(-1)?.persons[0]?.mask.state).toBe('not_worn');
  });

  it('names what is wrong with a video', async () => {
    const fault = async (path: string, more: Partial<DetectInputOptions> = {}) => {
      const report = await detectInput(path, { ...options, ...more });
      return report.ok ? 'ok' : report.error;
    };
    const whole = join(dir, 'whole.mp4');
    const moving = ['-f', 'lavfi', '-i', 'testsrc2=size=320x192:rate=10:duration=3'];
    await run('ffmpeg', ['-v', 'error', ...moving, '-pix_fmt', 'yuv420p', '-movflags', '+faststart', whole]);
    const bytes = await readFile(whole);
    const cut = await save('cut.mp4', bytes.subarray(0, Math.round(bytes.length * 0.6)));
    expect(await fault(cut)).toMatchObject({ code: 'VIDEO_TRUNCATED', details: { path: cut } });
    const headless = await save(
      'headless.mp4',
      (await readFile(await film('late.mp4', ['-pix_fmt', 'yuv420p']))).subarray(0, 2000),
    );
    expect(await fault(headless)).toMatchObject({
      code: 'VIDEO_UNREADABLE',
      details: { problem: expect.stringMatching(/moov atom not found|error reading header/) },
    });
    const sound = join(dir, 'sound.mp4');
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=1', sound]);
    expect(await fault(sound)).toEqual({ code: 'VIDEO_NO_TRACK', details: { path: sound } });
    expect(await fault(await save('text.mp4', Buffer.from('no video at all')))).toMatchObject({
      code: 'VIDEO_UNREADABLE',
    });
    expect(await fault(whole, { ffmpeg: { path: join(dir, 'no-ffmpeg') } })).toMatchObject({
      code: 'DECODER_MISSING',
    });
  });
});
