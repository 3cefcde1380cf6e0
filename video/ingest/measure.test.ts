import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Measure } from './measure.ts';

const fragment = (dts_us: number, size: number, key: boolean) => ({
  pts_us: dts_us,
  dts_us,
  duration_us: 0,
  key,
  frames: [{ pts_us: dts_us, dts_us, key, size }],
  data: new Uint8Array(),
});

describe('Measure', () => {
  it('is silent until it has seen half a second', () => {
    const measure = new Measure();
    measure.add(fragment(0, 1000, true), 0);
    measure.add(fragment(40_000, 1000, false), 40_000);
    expect(measure.figures()).toEqual({
      frames_per_s: null,
      bitrate_kbit_s: null,
      key_frame_interval_s: null,
      jitter_ms: null,
    });
  });

  it('tells the rates of any steady stream', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 60 }),
        fc.integer({ min: 100, max: 50_000 }),
        fc.integer({ min: 1, max: 100 }),
        (rate, size, every) => {
          const measure = new Measure();
          for (let index = 0; index < rate * 10; index += 1) {
            const at_us = Math.round((index * 1_000_000) / rate);
            measure.add(fragment(at_us, size, index % every === 0), at_us);
          }
          const figures = measure.figures();
          expect(figures.frames_per_s).toBeCloseTo(rate, 1);
          expect(figures.bitrate_kbit_s).toBeCloseTo((rate * size * 8) / 1000, -1);
          if (rate * 10 > every) expect(figures.key_frame_interval_s).toBeCloseTo(every / rate, 2);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('forgets what is older than five seconds', () => {
    const measure = new Measure();
    for (let index = 0; index < 250; index += 1)
      measure.add(fragment(index * 40_000, 10_000, false), index * 40_000);
    for (let index = 0; index < 60; index += 1)
      measure.add(fragment(10_000_000 + index * 100_000, 100, false), 10_000_000 + index * 100_000);
    expect(measure.figures().frames_per_s).toBeCloseTo(10, 1);
    expect(measure.figures().bitrate_kbit_s).toBeCloseTo(8, 0);
  });

  it('tells how unevenly frames came, whatever the constant delay', () => {
    const measure = new Measure();
    for (let index = 0; index < 100; index += 1)
      measure.add(fragment(index * 40_000, 100, false), 7_000_000 + index * 40_000 + (index % 2) * 30_000);
    expect(measure.figures().jitter_ms).toBe(30);
  });
});
