import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample } from './mp4-fragment.ts';
import { SampleQueue } from './sample-queue.ts';

const sample = (frame: number, key: boolean): Sample => ({
  pts_us: frame * 40_000,
  dts_us: frame * 40_000,
  key,
  data: new Uint8Array(),
});

const filled = (frames: number, gop: number): SampleQueue => {
  const queue = new SampleQueue();
  queue.push(Array.from({ length: frames }, (_, frame) => sample(frame, frame % gop === 0)));
  return queue;
};

describe('SampleQueue', () => {
  it('begins at a key frame', () => {
    const queue = new SampleQueue();
    queue.push([sample(3, false), sample(4, true), sample(5, false)]);
    expect(queue.take(1e9)).toMatchObject({ pts_us: 160_000, key: true });
    expect(queue.dropped).toBe(1);
  });

  it('gives frames only when their time has come', () => {
    const queue = filled(10, 10);
    expect(queue.take(-1)).toBeUndefined();
    expect(queue.take(0)?.pts_us).toBe(0);
    expect(queue.take(0)).toBeUndefined();
  });

  it('catches up to the newest key frame that is due, not beyond', () => {
    const queue = filled(60, 25);
    expect(queue.skipTo(30 * 40_000)).toBe(true);
    expect(queue.next_dts_us).toBe(25 * 40_000);
    expect(queue.skipTo(30 * 40_000)).toBe(false);
  });

  it('stays bounded while nobody takes, and still begins at a key frame', () => {
    const queue = filled(2000, 50);
    expect(queue.length).toBeLessThanOrEqual(101);
    expect(queue.take(Number.POSITIVE_INFINITY)?.key).toBe(true);
    expect(filled(5000, 100_000).length).toBeLessThanOrEqual(1500);
  });

  it('hands every frame out in order, or counts it as dropped', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ key: fc.boolean(), take_us: fc.nat(8_000_000), skip: fc.boolean() }), {
          maxLength: 200,
        }),
        (steps) => {
          const queue = new SampleQueue();
          const taken: number[] = [];
          for (const [frame, { key, take_us, skip }] of steps.entries()) {
            queue.push([sample(frame, key)]);
            if (skip) queue.skipTo(take_us);
            const next = queue.take(take_us);
            if (next !== undefined) taken.push(next.dts_us);
          }
          expect(taken).toEqual(taken.toSorted((a, b) => a - b));
          expect(taken.length + queue.dropped + queue.length).toBe(steps.length);
        },
      ),
    );
  });
});
