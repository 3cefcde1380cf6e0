import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { YuvPicture } from './picture.ts';
import { yuvBytes } from './picture.ts';
import { TileMaker } from './tile-maker.ts';
import { planTiles } from './tiles.ts';

const grey = (width_px: number, height_px: number, luma = 128): YuvPicture => ({
  format: 'yuv420p',
  width_px,
  height_px,
  data: new Uint8Array(yuvBytes(width_px, height_px)).fill(128).fill(luma, 0, width_px * height_px),
  colour: { matrix: 'bt709', full_range: true },
});

describe('planTiles', () => {
  it('adds nothing where the whole frame shows heads large enough', () => {
    expect(planTiles({ width_px: 1920, height_px: 1080 }, { head_px: 60, whole_width_px: 960 })).toEqual([]);
    expect(planTiles({ width_px: 640, height_px: 360 }, { head_px: 8, whole_width_px: 960 })).toEqual([]);
  });

  it('takes native pixels for heads as small as the network can find', () => {
    const plans = planTiles({ width_px: 1920, height_px: 1080 }, { head_px: 12, whole_width_px: 960 });
    expect(plans[0]).toMatchObject({ level_width_px: 1920, level_height_px: 1080 });
  });

  it('covers every pixel, never enlarges and never makes more than two dozen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 8000 }),
        fc.integer({ min: 500, max: 5000 }),
        fc.integer({ min: 3, max: 40 }),
        (width_px, height_px, head_px) => {
          const plans = planTiles({ width_px, height_px }, { head_px, whole_width_px: 960 });
          expect(plans.length).toBeLessThanOrEqual(24);
          const [first] = plans;
          if (first === undefined) return;
          expect(first.level_width_px).toBeLessThanOrEqual(width_px);
          for (const [x, y] of [
            [0, 0],
            [first.level_width_px - 1, first.level_height_px - 1],
            [first.level_width_px >> 1, first.level_height_px >> 1],
          ] as const) {
            const covered = plans.some(
              (plan) =>
                x >= plan.left_px &&
                x < plan.left_px + plan.scaled_width_px &&
                y >= plan.top_px &&
                y < plan.top_px + plan.scaled_height_px,
            );
            expect(covered).toBe(true);
          }
        },
      ),
    );
  });
});

describe('TileMaker', () => {
  it('keeps an even colour, pads the rest and says where the tile lies', () => {
    const picture = grey(1920, 1080, 200);
    const [, second] = planTiles(picture, { head_px: 16, whole_width_px: 640 });
    if (second === undefined) throw new Error('tiles are needed');
    const sheet = new TileMaker().make(picture, second);
    expect([...sheet.data.subarray(0, 3)]).toEqual([200, 200, 200]);
    expect(new Set(sheet.data.subarray(0, second.scaled_width_px * 3))).toEqual(new Set([200]));
    expect(sheet.x_px).toBeCloseTo((second.left_px * 1920) / second.level_width_px);
  });

  it('averages the area under each pixel', () => {
    const picture = grey(1200, 600, 0);
    // Columns in turn 0 and 200: at half size every pixel is 100.
    for (let at = 1; at < 1200 * 600; at += 2) picture.data[at] = 200;
    const plan = {
      level_width_px: 600,
      level_height_px: 300,
      left_px: 100,
      top_px: 50,
      scaled_width_px: 64,
      scaled_height_px: 32,
      width_px: 64,
      height_px: 32,
    };
    const { data } = new TileMaker().make(picture, plan);
    expect(new Set(data)).toEqual(new Set([100]));
  });

  it('averages a ramp to the ramp, whatever the ratio', () => {
    const picture = grey(1000, 40, 0);
    for (let row = 0; row < 40; row += 1)
      for (let column = 0; column < 1000; column += 1) picture.data[row * 1000 + column] = column / 4;
    const plan = {
      level_width_px: 300,
      level_height_px: 12,
      left_px: 0,
      top_px: 0,
      scaled_width_px: 300,
      scaled_height_px: 12,
      width_px: 320,
      height_px: 32,
    };
    const { data } = new TileMaker().make(picture, plan);
    for (const column of [3, 50, 149, 296]) {
      const expected = ((column + 0.5) * 1000) / 300 / 4;
      expect(Math.abs((data[column * 3] ?? 0) - expected)).toBeLessThan(1.5);
    }
  });

  it('allocates nothing for the second frame of a size', () => {
    const maker = new TileMaker();
    const [plan] = planTiles(grey(1920, 1080), { head_px: 16, whole_width_px: 640 });
    if (plan === undefined) throw new Error('tiles are needed');
    expect(maker.make(grey(1920, 1080, 10), plan).data).toBe(maker.make(grey(1920, 1080, 20), plan).data);
  });
});
