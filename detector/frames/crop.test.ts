import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Box } from '#common';
import { Cropper } from './crop.ts';
import { type RgbPicture, toRgb, yuvBytes, type YuvPicture } from './picture.ts';

const noise = (width_px: number, height_px: number): RgbPicture => {
  const data = Uint8Array.from(
    { length: width_px * height_px * 3 },
    (_, index) => (index * 2_654_435_761) >>> 24,
  );
  return { format: 'rgb24', width_px, height_px, data };
};

const crop = (picture: RgbPicture | YuvPicture, box: Box, scale = 1, size_px = 8): Uint8Array => {
  const cropper = new Cropper({ size_px, scale, pad: 114 });
  const out = new Uint8Array(cropper.bytes);
  cropper.crop(picture, box, out, 0);
  return out;
};

const difference = (a: Uint8Array, b: Uint8Array): number =>
  Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? 0))));

describe('Cropper', () => {
  it('copies pixels where nothing is resized', () => {
    const picture = noise(20, 16);
    const expected = [5, 6, 7, 8, 9, 10, 11, 12].flatMap((row) => [
      ...picture.data.subarray((row * 20 + 3) * 3, (row * 20 + 11) * 3),
    ]);
    expect([...crop(picture, [3, 5, 8, 8])]).toEqual(expected);
  });

  it('averages areas when shrinking', async () => {
    const picture = noise(64, 64);
    const raw = { raw: { width: 64, height: 64, channels: 3 as const } };
    // `shrink` by whole numbers is a plain box filter there too.
    const expected = await sharp(picture.data, raw)
      .resize(8, 8, { kernel: 'nearest', fastShrinkOnLoad: false })
      .raw()
      .toBuffer();
    expect(expected.length).toBe(8 * 8 * 3);
    const mean = (column: number, row: number, colour: number) => {
      let sum = 0;
      for (let y = row * 8; y < row * 8 + 8; y += 1)
        for (let x = column * 8; x < column * 8 + 8; x += 1)
          sum += picture.data[(y * 64 + x) * 3 + colour] ?? 0;
      return Math.round(sum / 64);
    };
    const out = crop(picture, [0, 0, 64, 64]);
    expect(out[0]).toBe(mean(0, 0, 0));
    expect(out[(3 * 8 + 5) * 3 + 2]).toBe(mean(5, 3, 2));
  });

  it('interpolates between pixels when enlarging', () => {
    const data = new Uint8Array(4 * 4 * 3);
    for (let pixel = 0; pixel < 16; pixel += 1) data.fill((pixel % 4) * 80, pixel * 3, pixel * 3 + 3);
    const out = crop({ format: 'rgb24', width_px: 4, height_px: 4, data }, [1, 1, 2, 2]);
    const row = Array.from({ length: 8 }, (_, column) => out[column * 3]);
    expect(row).toEqual([50, 70, 90, 110, 130, 150, 170, 190]);
  });

  it('takes the larger side of the box, scaled, around its middle', () => {
    const picture = noise(100, 100);
    expect([...crop(picture, [40, 30, 10, 20], 1.6)]).toEqual([...crop(picture, [29, 24, 32, 32])]);
  });

  it('pads what lies outside the picture', () => {
    const white: RgbPicture = {
      format: 'rgb24',
      width_px: 8,
      height_px: 8,
      data: new Uint8Array(192).fill(255),
    };
    const out = crop(white, [-4, 0, 8, 8]);
    expect([out[0], out[3 * 3], out[4 * 3], out[7 * 3]]).toEqual([114, 114, 255, 255]);
    expect(new Set(crop(white, [50, 50, 8, 8]))).toEqual(new Set([114]));
  });

  it.each([
    { matrix: 'bt709', full_range: false },
    { matrix: 'bt601', full_range: true },
  ] as const)('gives the same crop of planes as of the converted picture, %o', (colour) => {
    const [width_px, height_px] = [64, 48];
    const data = new Uint8Array(yuvBytes(width_px, height_px));
    for (let y = 0; y < height_px; y += 1)
      for (let x = 0; x < width_px; x += 1) data[y * width_px + x] = 60 + x + y;
    data.fill(110, width_px * height_px, width_px * height_px * 1.25);
    data.fill(150, width_px * height_px * 1.25);
    const planes: YuvPicture = { format: 'yuv420p', width_px, height_px, data, colour };
    for (const box of [
      [8, 8, 32, 32],
      [10, 6, 6, 6],
      [0, 0, 64, 48],
    ] satisfies Box[]) {
      expect(difference(crop(planes, box), crop(toRgb(planes), box))).toBeLessThanOrEqual(2);
    }
  });

  it('never fails and never leaves 0–255, whatever the box', () => {
    const number = fc.double({ min: -300, max: 300, noNaN: true });
    const length = fc.double({ min: 0.01, max: 500, noNaN: true });
    const picture = noise(33, 21);
    fc.assert(
      fc.property(number, number, length, length, (x, y, width, height) => {
        expect(crop(picture, [x, y, width, height], 1.6)).toHaveLength(192);
      }),
      { numRuns: 300 },
    );
  });
});
