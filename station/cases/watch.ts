import type { Cancel, Clock, Logger } from '#common';
import type { Database } from '../storage/database.ts';
import type { Cases } from './cases.ts';

const look_every_ms = 5000;

/** Looks for clocks that have run out, and lets the station tell the supervisor once for each. */
export class CaseWatch {
  readonly #ports: { cases: Cases; database: Database; clock: Clock; logger: Logger };
  #timer: Cancel = () => undefined;
  #looking: Promise<void> | undefined;
  /** Cases whose late clocks have all been escalated, by the act they stood at. */
  readonly #told = new Map<string, number>();

  constructor(ports: { cases: Cases; database: Database; clock: Clock; logger: Logger }) {
    this.#ports = ports;
  }

  start(): void {
    this.#timer = this.#ports.clock.every(look_every_ms, () => {
      this.#looking ??= this.look().finally(() => {
        this.#looking = undefined;
      });
    });
  }

  async stop(): Promise<void> {
    this.#timer();
    await this.#looking;
  }

  /** One round; the next one finds what could not be written now. */
  async look(): Promise<void> {
    const { cases, database, clock, logger } = this.#ports;
    try {
      const late = await database
        .selectFrom('cases')
        .select(['id', 'act_seq'])
        .where('due_utc_us', '<', clock.utc_us())
        .where('paused', '=', 0)
        .where('ended_utc_us', 'is', null)
        .limit(500)
        .execute();
      for (const { id, act_seq } of late) {
        if (this.#told.get(id) === act_seq) continue;
        if (!(await cases.escalate(id))) this.#told.set(id, act_seq);
      }
    } catch (error) {
      logger.error({ error }, 'late cases could not be looked for');
    }
  }
}
