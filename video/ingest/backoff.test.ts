import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Backoff } from './backoff.ts';

describe('Backoff', () => {
  it('doubles up to its limit, and starts anew after a reset', () => {
    const backoff = new Backoff({ least_ms: 500, most_ms: 4000, random: () => 1 });
    expect(Array.from({ length: 5 }, () => backoff.next_ms())).toEqual([500, 1000, 2000, 4000, 4000]);
    backoff.reset();
    expect(backoff.next_ms()).toBe(500);
  });

  it('stays between half and all of the wait, however often it failed', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const backoff = new Backoff({ least_ms: 500, most_ms: 15_000, random: () => random });
        for (let count = 0; count < failures; count += 1) backoff.next_ms();
        const wait_ms = backoff.next_ms();
        expect(wait_ms).toBeGreaterThanOrEqual(250);
        expect(wait_ms).toBeLessThanOrEqual(15_000);
      }),
      { numRuns: 50 },
    );
  });
});
