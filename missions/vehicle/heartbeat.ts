import type { Cancel, Clock, Logger } from '#common';

const INTERVAL_US = 1_000_000;

export type HeartbeatPorts = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly send: () => void;
  /** The parts that are not alive; empty when all are. */
  readonly dead: () => readonly string[];
};

/**
 * One beat a second, on a grid that does not drift, and only while the station's main loop (which runs
 * this), its recorder and its detector are alive: the aircraft's own failsafe then acts on the truth.
 */
export class Heartbeat {
  readonly #ports: HeartbeatPorts;
  #cancel: Cancel = () => undefined;
  #next_us = 0;
  #withheld: readonly string[] = [];

  constructor(ports: HeartbeatPorts) {
    this.#ports = ports;
  }

  /** Why no beat goes out now; empty while it does. */
  get withheld(): readonly string[] {
    return this.#withheld;
  }

  start(): void {
    this.#next_us = this.#ports.clock.monotonic_us();
    this.#beat();
  }

  stop(): void {
    this.#cancel();
  }

  #beat(): void {
    const { clock, logger, send, dead } = this.#ports;
    const parts = dead();
    if (parts.length === 0) send();
    if (parts.join() !== this.#withheld.join())
      logger.warn({ parts }, 'the heartbeat to the aircraft depends on these parts');
    this.#withheld = parts;
    const now_us = clock.monotonic_us();
    this.#next_us += INTERVAL_US;
    // After a long stall the grid begins anew instead of catching up.
    if (this.#next_us <= now_us) this.#next_us = now_us + INTERVAL_US;
    this.#cancel = clock.after((this.#next_us - now_us) / 1000, () => this.#beat());
  }
}
