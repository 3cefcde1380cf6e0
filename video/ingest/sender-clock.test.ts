import { describe, expect, it } from 'vitest';
import { SenderClock } from './sender-clock.ts';

const base_us = 1_790_000_000_000_000;

/** Frames 40 ms apart; `produced` says what stands beside each, given its PTS and arrival. */
const feed = (count: number, produced: (pts_us: number, arrival_us: number) => number | undefined) => {
  const clock = new SenderClock();
  for (let n = 0; n < count; n += 1) {
    const pts_us = n * 40_000;
    const arrival_us = base_us + pts_us + 60_000 + ((n * 7919) % 9) * 1000;
    clock.observe(pts_us, produced(pts_us, arrival_us), arrival_us);
  }
  return clock;
};
const rounded = (utc_us: number): number => Math.floor(utc_us / 1000) * 1000;

describe('SenderClock', () => {
  it('is silent where the sender tells nothing', () => {
    expect(feed(100, () => undefined).at(0)).toBeUndefined();
  });

  it('does not take the time of writing for the sender’s', () => {
    expect(feed(100, (_pts, arrival_us) => rounded(arrival_us - 500)).at(0)).toBeUndefined();
  });

  it('follows the sender to the millisecond after its first report, however wrong its clock is', () => {
    const wrong_us = -3_600_000_000;
    const clock = feed(100, (pts_us, arrival_us) =>
      rounded(pts_us < 1_000_000 ? arrival_us : base_us + wrong_us + pts_us),
    );
    expect(Math.abs((clock.at(4_000_000) ?? 0) - (base_us + wrong_us + 4_000_000))).toBeLessThanOrEqual(1000);
  });

  it('is silent while a new report moves it', () => {
    const step = (pts_us: number): number => (pts_us < 3_600_000 ? 0 : 50_000);
    expect(feed(100, (pts_us) => base_us + pts_us + step(pts_us)).at(0)).toBeUndefined();
    expect(feed(140, (pts_us) => base_us + pts_us + step(pts_us)).at(0)).toBe(base_us + 50_000);
  });
});
