import { describe, expect, it } from 'vitest';
import { holesOf, replay_span_us } from './replay-bar.ts';

const now_utc_us = 1_790_000_000_000_000;
const minute_us = 60_000_000;
const stretch = (from_min: number, to_min: number) => ({
  epoch: 1,
  from_utc_us: now_utc_us + from_min * minute_us,
  to_utc_us: now_utc_us + to_min * minute_us,
  utc_error_us: 0,
});

describe('the bar of the last ten minutes', () => {
  it('is empty where nothing was recorded', () => {
    expect(holesOf({ now_utc_us, stretches: [], gaps: [] })).toEqual([]);
  });

  it('shows what lacks before the first picture and between connections', () => {
    const stretches = [stretch(-5, -4), stretch(-3, 0)];
    const gaps = [{ from_utc_us: now_utc_us - 4 * minute_us, length_us: minute_us, error_us: 5000 }];
    const holes = holesOf({ now_utc_us, stretches, gaps });
    expect(holes).toHaveLength(2);
    expect(holes[0]).toEqual({ from: 0, to: 0.5 });
    expect(holes[1]?.from).toBeCloseTo(0.6);
    expect(holes[1]?.to).toBeCloseTo(0.7);
  });

  it('leaves out what lies before the bar', () => {
    const gaps = [{ from_utc_us: now_utc_us - 2 * replay_span_us, length_us: minute_us, error_us: 0 }];
    expect(holesOf({ now_utc_us, stretches: [stretch(-60, 0)], gaps })).toEqual([]);
  });
});
