import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock, unwrap } from '#common';
import type { Frame } from '../frames/frame.ts';
import { stillFrame } from '../input/still.ts';
import { type Models, openModels } from '../model/models.ts';
import { videoOptions } from './judge-options.ts';
import { judgeEach, type JudgedFrame, Pipeline } from './pipeline.ts';

let models: Models;
beforeAll(async () => {
  models = unwrap(await openModels(join(import.meta.dirname, '../model/testing'), { threads: 1 }));
});
afterAll(() => models.close());

const cells: readonly (readonly [row: number, rgb: readonly number[]])[] = [
  [2, [255, 0, 0]],
  [4, [0, 0, 255]],
];

/** A worker as the tiny test graphs see one, a cell further each frame; nobody in every fifth. */
const frames = (count: number): Promise<Frame[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const [width_px, height_px] = [640, 320];
      const data = new Uint8Array(width_px * height_px * 3).fill(100);
      const column = 2 + Math.floor(index / 4);
      for (const [row, rgb] of index % 5 === 4 ? [] : cells)
        for (let y = row * 32; y < row * 32 + 32; y += 1)
          for (let x = column * 32; x < column * 32 + 32; x += 1) data.set(rgb, (y * width_px + x) * 3);
      const frame = await stillFrame({ format: 'rgb24', width_px, height_px, data });
      return { ...frame, pts_us: index * 125_000 };
    }),
  );

const fresh = () =>
  new Pipeline({
    models,
    judge: videoOptions(models.manifest),
    required: ['mask'],
    still_bytes: 8e6,
    tiles: { clock: new FakeClock() },
  });

describe('Pipeline', () => {
  it('judges the same whether the next frame is given at once or after the answer, and answers in order', async () => {
    const given = await frames(24);
    const one_by_one: JudgedFrame[] = [];
    const alone = fresh();
    for (const frame of given) one_by_one.push(await alone.judge(frame, 1));

    const answered: number[] = [];
    const overlapping: JudgedFrame[] = [];
    const pipeline = fresh();
    const waiting = [...given];
    await judgeEach(
      async () => waiting.shift(),
      async (frame) => {
        const judged = await pipeline.judge(frame, 1);
        answered.push(judged.findings.pts_us);
        overlapping.push(judged);
      },
    );

    expect(answered).toEqual(given.map(({ pts_us }) => pts_us));
    expect(overlapping).toEqual(one_by_one);
    expect(one_by_one.some(({ heads }) => heads === 1)).toBe(true);
    expect(one_by_one.flatMap(({ confirmed }) => confirmed)).toHaveLength(1);
  });
});
