import type { Clock, StreamState } from '#common';

/** A swapped model or a full disk that is being tidied is not yet a dead part. */
const PATIENCE_US = 15_000_000;

/**
 * Which parts of the station a pilot relies on have stopped: a stream that is live and was recorded and
 * judged must go on being so. What was never on is not missed.
 */
export class Aliveness {
  readonly #clock: Clock;
  readonly #streams: () => readonly StreamState[];
  readonly #seen_us = new Map<string, number>();

  constructor(clock: Clock, streams: () => readonly StreamState[]) {
    this.#clock = clock;
    this.#streams = streams;
  }

  dead(): string[] {
    const now_us = this.#clock.monotonic_us();
    const live = this.#streams().filter(({ status }) => status === 'live');
    const parts = ['recording', 'detecting'] as const;
    const dead = parts.filter((part) => live.some((stream) => this.#isDead(stream, part, now_us)));
    // A stream that ended takes its history with it.
    const known = new Set(live.map(({ id }) => id));
    for (const key of this.#seen_us.keys())
      if (!known.has(key.split(' ')[1] ?? '')) this.#seen_us.delete(key);
    return dead;
  }

  #isDead(stream: StreamState, part: 'recording' | 'detecting', now_us: number): boolean {
    const key = `${part} ${stream.id}`;
    if (stream[part]) this.#seen_us.set(key, now_us);
    const seen_us = this.#seen_us.get(key);
    return seen_us !== undefined && now_us - seen_us > PATIENCE_US;
  }
}
