import type { Clock } from '#common';

/** The machine's own clock, for tests against real processes. */
export const systemClock: Clock = {
  utc_us: () => Date.now() * 1000,
  monotonic_us: () => Math.round(performance.now() * 1000),
  after: (delay_ms, run) => {
    const timer = setTimeout(run, delay_ms);
    return () => clearTimeout(timer);
  },
  every: (interval_ms, run) => {
    const timer = setInterval(run, interval_ms);
    return () => clearInterval(timer);
  },
};
