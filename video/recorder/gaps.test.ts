import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findGaps } from './gaps.ts';

const frames = (times: readonly number[]) => times.map((pts_us) => ({ pts_us }));
const every = (step_us: number, count: number, from_us = 0): number[] =>
  Array.from({ length: count }, (_, index) => from_us + index * step_us);

describe('findGaps', () => {
  it('an even stream has none, however slow it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 2_000_000 }),
        fc.integer({ min: 2, max: 100 }),
        (step_us, count) => {
          expect(findGaps(frames(every(step_us, count)), 0, step_us * count)).toEqual([]);
        },
      ),
    );
  });

  it('the order of decoding does not matter', () => {
    expect(findGaps(frames([80_000, 200_000, 160_000, 120_000, 240_000]), 80_000, 280_000)).toEqual([]);
  });

  it('tells exactly what was taken out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 40 }),
        fc.integer({ min: 6, max: 200 }),
        fc.integer({ min: 5, max: 40 }),
        (before, missing, after) => {
          const times = [...every(40_000, before), ...every(40_000, after, (before + missing) * 40_000)];
          const gaps = findGaps(frames(times), 0, (before + missing + after) * 40_000);
          expect(gaps).toEqual([{ after_pts_us: (before - 1) * 40_000, length_us: missing * 40_000 }]);
        },
      ),
    );
  });

  it('what lacks at both ends is a gap too', () => {
    expect(findGaps(frames(every(40_000, 50, 1_000_000)), 0, 5_000_000)).toEqual([
      { after_pts_us: 0, length_us: 1_000_000 },
      { after_pts_us: 2_960_000, length_us: 2_000_000 },
    ]);
  });

  it('nothing at all is one gap', () => {
    expect(findGaps([], 5, 9)).toEqual([{ after_pts_us: 5, length_us: 4 }]);
  });
});
