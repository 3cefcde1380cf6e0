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

  it('finds the lower envelope soon after a burst at the start (frames read while probing)', () => {
    // The first second arrives at once, then frames wait 20 ms each.
    const burst = Array.from({ length: 25 }, (_, index) => 1_000_000 - index * frame_us + 20_000);
    const moments = run(new StreamClock(), [...burst, ...Array.from({ length: 200 }, () => 20_000)]);
    expect(moments[0]?.utc_us).toBe((moments[0]?.sent_us ?? 0) + 1_020_000);
    expect(moments[0]?.error_us).toBeGreaterThanOrEqual(2_000_000);
    const later = moments[100];
    expect(later?.utc_us).toBe((later?.sent_us ?? 0) + 20_000);
    expect(moments.at(-1)?.error_us).toBeLessThanOrEqual(5000);
  });

  it('never runs backwards, and the least delay of the last minute lies within the stated error', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 900_000 }), { minLength: 2, maxLength: 600 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: -100, max: 100 }),
        (jitter, floor_us, ppm) => {
          const delays = jitter.map((delay_us) => delay_us + floor_us);
          const moments = run(new StreamClock(), delays, ppm * 1e-6);
          let before_us = -Infinity;
          let luckiest_us = Infinity;
          moments.forEach((moment, index) => {
            expect(moment.utc_us).toBeGreaterThan(before_us);
            before_us = moment.utc_us;
            luckiest_us = Math.min(luckiest_us, delays[index] ?? Infinity);
            // 24 s of 100 ppm are 2.4 ms, within the allowance for handling.
            expect(Math.abs(moment.utc_us - moment.sent_us - luckiest_us)).toBeLessThanOrEqual(
              moment.error_us,
            );
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('states a large error where the delay itself wanders', () => {
    const delays = Array.from({ length: 1000 }, (_, index) => (index % 500 < 250 ? 10_000 : 700_000));
    expect(run(new StreamClock(), delays).at(-1)?.error_us).toBeGreaterThan(690_000);
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

  it('a late frame of 0.9 s is lateness, not a new part', () => {
    const moments = run(new StreamClock(), [10_000, 10_000, 900_000, 10_000]);
    expect(moments.map(({ part }) => part)).toEqual([0, 0, 0, 0]);
  });

  it('a silence that the time stamps hide begins a new part, on the wall clock at once', () => {
    // The source sent nothing for 5 s and then goes on as if nothing had been: every later frame is 5 s late.
    const moments = run(new StreamClock(), [...even(100, 10_000), ...even(200, 5_010_000)]);
    expect(moments.at(-1)?.part).toBe(1);
    expect(moments[100]?.utc_us).toBe((moments[100]?.sent_us ?? 0) + 5_010_000);
    expect(moments.at(-1)?.error_us).toBeLessThanOrEqual(5000);
  });

  it('where the source catches up after a silence, a third part goes on with the old offset', () => {
    const burst = Array.from({ length: 100 }, (_, index) => 4_000_000 - index * frame_us);
    const moments = run(new StreamClock(), [...even(100, 10_000), ...burst, ...even(300, 10_000)]);
    const last = moments.at(-1);
    expect(last?.part).toBe(2);
    expect(last?.utc_us).toBe((last?.sent_us ?? 0) + 10_000);
    // Meanwhile it is said how wrong the time of the held-up frames may be.
    const held = moments[110];
    expect(Math.abs((held?.utc_us ?? 0) - (held?.sent_us ?? 0))).toBeLessThanOrEqual(held?.error_us ?? 0);
  });

  it('the clock before a silence lies within the error after it, also where the last frame before was late', () => {
    const clock = new StreamClock();
    const [before] = run(clock, even(200, 10_000)).slice(-1);
    run(clock, [90_000], 0, 200);
    const [held] = run(clock, [2_500_000], 0, 201);
    const off_us =
      (held?.utc_us ?? 0) - (held?.sent_us ?? 0) - ((before?.utc_us ?? 0) - (before?.sent_us ?? 0));
    expect(held?.part).toBe(1);
    expect(held?.error_us ?? 0).toBeGreaterThanOrEqual(off_us);
  });

  it('held up a second time before anything is known, the error still reaches back to the clock last trusted', () => {
    const clock = new StreamClock();
    const [before] = run(clock, even(200, 10_000)).slice(-1);
    run(clock, [2_500_000], 0, 200);
    const [held] = run(clock, [4_900_000], 0, 201);
    const off_us =
      (held?.utc_us ?? 0) - (held?.sent_us ?? 0) - ((before?.utc_us ?? 0) - (before?.sent_us ?? 0));
    expect(held?.part).toBe(2);
    expect(held?.error_us ?? 0).toBeGreaterThanOrEqual(off_us);
  });

  it('a few frames held up before the time stamps jump over the silence leave the clock as it was', () => {
    const clock = new StreamClock();
    run(clock, even(200, 10_000));
    const held = run(clock, even(10, 5_010_000), 0, 200);
    expect(held.at(-1)?.part).toBe(1);
    const after = run(clock, even(300, 10_000), 0, 335);
    expect(after[0]).toMatchObject({ part: 2, utc_us: (after[0]?.sent_us ?? 0) + 10_000 });
    expect(after.at(-1)?.error_us).toBeLessThanOrEqual(5000);
  });
});

const even = (count: number, delay_us: number): number[] => Array.from({ length: count }, () => delay_us);
