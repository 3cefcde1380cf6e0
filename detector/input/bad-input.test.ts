import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Box, FakeClock, silentLogger, unwrap } from '#common';
import { iou } from '../findings/index.ts';
import { type Models, openModels } from '../model/models.ts';
import { detectInput, type DetectInputOptions } from './detect-input.ts';

const run = promisify(execFile);
let dir = '';
let models: Models;
let options: DetectInputOptions;
/** A worker as the tiny test graphs see one: blue body, bare red head, on grey; 640×320. */
let scene: Buffer;
const head_at: Box = [96, 64, 32, 32];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landun-bad-'));
  models = unwrap(await openModels(join(import.meta.dirname, '../model/testing'), { threads: 1 }));
  options = {
    models,
    ffmpeg: { path: 'ffmpeg' },
    clock: new FakeClock(),
    logger: silentLogger,
    required: ['mask'],
  };
  const cell = (background: string) =>
    sharp({ create: { width: 32, height: 32, channels: 3, background } })
      .png()
      .toBuffer();
  scene = await sharp({ create: { width: 640, height: 320, channels: 3, background: '#646464' } })
    .composite([
      { input: await cell('#0000ff'), left: 96, top: 128 },
      { input: await cell('#ff0000'), left: 96, top: 64 },
    ])
    .png()
    .toBuffer();
});
afterAll(async () => {
  await models.close();
  await rm(dir, { recursive: true });
});

const save = async (name: string, bytes: Uint8Array): Promise<string> => {
  const path = join(dir, name);
  await writeFile(path, bytes);
  return path;
};
const headsOf = async (path: string): Promise<Box[]> => {
  const { frames } = unwrap(await detectInput(path, options));
  return (frames.at(-1)?.persons ?? []).flatMap(({ head }) => (head === null ? [] : [head.box]));
};
const codeOf = async (path: string): Promise<string> => {
  const report = await detectInput(path, options);
  return report.ok ? 'ok' : report.error.code;
};
const expectHeadAt = (heads: readonly Box[], wanted: Box): void => {
  expect(heads).toHaveLength(1);
  for (const head of heads) expect(iou(head, wanted)).toBeGreaterThan(0.8);
};

type Place = readonly [x: number, y: number];

/** Where the pixel (x, y) of an upright picture of W × H lies in the file, for each EXIF orientation (JEITA CP-3451). */
const lying: Readonly<Record<number, (x: number, y: number, w: number, h: number) => Place>> = {
  1: (x, y) => [x, y],
  2: (x, y, w) => [w - 1 - x, y],
  3: (x, y, w, h) => [w - 1 - x, h - 1 - y],
  4: (x, y, _, h) => [x, h - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y, w) => [y, w - 1 - x],
  7: (x, y, w, h) => [h - 1 - y, w - 1 - x],
  8: (x, y, _, h) => [h - 1 - y, x],
};

const turned = async (orientation: number): Promise<Buffer> => {
  const place = lying[orientation];
  if (place === undefined) throw new Error('there are eight');
  const { data, info } = await sharp(scene).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const [width, height] = orientation < 5 ? [info.width, info.height] : [info.height, info.width];
  const raw = Buffer.alloc(data.length);
  for (let y = 0; y < info.height; y += 1) {
    for (let x = 0; x < info.width; x += 1) {
      const [to_x, to_y] = place(x, y, info.width, info.height);
      const from = (y * info.width + x) * 3;
      raw.set(data.subarray(from, from + 3), (to_y * width + to_x) * 3);
    }
  }
  return sharp(raw, { raw: { width, height, channels: 3 } })
    .withMetadata({ orientation })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer();
};

describe('a picture as cameras and programs write them', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'of EXIF orientation %i has its boxes on the upright picture',
    async (n) => {
      const bytes = await turned(n);
      expect((await sharp(bytes).metadata()).orientation).toBe(n);
      expectHeadAt(await headsOf(await save(`turned-${n}.jpg`, bytes)), head_at);
    },
  );

  it('in CMYK, of 16 bits, indexed or interlaced shows the same head', async () => {
    const forms = {
      'cmyk.jpg': sharp(scene).toColourspace('cmyk').jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
      'deep.png': sharp(scene).toColourspace('rgb16').png(),
      'indexed.png': sharp(scene).png({ palette: true, colours: 8 }),
      'progressive.jpg': sharp(scene).jpeg({ progressive: true, quality: 95, chromaSubsampling: '4:4:4' }),
      'deep.tif': sharp(scene).toColourspace('rgb16').tiff(),
    };
    expect(await sharp(await forms['cmyk.jpg'].clone().toBuffer()).metadata()).toMatchObject({
      space: 'cmyk',
    });
    expect(await sharp(await forms['deep.png'].clone().toBuffer()).metadata()).toMatchObject({
      depth: 'ushort',
    });
    for (const [name, form] of Object.entries(forms))
      expectHeadAt(await headsOf(await save(name, await form.toBuffer())), head_at);
  });

  it('of several pages or moving is judged by the first', async () => {
    const empty = await sharp({ create: { width: 640, height: 320, channels: 3, background: '#646464' } })
      .png()
      .toBuffer();
    const moving = sharp([scene, empty], { join: { animated: true } });
    expect((await sharp(await moving.clone().webp().toBuffer()).metadata()).pages).toBe(2);
    expectHeadAt(
      await headsOf(await save('moving.webp', await moving.clone().webp({ lossless: true }).toBuffer())),
      head_at,
    );
    expectHeadAt(await headsOf(await save('pages.tif', await moving.clone().tiff().toBuffer())), head_at);
  });

  it('of one pixel shows nobody, of 8K somebody small', { timeout: 60_000 }, async () => {
    const one = await sharp(scene).resize(1, 1).jpeg().toBuffer();
    expect(await headsOf(await save('one.jpg', one))).toEqual([]);
    const head = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#ff0000' } })
      .png()
      .toBuffer();
    const large = await sharp({ create: { width: 7680, height: 4320, channels: 3, background: '#646464' } })
      .composite([{ input: head, left: 6016, top: 3008 }])
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const heads = await headsOf(await save('8k.jpg', large));
    const near = heads.filter(
      ([x, y, width, height]) => Math.hypot(x + width / 2 - 6048, y + height / 2 - 3040) < 64,
    );
    expect(near.length).toBeGreaterThan(0);
  });
});

describe('what is no picture, though it says so', () => {
  it('is refused: nothing at all, cut off, or of another kind', async () => {
    const whole = await sharp(scene).jpeg().toBuffer();
    expect(await codeOf(await save('zero.jpg', Buffer.alloc(0)))).toBe('INPUT_NOT_PICTURE');
    expect(await codeOf(await save('zero.png', Buffer.alloc(0)))).toBe('INPUT_NOT_PICTURE');
    for (const share of [0.02, 0.3, 0.6, 0.98])
      expect(await codeOf(await save('cut.jpg', whole.subarray(0, Math.floor(whole.length * share))))).toBe(
        'INPUT_NOT_PICTURE',
      );
    const png = await sharp(scene).png().toBuffer();
    expect(await codeOf(await save('cut.png', png.subarray(0, png.length >> 1)))).toBe('INPUT_NOT_PICTURE');
    expect(
      await codeOf(await save('garbage.jpg', Buffer.concat([whole.subarray(0, 20), Buffer.alloc(5000, 7)]))),
    ).toBe('INPUT_NOT_PICTURE');
  });

  it('is refused by its size before it is unpacked: a bomb of a few bytes', async () => {
    // 60,000 × 60,000 pixels of zeros would be 10 GB; the file has 60 bytes.
    const chunk = (type: string, data: Buffer): Buffer => {
      const body = Buffer.concat([Buffer.from(type), data]);
      const frame = Buffer.alloc(8);
      frame.writeUInt32BE(data.length, 0);
      frame.writeUInt32BE(crc32(body), 4);
      return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
    };
    const header = Buffer.alloc(13);
    header.writeUInt32BE(60_000, 0);
    header.writeUInt32BE(60_000, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const bomb = Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('IDAT', Buffer.from([0x78, 0x9c, 3, 0, 0, 0, 0, 1])),
      chunk('IEND', Buffer.alloc(0)),
    ]);
    const before = process.memoryUsage().rss;
    const report = await detectInput(await save('bomb.png', bomb), options);
    expect(report).toMatchObject({
      error: { code: 'INPUT_NOT_PICTURE', details: { problem: expect.stringMatching(/pixel limit/) } },
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(500 * 1024 * 1024);
  });
});

describe('frames of odd sizes', () => {
  /** Grey frames; ffmpeg's own sources make no picture of one pixel. */
  const film = async (name: string, width_px: number, height_px: number): Promise<string> => {
    const raw = await save(`${name}.rgb`, Buffer.alloc(width_px * height_px * 3, 100));
    const path = join(dir, `${name}.mkv`);
    const source = [
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-s',
      `${width_px}x${height_px}`,
      '-r',
      '5',
      '-i',
      raw,
    ];
    await run('ffmpeg', ['-v', 'error', ...source, '-c:v', 'ffv1', '-pix_fmt', 'yuv444p', path]);
    return path;
  };

  it.each([
    ['one pixel', 1, 1],
    ['one line', 640, 1],
    ['one column', 1, 480],
    ['8K', 7680, 4320],
  ])(
    'of %s are judged, and nobody is seen on grey',
    { timeout: 60_000 },
    async (name, width_px, height_px) => {
      const report = unwrap(await detectInput(await film(name, width_px, height_px), options));
      expect(report.frames_seen).toBe(1);
      expect(report.frames.flatMap(({ persons }) => persons)).toEqual([]);
    },
  );
});
