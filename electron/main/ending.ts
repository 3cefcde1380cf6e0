import type { Clock, Logger } from '#common';

type EndingPorts = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly isFlying: () => boolean;
  /** Asks the pilot whether to leave all the same; must not block the process. */
  readonly confirm: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
  /** Ends the process at once. */
  readonly exit: (code: 0 | 1) => void;
};

/** A station that does not stop in this time is left to its crash recovery. */
export const longest_stop_ms = 15_000;

/**
 * Ends the program in order, however it was asked to: nobody leaves by accident while an aircraft flies,
 * and the station has closed its files before the process goes.
 */
export class Ending {
  readonly #ports: EndingPorts;
  #state: 'running' | 'asking' | 'stopping' = 'running';

  constructor(ports: EndingPorts) {
    this.#ports = ports;
  }

  /** For the window's `close` and the program's `before-quit`. */
  request(event: { preventDefault(): void }): void {
    event.preventDefault();
    if (this.#state !== 'running') return;
    this.#end().catch((error: unknown) => {
      this.#ports.logger.error({ error: String(error) }, 'the program could not be ended in order');
      this.#ports.exit(1);
    });
  }

  async #end(): Promise<void> {
    const { clock, logger, isFlying, confirm, stop, exit } = this.#ports;
    if (isFlying()) {
      this.#state = 'asking';
      if (!(await confirm())) {
        this.#state = 'running';
        return;
      }
    }
    this.#state = 'stopping';
    const cancel = clock.after(longest_stop_ms, () => {
      logger.error({ longest_stop_ms }, 'the station did not stop in time');
      exit(1);
    });
    await stop();
    cancel();
    exit(0);
  }
}
