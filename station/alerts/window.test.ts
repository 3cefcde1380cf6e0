import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelay_ms, takeToken } from './window.ts';

const sends = (gaps_us: readonly number[], per_minute: number): number[] => {
  const times: number[] = [];
  let sent: readonly number[] = [];
  let now_us = 1_000_000_000_000;
  for (const gap_us of gaps_us) {
    now_us += gap_us;
    const taken = takeToken(sent, per_minute, now_us);
    if (!('sent' in taken)) continue;
    sent = taken.sent;
    times.push(now_us);
  }
  return times;
};

describe('the bucket of a channel', () => {
  it('never lets more than its tokens out in any minute', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9_000_000 }), { maxLength: 300 }),
        fc.integer({ min: 1, max: 20 }),
        (gaps_us, per_minute) => {
          const times = sends(gaps_us, per_minute);
          for (const [index, from_us] of times.entries()) {
            const within = times.slice(index).filter((at_us) => at_us - from_us < 60_000_000);
            expect(within.length).toBeLessThanOrEqual(per_minute);
          }
        },
      ),
    );
  });

  it('says when the next token is there, and gives it then', () => {
    const full = Array.from({ length: 18 }, (_, index) => 1_000_000_000 + index);
    const refused = takeToken(full, 18, 1_010_000_000);
    expect(refused).toEqual({ wait_until_us: 1_062_000_000 });
    expect(takeToken(full, 18, 1_062_000_000)).toMatchObject({ sent: expect.any(Array) });
  });

  it('is not locked by a clock that was set back', () => {
    expect(takeToken([2_000_000_000], 1, 1_000_000_000)).toEqual({ sent: [1_000_000_000] });
  });
});

it('waits longer after each failure, up to a minute, never the same for all', () => {
  expect([1, 2, 3, 20].map((failures) => retryDelay_ms(failures, 0))).toEqual([500, 1000, 2000, 30_000]);
  expect([1, 2, 3, 20].map((failures) => retryDelay_ms(failures, 1))).toEqual([1000, 2000, 4000, 60_000]);
});
