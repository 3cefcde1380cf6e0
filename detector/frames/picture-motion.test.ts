import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PictureMotion } from './picture-motion.ts';
import type { Sheet } from './sheet.ts';

const width_px = 960;
const height_px = 544;
/** One cell of the fine grid, 4 × 2 frame pixels: the noise stands still and pulls the answer (worst of 250 tries: 5.1). */
const cell_frame_px = 8;

/** Ground with structure at several sizes, as seen when the camera has moved by (x, y) sheet pixels. */
const look = (x: number, y: number, noise = 0): Sheet => {
  const data = new Uint8Array(width_px * height_px * 3);
  for (let row = 0; row < height_px; row += 1) {
    for (let column = 0; column < width_px; column += 1) {
      const [u, v] = [column - x, row - y];
      const value =
        110 +
        40 * Math.sin(u / 31 + Math.sin(v / 47)) +
        30 * Math.sin(v / 23 + 2 * Math.sin(u / 83)) +
        25 * Math.sin((u + v) / 11) +
        noise * (((column * 7919 + row * 104_729 + x * 31) % 17) / 8 - 1);
      data.fill(
        Math.max(0, Math.min(255, value)),
        (row * width_px + column) * 3,
        (row * width_px + column) * 3 + 3,
      );
    }
  }
  return {
    data,
    width_px,
    height_px,
    x_px: 0,
    y_px: 0,
    frame_px_per_px: 2,
    frame_width_px: 1920,
    frame_height_px: 1088,
  };
};

describe('PictureMotion', () => {
  it('finds how far a camera moved the picture, in frame pixels, with noise on it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -120, max: 120 }), fc.integer({ min: -70, max: 70 }), (x, y) => {
        const motion = new PictureMotion();
        expect(motion.next(look(0, 0, 10))).toBeUndefined();
        const moved = motion.next(look(x, y, 10));
        expect(Math.abs((moved?.[0] ?? NaN) - 2 * x)).toBeLessThan(cell_frame_px);
        expect(Math.abs((moved?.[1] ?? NaN) - 2 * y)).toBeLessThan(cell_frame_px);
      }),
      { numRuns: 12 },
    );
  });

  it('says nothing of a flat picture, of one that has nothing in common, and after a cut', () => {
    const flat = { ...look(0, 0), data: new Uint8Array(width_px * height_px * 3).fill(90) };
    const motion = new PictureMotion();
    motion.next(flat);
    expect(motion.next(flat)).toBeUndefined();
    let seed = 1;
    const random = { ...look(0, 0), data: new Uint8Array(width_px * height_px * 3) };
    for (let at = 0; at < random.data.length; at += 1) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      random.data[at] = seed >> 16;
    }
    expect(motion.next(random)).toBeUndefined();
    motion.next(look(0, 0));
    motion.reset();
    expect(motion.next(look(10, 0))).toBeUndefined();
    expect(motion.next(look(20, 0))?.[0]).toBeCloseTo(20, 0);
  });

  it('has nothing to say of a picture too small to compare', () => {
    const tiny = {
      ...look(0, 0),
      width_px: 32,
      height_px: 32,
      frame_width_px: 20,
      frame_height_px: 20,
      frame_px_per_px: 1,
    };
    const motion = new PictureMotion();
    expect([motion.next(tiny), motion.next(tiny)]).toEqual([undefined, undefined]);
  });
});
