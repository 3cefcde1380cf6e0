import type { Clock } from '#common';

/** Real time, `speed` times faster: whole flights over real sockets in seconds. Only for tests. */
export const fastClock = (speed: number): Clock => {
  const start_utc_us = Date.now() * 1000;
  const start = process.hrtime.bigint();
  const monotonic_us = (): number => Math.round((Number(process.hrtime.bigint() - start) / 1000) * speed);
  return {
    utc_us: () => start_utc_us + monotonic_us(),
    monotonic_us,
    after: (delay_ms, run) => {
      const timer = setTimeout(run, delay_ms / speed);
      return () => clearTimeout(timer);
    },
    every: (interval_ms, run) => {
      const timer = setInterval(run, interval_ms / speed);
      return () => clearInterval(timer);
    },
  };
};
