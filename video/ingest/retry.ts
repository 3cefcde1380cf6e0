import { Backoff } from './backoff.ts';
import type { BackoffOptions } from './backoff.ts';
import { waitsForSender } from './source.ts';
import type { Source } from './source.ts';

/** A connection that lived this long was a good one: the next wait is short again. */
const settled_us = 1_000_000;
const listener_ms = 200;

/** How long to wait before the next connection, for ever. */
export class Retry {
  readonly #waits: boolean;
  readonly #usual: Backoff;
  /** Wrong passwords are not knocked on the door every second: cameras lock accounts. */
  readonly #refused: Backoff;

  constructor(source: Source, { random, ...usual }: Partial<BackoffOptions> & { random: () => number }) {
    this.#waits = waitsForSender(source);
    this.#usual = new Backoff({ least_ms: 250, most_ms: 1000, ...usual, random });
    this.#refused = new Backoff({ least_ms: 1000, most_ms: 15_000, random });
  }

  /** `lived_us`: how long the connection before gave fragments; `code`: what is wrong now. */
  next_ms(lived_us: number, code: string | undefined): number {
    // Every moment away from a source that was well is video lost.
    if (lived_us > settled_us) {
      this.#usual.reset();
      return 0;
    }
    if (code === 'STREAM_LOGIN_REFUSED') return this.#refused.next_ms();
    // A listener must be back soon: the sender knocks when it pleases.
    return this.#waits ? listener_ms : this.#usual.next_ms();
  }

  /** Fragments come. */
  live(): void {
    this.#refused.reset();
  }

  reset(): void {
    this.#usual.reset();
  }
}
