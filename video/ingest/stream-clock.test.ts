import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamClock } from './stream-clock.ts';

const frame_us = 40_000;
const base_us = 1_790_000_000_000_000;

/** Feeds frames 40 ms apart; each arrives `delay` after it was sent. Returns what the clock said of each. */
const run = (clock: StreamClock, delays_us: readonly number[], drift = 0, from = 0) =>
  delays_us.map((delay_us, index) => {
    const pts_us = (from + index) * frame_us;
    const sent_us = base_us + Math.round(pts_us * (1 + drift));
    const anchored = clock.observe(pts_us, sent_us + delay_us);
    const moment = clock.at(pts_us);
    if (moment === undefined) throw new Error('the clock is silent after an arrival');
    return { ...moment, anchored, pts_us, sent_us };
  });

describe('StreamClock', () => {
  it('says nothing before the first arrival', () => {
    expect(new StreamClock().at(0)).toBeUndefined();
  });

  it('with steady delay is off by that delay alone', () => {
    const moments = run(
      new StreamClock(),
      Array.from({ length: 100 }, () => 30_000),
    );
    for (const moment of moments) expect(moment.utc_us).toBe(moment.sent_us + 30_000);
  });

  it('finds the lower envelope after a burst at the start (frames read while probing)', () => {
    // The first second arrives at once, then frames wait 20 ms each.
    const delays = [
      ...Array.from({ length: 25 }, (_, index) => 1_000_000 - index * frame_us + 20_000),
      ...Array.from({ length: 2500 }, () => 20_000),
    ];
    const moments = run(new StreamClock(), delays);
    const last = moments.at(-1);
    expect(last?.utc_us).toBe((last?.sent_us ?? 0) + 20_000);
    expect(moments[30]?.error_us).toBeGreaterThan(900_000);
    expect(last?.error_us).toBeLessThan(20_000);
  });

  it('never runs backwards, and the truth plus the least delay lies within the stated error', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 900_000 }), { minLength: 2, maxLength: 400 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: -100, max: 100 }),
        (jitter, floor_us, ppm) => {
          const moments = run(
            new StreamClock(),
            jitter.map((delay_us) => delay_us + floor_us),
            ppm * 1e-6,
          );
          let before_us = -Infinity;
          jitter.forEach((_, index) => {
            const moment = moments[index];
            if (moment === undefined) return;
            expect(moment.utc_us).toBeGreaterThan(before_us);
            before_us = moment.utc_us;
            // The frame's own arrival is one of the instants the estimate must allow for.
            const arrived_us = moment.sent_us + (jitter[index] ?? 0) + floor_us;
            expect(Math.abs(arrived_us - moment.utc_us)).toBeLessThanOrEqual(moment.error_us);
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('follows two drifting crystals within milliseconds over an hour', () => {
    const moments = run(
      new StreamClock(),
      Array.from({ length: 90_000 }, () => 10_000),
      50e-6,
    );
    const last = moments.at(-1);
    expect(Math.abs((last?.utc_us ?? 0) - (last?.sent_us ?? 0) - 10_000)).toBeLessThan(5000);
    expect(last?.part).toBe(0);
  });

  it.each([6_000_000, -6_000_000])('a jump of %i µs begins a new part with its own anchor', (jump_us) => {
    const clock = new StreamClock();
    run(clock, [10_000, 10_000]);
    expect(clock.observe(3 * frame_us, base_us + 3 * frame_us + jump_us)).toBe(true);
    expect(clock.at(3 * frame_us)).toMatchObject({ part: 1, utc_us: base_us + 3 * frame_us + jump_us });
  });

  it('a late frame of 4 s is lateness, not a new part', () => {
    const moments = run(new StreamClock(), [10_000, 10_000, 4_000_000, 10_000]);
    expect(moments.map(({ part }) => part)).toEqual([0, 0, 0, 0]);
  });
});
