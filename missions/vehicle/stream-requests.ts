import type { Clock, Logger, Result } from '#common';
import type { Command } from './command.ts';
import { streamRequests } from './streams.ts';

/** Positions absent this long on a live link: the streams are asked for again (a reboot, a lost request). */
const STREAMS_LOST_US = 5_000_000;

type Ports = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly vehicle_id: string;
  readonly stopping: AbortSignal;
  readonly send: (request: Command) => Promise<Result<void>>;
};

/** Keeps the telemetry of one aircraft coming: asks for its streams, and again for what was lost. */
export class StreamRequests {
  readonly #ports: Ports;
  #asking = false;
  /** Streams whose request was not answered yet: the air lost it, and it is asked again. */
  #unanswered: readonly Command[] = [];
  #asked_us: number;
  #position_us: number;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#asked_us = this.#position_us = ports.clock.monotonic_us();
    void this.#ask(streamRequests);
  }

  positionHeard(now_us: number): void {
    this.#position_us = now_us;
  }

  /** Now and then, while the link is live. */
  check(now_us: number): void {
    if (now_us - this.#position_us > STREAMS_LOST_US) void this.#ask(streamRequests);
    else if (this.#unanswered.length > 0 && now_us - this.#asked_us > STREAMS_LOST_US)
      void this.#ask(this.#unanswered);
  }

  async #ask(requests: readonly Command[]): Promise<void> {
    const { clock, logger, vehicle_id, stopping, send } = this.#ports;
    if (this.#asking || stopping.aborted) return;
    this.#asking = true;
    this.#unanswered = [];
    for (const [index, request] of requests.entries()) {
      const answer = await send(request);
      if (answer.ok) continue;
      logger.debug({ vehicle_id, fault: answer.error }, 'a stream was not granted');
      // Not every autopilot has every message; one that was not answered is asked for again, with those after it.
      if (answer.error.code === 'COMMAND_REFUSED') continue;
      this.#unanswered = requests.slice(index);
      break;
    }
    this.#asked_us = this.#position_us = clock.monotonic_us();
    this.#asking = false;
  }
}
