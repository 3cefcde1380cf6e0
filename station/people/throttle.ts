import type { Clock } from '#common';

const free_tries = 5;
const longest_wait_s = 300;
const remembered = 10_000;

type Tries = { failures: number; last_us: number };

/** Slows guessing down: after five wrong passwords for a name from an address, each doubles the wait. */
export class SignInThrottle {
  readonly #clock: Clock;
  readonly #tries = new Map<string, Tries>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whole seconds to wait before another try; 0 = now. */
  wait_s(name: string, address: string): number {
    const tries = this.#tries.get(key(name, address));
    if (tries === undefined || tries.failures < free_tries) return 0;
    const pause_s = Math.min(longest_wait_s, 2 ** (tries.failures - free_tries));
    const passed_s = (this.#clock.monotonic_us() - tries.last_us) / 1_000_000;
    return Math.max(0, Math.ceil(pause_s - passed_s));
  }

  failed(name: string, address: string): void {
    const id = key(name, address);
    const failures = (this.#tries.get(id)?.failures ?? 0) + 1;
    this.#tries.delete(id);
    this.#tries.set(id, { failures, last_us: this.#clock.monotonic_us() });
    const oldest = this.#tries.keys().next();
    if (this.#tries.size > remembered && oldest.done !== true) this.#tries.delete(oldest.value);
  }

  succeeded(name: string, address: string): void {
    this.#tries.delete(key(name, address));
  }
}

const key = (name: string, address: string): string => `${name.toLowerCase()}\n${address}`;
