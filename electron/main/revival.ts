import type { Clock } from '#common';

const window_us = 60_000_000;
const most_in_window = 3;

/**
 * Whether a crashed page is loaded again: a pilot's screen must come back by itself, but a page that
 * crashes at once every time must not spin. At most three times a minute.
 */
export class Revival {
  readonly #clock: Clock;
  #times_us: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  allows(): boolean {
    const now_us = this.#clock.monotonic_us();
    this.#times_us = this.#times_us.filter((time_us) => now_us - time_us < window_us);
    if (this.#times_us.length >= most_in_window) return false;
    this.#times_us.push(now_us);
    return true;
  }
}
