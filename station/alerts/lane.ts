import { sql } from 'kysely';
import {
  type Cancel,
  type ChannelKind,
  channelKinds,
  type Clock,
  type Ids,
  type Logger,
  type Message,
  type Result,
} from '#common';
import type { Database } from '../storage/database.ts';
import type { Outgoing } from './channels/index.ts';
import { dueMessages, mark, membersOf, nextDue_us, shortly, takenTogether } from './lane-rows.ts';
import { retryDelay_ms, takeToken } from './window.ts';

/** A channel that a person must mend is tried again this often: the clock or the allow-list may have been mended. */
const stopped_retry_ms = 600_000;

export type Composed = {
  readonly outgoing: Outgoing;
  /** How many leads each message told of, by message id. */
  readonly covers: ReadonlyMap<string, number>;
  /** Makes the picture once the database is free again; undefined where there is none to send. */
  readonly picture?: () => Promise<Buffer | undefined>;
};

export type LanePorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** 0 … 1, for the jitter of retries. */
  readonly chance: () => number;
  /** Puts messages of one recipient into words: several become a digest that holds as many as fit. */
  compose(transaction: Database, rows: readonly Message[], kind: ChannelKind): Promise<Composed | undefined>;
  send(channel_id: string, outgoing: Outgoing): Promise<Result<string>>;
  /** Just before a request leaves. */
  leaving(channel_id: string, row: Message): void;
  /** After the outcome is in the database. */
  settled(channel_id: string, rows: readonly Message[], result: Result<string>): Promise<void>;
};

type Taken = {
  readonly row: Message;
  readonly members: readonly Message[];
  readonly composed: Composed;
};
type Look = Taken | { readonly wait_until_us: number } | undefined;

/**
 * The sender of one channel: one message at a time, in the order they were written, never faster than the
 * service allows, for ever while nobody answers. Everything it knows is in the database, so that a killed
 * station goes on where it was; what was on its way then is sent again under the same key.
 */
export class Lane {
  readonly #id: string;
  readonly #kind: ChannelKind;
  readonly #ports: LanePorts;
  #timer: Cancel = () => undefined;
  #working: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(id: string, kind: ChannelKind, ports: LanePorts) {
    this.#id = id;
    this.#kind = kind;
    this.#ports = ports;
  }

  /** Looks for what is due; safe at any time. */
  wake(): void {
    this.#working = this.#working.then(async () => {
      try {
        await this.#work();
      } catch (error) {
        this.#ports.logger.error({ channel_id: this.#id, error }, 'a channel could not be worked on');
        this.#after(5000);
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer();
    await this.#working;
  }

  /** Once nothing is on its way. */
  idle(): Promise<void> {
    return this.#working;
  }

  async #work(): Promise<void> {
    this.#timer();
    while (!this.#stopped) {
      const look = await this.#take();
      if (look === undefined) return;
      if ('wait_until_us' in look) {
        this.#after((look.wait_until_us - this.#ports.clock.utc_us()) / 1000);
        return;
      }
      const { picture: draw, outgoing } = look.composed;
      const picture = draw === undefined ? undefined : await draw();
      if (draw !== undefined && picture === undefined) {
        await this.#dropUnsent(look.row.id);
        continue;
      }
      this.#ports.leaving(this.#id, look.row);
      await this.#settle(look, await this.#ports.send(this.#id, { ...outgoing, picture }));
    }
  }

  #after(wait_ms: number): void {
    this.#timer();
    if (this.#stopped) return;
    this.#timer = this.#ports.clock.after(Math.max(20, wait_ms), () => this.wake());
  }

  /** The next message, marked as on its way and counted against the limit before a byte leaves. */
  #take(): Promise<Look> {
    const { database, clock } = this.#ports;
    return database.transaction().execute(async (transaction): Promise<Look> => {
      const now_us = clock.utc_us();
      const channel = await transaction
        .selectFrom('channels')
        .select(['body', 'retry_utc_us', 'sent_utc_us', 'removed'])
        .where('id', '=', this.#id)
        .executeTakeFirst();
      if (channel === undefined || channel.removed === 1) return undefined;
      const { enabled } = JSON.parse(channel.body) as { enabled: boolean };
      if (!enabled) return undefined;
      const due = await dueMessages(transaction, this.#id, this.#kind, now_us);
      const [head] = due;
      if (head === undefined) {
        const wait_until_us = await nextDue_us(transaction, this.#id);
        return wait_until_us === undefined ? undefined : { wait_until_us };
      }
      if (channel.retry_utc_us !== null && channel.retry_utc_us > now_us)
        return { wait_until_us: channel.retry_utc_us };
      const sent = JSON.parse(channel.sent_utc_us) as number[];
      const { per_minute } = channelKinds[this.#kind];
      // Half of the bucket is kept for words.
      const tokens = head.kind === 'picture' ? Math.floor(per_minute / 2) : per_minute;
      const token = takeToken(sent, tokens, now_us);
      if ('wait_until_us' in token) return token;
      const rows = takenTogether(due, this.#kind, now_us);
      const composed = await this.#ports.compose(transaction, rows, this.#kind);
      if (composed === undefined) {
        await mark(transaction, [head.id], { state: 'dropped' });
        return { wait_until_us: now_us };
      }
      const taken = await this.#mark(transaction, rows, composed, now_us);
      await transaction
        .updateTable('channels')
        .set({ sent_utc_us: JSON.stringify(token.sent) })
        .where('id', '=', this.#id)
        .execute();
      return taken;
    });
  }

  /** There was no picture to send: its token goes back. */
  async #dropUnsent(message_id: string): Promise<void> {
    await this.#ports.database.transaction().execute(async (transaction) => {
      await mark(transaction, [message_id], { state: 'dropped' });
      await transaction
        .updateTable('channels')
        .set({ sent_utc_us: sql<string>`json_remove(sent_utc_us, '$[#-1]')` })
        .where('id', '=', this.#id)
        .execute();
    });
  }

  async #mark(
    transaction: Database,
    rows: readonly Message[],
    composed: Composed,
    now_us: number,
  ): Promise<Look> {
    const { outgoing, covers } = composed;
    const [head] = rows;
    if (head === undefined) return undefined;
    for (const row of rows) await mark(transaction, [row.id], { covers: covers.get(row.id) ?? row.covers });
    if (outgoing.kind !== 'digest' || head.kind === 'digest') {
      const row = { ...head, attempts: head.attempts + 1, state: 'sending' as const };
      await mark(transaction, [head.id], { state: 'sending', attempts: row.attempts });
      const members = head.kind === 'digest' ? await membersOf(transaction, head.id) : [];
      return { row, members, composed };
    }
    const members = rows.filter(({ id }) => covers.has(id));
    const digest: Message = {
      ...head,
      id: this.#ports.ids.next('digest'),
      alert_id: null,
      kind: 'digest',
      state: 'sending',
      // Stands where its first member stood.
      not_before_utc_us: now_us,
      attempts: 1,
      covers: members.length,
    };
    await transaction.insertInto('messages').values(digest).execute();
    await mark(
      transaction,
      members.map(({ id }) => id),
      { state: 'digested', digest_id: digest.id },
    );
    return { row: digest, members, composed };
  }

  async #settle({ row, members }: Taken, result: Result<string>): Promise<void> {
    const { database, clock } = this.#ports;
    const now_us = clock.utc_us();
    await database.transaction().execute(async (transaction) => {
      if (result.ok) {
        await mark(transaction, [row.id], {
          state: 'accepted',
          accepted_utc_us: now_us,
          receipt: result.value.slice(0, 200),
          last_error: null,
        });
        await this.#channelIs(transaction, {
          state: 'idle',
          fault: null,
          failures: 0,
          retry_utc_us: null,
          accepted_utc_us: now_us,
        });
        return;
      }
      const { error } = result;
      const last_error = shortly(error);
      const fault = JSON.stringify(error);
      if (error.code === 'CHANNEL_REJECTED' || error.code === 'RECIPIENT_GONE') {
        await mark(transaction, [row.id, ...members.map(({ id }) => id)], { state: 'refused', last_error });
        // The service is there and answers: others may go on.
        await this.#channelIs(transaction, { state: 'idle', fault, failures: 0, retry_utc_us: null });
        return;
      }
      await mark(transaction, [row.id], { state: 'queued', last_error });
      const wrong = error.code === 'CHANNEL_SETUP_WRONG';
      const { failures } = await transaction
        .selectFrom('channels')
        .select('failures')
        .where('id', '=', this.#id)
        .executeTakeFirstOrThrow();
      const told_ms = Number(error.details['wait_s'] ?? 0) * 1000;
      const wait_ms = wrong
        ? stopped_retry_ms
        : Math.max(told_ms, retryDelay_ms(failures + 1, this.#ports.chance()));
      await this.#channelIs(transaction, {
        state: wrong ? 'stopped' : 'retrying',
        fault,
        failures: failures + 1,
        retry_utc_us: now_us + Math.round(wait_ms * 1000),
      });
    });
    await this.#ports.settled(this.#id, [row, ...members], result);
  }

  #channelIs(
    transaction: Database,
    values: {
      state: string;
      fault: string | null;
      failures: number;
      retry_utc_us: number | null;
      accepted_utc_us?: number;
    },
  ) {
    return transaction.updateTable('channels').set(values).where('id', '=', this.#id).execute();
  }
}
