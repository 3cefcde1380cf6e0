import { type Clock, FakeClock } from '#common';

const TURN_MS = 2;
/** A machine that stalls stops this clock too: nothing times out that had no chance to be answered. */
const LONGEST_TURN_MS = 5;

/**
 * A clock that runs up to `speed` times faster than life: whole flights over real sockets in seconds.
 * Only for tests.
 */
export const fastClock = (speed: number): Clock => {
  const clock = new FakeClock(Date.now() * 1000);
  let turning = false;
  let last_ms = performance.now();
  const turn = async (): Promise<void> => {
    const now_ms = performance.now();
    const passed_ms = Math.min(now_ms - last_ms, LONGEST_TURN_MS);
    last_ms = now_ms;
    if (turning) return;
    turning = true;
    await clock.advance(Math.round(passed_ms * speed));
    turning = false;
  };
  setInterval(() => void turn(), TURN_MS).unref();
  return clock;
};
