import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff_ms } from './backoff.ts';

describe('backoff_ms', () => {
  it('doubles from half a second and stops at eight', () => {
    expect([0, 1, 2, 3, 4, 9].map((attempt) => backoff_ms(attempt, 1))).toEqual([
      500, 1000, 2000, 4000, 8000, 8000,
    ]);
  });

  it('stays between 250 ms and 8 s for any attempt', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
        const wait = backoff_ms(attempt, random);
        return wait >= 250 && wait <= 8000;
      }),
    );
  });
});
