import type { Cancel, Clock, Lead, Logger } from '#common';
import type { Leads, Sighting } from './leads.ts';

const retry_ms = 2000;
/** A still is about half a mebibyte: what is kept in memory stays bounded. */
const most_waiting = 200;

type Ports = { readonly leads: Pick<Leads, 'raise'>; readonly clock: Clock; readonly logger: Logger };

/**
 * Raises leads one after the other. While the disk cannot take one (full, or failing) it and those behind
 * it wait in memory and are tried again: a full disk delays leads, it does not lose them.
 */
export class Raiser {
  readonly #ports: Ports;
  readonly #waiting: { sighting: Sighting; done: (lead: Lead) => void }[] = [];
  #working: Promise<void> | undefined;
  #retry: Cancel = () => undefined;
  #stopped = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  add(sighting: Sighting, done: (lead: Lead) => void): void {
    if (this.#waiting.length >= most_waiting) {
      this.#ports.logger.error(
        { suspicion: sighting.suspicion },
        'too many leads wait for the disk; one was lost',
      );
      return;
    }
    this.#waiting.push({ sighting, done });
    this.#work();
  }

  /** Tries once more what still waits, then ends. */
  async stop(): Promise<void> {
    this.#retry();
    this.#work();
    this.#stopped = true;
    await this.#working;
    if (this.#waiting.length > 0)
      this.#ports.logger.error({ leads: this.#waiting.length }, 'leads could not be written');
  }

  #work(): void {
    if (this.#stopped) return;
    this.#working ??= this.#raiseAll().finally(() => {
      this.#working = undefined;
    });
  }

  async #raiseAll(): Promise<void> {
    const { leads, clock, logger } = this.#ports;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      try {
        const lead = await leads.raise(next.sighting);
        this.#waiting.shift();
        next.done(lead);
      } catch (error) {
        logger.error({ error, waiting: this.#waiting.length }, 'a lead could not be written yet');
        this.#retry = clock.after(retry_ms, () => this.#work());
        return;
      }
    }
  }
}
