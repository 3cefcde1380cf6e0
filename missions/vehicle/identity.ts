import type { Received } from '../mavlink/index.ts';

/** Boot times further apart than this are two autopilots, or one that restarted. */
const APART_US = 3_000_000;
/** One that restarted is heard no more; two that share an id take turns. */
const TURNS = 4;
const WITHIN_US = 6_000_000;
const MOST_BOOTS = 4;

type Boot = { started_us: number; heard_us: number };

/**
 * Tells two aircraft with one system id apart by when they were started: their time since boot takes
 * turns between two values, which a restart or a second link of one aircraft never does.
 */
export class Identity {
  readonly #boots: Boot[] = [];
  #last: Boot | null = null;
  #turns_us: number[] = [];

  /** `now_us` is the station's monotonic time. True while two aircraft are heard. */
  hear({ message }: Received, now_us: number): boolean {
    if (
      message.name === 'GLOBAL_POSITION_INT' ||
      message.name === 'ATTITUDE' ||
      message.name === 'SYSTEM_TIME'
    )
      this.#note(now_us - message.time_boot_ms * 1000, now_us);
    this.#turns_us = this.#turns_us.filter((at_us) => now_us - at_us < WITHIN_US);
    return this.#turns_us.length >= TURNS;
  }

  #note(started_us: number, now_us: number): void {
    const known = this.#boots.find((boot) => Math.abs(boot.started_us - started_us) < APART_US);
    const boot = known ?? { started_us, heard_us: now_us };
    boot.started_us = started_us;
    boot.heard_us = now_us;
    if (known === undefined) {
      this.#boots.push(boot);
      if (this.#boots.length > MOST_BOOTS) this.#boots.shift();
    } else if (this.#last !== null && this.#last !== boot) {
      this.#turns_us.push(now_us);
    }
    this.#last = boot;
  }
}
