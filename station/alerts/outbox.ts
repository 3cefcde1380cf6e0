import {
  type Alert,
  alertSchema,
  type Cancel,
  type Clock,
  Emitter,
  fail,
  type Ids,
  type Logger,
  ok,
  type Person,
  type Result,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';

/** One way to reach people. Success means that the receiving side said so, never that bytes left. */
export type Channel = { readonly name: Alert['channel']; send(alert: Alert): Promise<Result<void>> };

type Ports = {
  database: Database;
  ledger: Ledger;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  channels: readonly Channel[];
};

const first_retry_ms = 1000;
const longest_retry_ms = 60_000;

/** Alerts are rows before they are messages: what was queued with its lead is sent until somebody has it. */
export class Outbox {
  readonly changed = new Emitter<Alert>();
  readonly #ports: Ports;
  #timer: Cancel = () => undefined;
  #sending: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  start(): void {
    this.wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer();
    await this.#sending;
  }

  /** Queues one alert per channel in the caller's transaction; call `wake` once that is committed. */
  async queue(transaction: Database, lead_id: string): Promise<void> {
    const now_us = this.#ports.clock.utc_us();
    for (const channel of this.#ports.channels) {
      await transaction
        .insertInto('alerts')
        .values({
          id: this.#ports.ids.next('alert'),
          lead_id,
          channel: channel.name,
          state: 'queued',
          attempts: 0,
          queued_utc_us: now_us,
          next_try_utc_us: now_us,
        })
        .execute();
    }
  }

  /** Looks for alerts that are due; safe to call at any time. */
  wake(): void {
    this.#enqueue(() => this.#sendDue());
  }

  /** Makes everything queued due at once: a screen has just signed in. */
  wakeAll(): void {
    this.#enqueue(async () => {
      await this.#ports.database
        .updateTable('alerts')
        .set({ next_try_utc_us: this.#ports.clock.utc_us() })
        .where('state', '=', 'queued')
        .execute();
      await this.#sendDue();
    });
  }

  async list(limit: number): Promise<Alert[]> {
    const rows = await this.#ports.database
      .selectFrom('alerts')
      .selectAll()
      .orderBy('queued_utc_us', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => alertSchema.parse(row));
  }

  /** 签收 */
  async acknowledge(alert_id: string, person: Person): Promise<Result<Alert>> {
    const acknowledged = await this.#ports.database.transaction().execute(async (transaction) => {
      const row = await transaction
        .selectFrom('alerts')
        .selectAll()
        .where('id', '=', alert_id)
        .executeTakeFirst();
      if (row === undefined) return fail('NOT_FOUND', { kind: 'alert', id: alert_id });
      if (row.state === 'acknowledged') return fail('STATE_CONFLICT', { kind: 'alert', state: row.state });
      const now_us = this.#ports.clock.utc_us();
      const changes = { state: 'acknowledged', acknowledged_utc_us: now_us, acknowledged_by: person.id };
      await transaction.updateTable('alerts').set(changes).where('id', '=', alert_id).execute();
      await this.#ports.ledger.append(transaction, {
        actor: person.id,
        action: 'alert.acknowledge',
        object: alert_id,
      });
      return ok(alertSchema.parse({ ...row, ...changes }));
    });
    if (acknowledged.ok) this.changed.emit(acknowledged.value);
    return acknowledged;
  }

  #enqueue(work: () => Promise<void>): void {
    this.#sending = this.#sending.then(async () => {
      if (this.#stopped) return;
      try {
        await work();
      } catch (error) {
        // The rows are still there; the next wake tries them again.
        this.#ports.logger.error({ error }, 'outbox could not be worked on');
      }
    });
  }

  async #sendDue(): Promise<void> {
    const { database, clock } = this.#ports;
    const due = await database
      .selectFrom('alerts')
      .selectAll()
      .where('state', '=', 'queued')
      .where('next_try_utc_us', '<=', clock.utc_us())
      .orderBy('queued_utc_us')
      .limit(100)
      .execute();
    for (const row of due) await this.#send(alertSchema.parse(row));
    await this.#scheduleNext();
  }

  async #send(alert: Alert): Promise<void> {
    const { channels, clock, database, logger } = this.#ports;
    const channel = channels.find(({ name }) => name === alert.channel);
    if (channel === undefined) return;
    const sent = await channel.send(alert);
    const attempts = alert.attempts + 1;
    const now_us = clock.utc_us();
    const changes = sent.ok
      ? { attempts, state: 'delivered' as const, delivered_utc_us: now_us, last_error: null }
      : { attempts, last_error: sent.error.code, next_try_utc_us: now_us + retryDelay_ms(attempts) * 1000 };
    // A person may have acknowledged meanwhile: that is the later word.
    const { numUpdatedRows } = await database
      .updateTable('alerts')
      .set(changes)
      .where('id', '=', alert.id)
      .where('state', '=', 'queued')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    if (!sent.ok) logger.debug({ alert_id: alert.id, code: sent.error.code }, 'alert not delivered yet');
    this.changed.emit(alertSchema.parse({ ...alert, ...changes }));
  }

  async #scheduleNext(): Promise<void> {
    const { database, clock } = this.#ports;
    const next = await database
      .selectFrom('alerts')
      .select('next_try_utc_us')
      .where('state', '=', 'queued')
      .orderBy('next_try_utc_us')
      .limit(1)
      .executeTakeFirst();
    this.#timer();
    if (next === undefined || this.#stopped) return;
    const wait_ms = Math.max(50, (next.next_try_utc_us - clock.utc_us()) / 1000);
    this.#timer = clock.after(wait_ms, () => this.wake());
  }
}

const retryDelay_ms = (attempts: number): number =>
  Math.min(longest_retry_ms, first_retry_ms * 2 ** (attempts - 1));
