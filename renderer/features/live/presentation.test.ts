import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { max_delay_ms, PresentationClock } from './presentation.ts';

type Run = { jitter_ms?: (frame: number) => number; findings_ms?: number; every?: number; seconds: number };

/** 25 frames per second from stream time 7 h; the detector judges every n-th frame and needs `findings_ms`. */
const run = ({ jitter_ms = () => 0, findings_ms, every = 5, seconds }: Run) => {
  const clock = new PresentationClock();
  const start_us = 25_200_000_000;
  const events: { at: number; run: (now: number) => void }[] = [];
  for (let frame = 0; frame < seconds * 25; frame += 1) {
    const pts_us = start_us + frame * 40_000;
    const arrives = 1000 + frame * 40 + jitter_ms(frame);
    events.push({ at: arrives, run: (now) => clock.arrived(pts_us, now) });
    if (findings_ms !== undefined && frame % every === 0) {
      events.push({ at: arrives + findings_ms, run: (now) => clock.judged(pts_us, now, 1) });
    }
  }
  for (let tick = 1000; tick < 1000 + seconds * 1000; tick += 16)
    events.push({ at: tick, run: (now) => clock.tick(now) });
  for (const event of events.toSorted((a, b) => a.at - b.at)) event.run(event.at);
  const end = 1000 + seconds * 1000;
  const shown_us = clock.stream_us(end) ?? Number.NaN;
  // What is on screen lags behind what arrives now by this much.
  return { clock, end, lag_ms: (start_us - shown_us) / 1000 + seconds * 1000 };
};

describe('PresentationClock', () => {
  it('knows nothing before the first frame', () => {
    expect(new PresentationClock().stream_us(5)).toBeUndefined();
  });

  it('shows frames soon when nobody judges them', () => {
    expect(run({ seconds: 4 }).lag_ms).toBeCloseTo(45, 0);
  });

  it('is live at once where a screen joins in the middle of a group of pictures', () => {
    const clock = new PresentationClock();
    for (let frame = 0; frame <= 25; frame += 1) clock.arrived(frame * 40_000, 1000);
    const shown_us = clock.stream_us(1000) ?? Number.NaN;
    expect(1_000_000 - shown_us).toBeCloseTo(45_000, -2);
  });

  it('catches up within two seconds after the network held frames back', () => {
    const held = (frame: number): number => (frame < 200 ? 600 : 0);
    expect(run({ seconds: 14, jitter_ms: held }).lag_ms).toBeLessThan(130);
  });

  it('does not wait for findings where it is told not to', () => {
    const clock = new PresentationClock();
    clock.waitForFindings(false);
    clock.arrived(0, 1000);
    clock.judged(0, 1800, 2);
    expect(clock.delay_ms(1800)).toBeLessThan(120);
  });

  it('waits for findings and for the next judged frame', () => {
    // 300 ms to judge, then 200 ms until the next judged frame, 40 ms margin.
    expect(run({ seconds: 12, findings_ms: 300 }).lag_ms).toBeCloseTo(540, 0);
  });

  it('never waits longer than the bound', () => {
    const { lag_ms } = run({ seconds: 20, findings_ms: 5000 });
    expect(lag_ms).toBeLessThanOrEqual(max_delay_ms + 1);
    expect(lag_ms).toBeGreaterThan(1000);
  });

  it('tells how late findings are, and that none come', () => {
    const { clock, end } = run({ seconds: 12, findings_ms: 2000 });
    expect(clock.findings_late_ms(end)).toBeCloseTo(2000, -1);
    expect(clock.findings_late_ms(end + 6000)).toBeUndefined();
  });

  it('goes back to live when findings stop', () => {
    const { clock, end } = run({ seconds: 6, findings_ms: 300 });
    const before = clock.delay_ms(end);
    expect(clock.delay_ms(end + 4000)).toBeLessThan(before);
  });

  it('rides out jitter: almost every frame is there before it is due', () => {
    const jitter_ms = (frame: number): number => (frame * 7919) % 97;
    const { clock, end } = run({ seconds: 10, jitter_ms });
    expect(clock.delay_ms(end)).toBeGreaterThan(90);
    expect(clock.delay_ms(end)).toBeLessThan(200);
  });

  it('follows a sender whose clock drifts instead of falling behind', () => {
    // 1 % slow: 0.6 s within a minute.
    const { lag_ms } = run({ seconds: 60, jitter_ms: (frame) => frame * 0.4 });
    // The lag against nominal time grows by the drift and no more than the window's worth above.
    expect(lag_ms).toBeLessThan(600 + 300);
    expect(lag_ms).toBeGreaterThan(600);
  });

  it('never shows time running backwards faster than it slews', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 20, maxLength: 200 }),
        (jitters) => {
          const clock = new PresentationClock();
          let last: number | undefined;
          for (const [frame, jitter] of jitters.entries()) {
            const now = frame * 40 + 400;
            clock.arrived(frame * 40_000, now - 400 + jitter);
            clock.tick(now);
            const shown = clock.stream_us(now);
            if (shown !== undefined && last !== undefined) expect(shown).toBeGreaterThan(last);
            last = shown;
          }
        },
      ),
    );
  });
});
