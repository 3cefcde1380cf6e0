import {
  type ChannelKind,
  channelKindSchema,
  type Clock,
  fail,
  type Ids,
  type Logger,
  type Message,
  messageSchema,
  ok,
  type Result,
} from '#common';
import type { Database } from '../storage/database.ts';
import type { ChannelStore } from './channel-store.ts';
import { type Net, openers, type Outgoing, type Send } from './channels/index.ts';
import type { Composer } from './composer.ts';
import { Lane } from './lane.ts';

type Ports = {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly chance: () => number;
  readonly net: Net;
  readonly store: ChannelStore;
  readonly composer: Composer;
  /** How many screens show alerts now. */
  screens(): number;
  readonly leaving: (row: Message) => void;
  readonly settled: (channel_id: string, rows: readonly Message[], result: Result<string>) => Promise<void>;
};

/** One lane per channel; what was queued with its lead is sent until its service says that it has it. */
export class Outbox {
  readonly #ports: Ports;
  readonly #lanes = new Map<string, Lane>();
  readonly #senders = new Map<string, Promise<Send | undefined>>();
  #started = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** What was on its way when the station ended may have arrived: it is sent again under the same key. */
  async start(): Promise<void> {
    await this.#ports.database
      .updateTable('messages')
      .set({ state: 'queued' })
      .where('state', '=', 'sending')
      .execute();
    this.#started = true;
    await this.refresh();
  }

  async stop(): Promise<void> {
    this.#started = false;
    await Promise.all([...this.#lanes.values()].map((lane) => lane.stop()));
  }

  async idle(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.idle()));
  }

  wake(): void {
    for (const lane of this.#lanes.values()) lane.wake();
  }

  /** After a channel was added, changed or removed. */
  async refresh(): Promise<void> {
    this.#senders.clear();
    const rows = await this.#ports.database
      .selectFrom('channels')
      .select(['id', 'kind'])
      .where('removed', '=', 0)
      .execute();
    for (const { id, kind } of rows) {
      if (!this.#lanes.has(id)) this.#lanes.set(id, this.#lane(id, channelKindSchema.parse(kind)));
    }
    if (this.#started) this.wake();
  }

  /** A screen has just opened: what nobody saw is shown now. */
  async screenOpened(): Promise<void> {
    await this.#ports.database
      .updateTable('channels')
      .set({ retry_utc_us: null, failures: 0 })
      .where('id', '=', 'in_app')
      .where('retry_utc_us', 'is not', null)
      .execute();
    this.#lanes.get('in_app')?.wake();
  }

  /** Sends a test message past the queue and past the bucket; its outcome is the channel's new state. */
  async test(channel_id: string): Promise<Result<void>> {
    const { database, clock, ids, store, composer } = this.#ports;
    const found = await store.get(channel_id);
    if (!found.ok) return found;
    const now_us = clock.utc_us();
    const row = messageSchema.parse({
      id: ids.next('message'),
      alert_id: null,
      channel_id,
      recipient_id: await composer.anyReceiver(database, found.value.kind),
      kind: 'test',
      state: 'sending',
      queued_utc_us: now_us,
      expires_utc_us: now_us + 60_000_000,
      not_before_utc_us: now_us,
      attempts: 1,
      accepted_utc_us: null,
      covers: 0,
      digest_id: null,
      receipt: null,
      last_error: null,
    });
    const composed = await composer.compose(database, [row], found.value.kind);
    const result =
      composed === undefined
        ? fail('RECIPIENT_GONE', { reply: 'nobody has an address in this channel' })
        : await this.#send(channel_id, composed.outgoing);
    await database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('messages')
        .values({
          ...row,
          ...(result.ok
            ? { state: 'accepted', accepted_utc_us: clock.utc_us(), receipt: result.value.slice(0, 200) }
            : { state: 'dropped', last_error: result.error.code }),
        })
        .execute();
      const good = {
        state: 'idle',
        fault: null,
        failures: 0,
        retry_utc_us: null,
        accepted_utc_us: clock.utc_us(),
      };
      const bad = { fault: result.ok ? null : JSON.stringify(result.error) };
      await transaction
        .updateTable('channels')
        .set({ tested_utc_us: clock.utc_us(), test_ok: result.ok ? 1 : 0, ...(result.ok ? good : bad) })
        .where('id', '=', channel_id)
        .execute();
    });
    if (result.ok) this.#lanes.get(channel_id)?.wake();
    return result.ok ? ok(undefined) : result;
  }

  #lane(id: string, kind: ChannelKind): Lane {
    const { composer, leaving, settled } = this.#ports;
    return new Lane(id, kind, {
      ...this.#ports,
      compose: (transaction, rows, of_kind) => composer.compose(transaction, rows, of_kind),
      send: (channel_id, outgoing) => this.#send(channel_id, outgoing),
      leaving: (_channel_id, row) => leaving(row),
      settled,
    });
  }

  async #send(channel_id: string, outgoing: Outgoing): Promise<Result<string>> {
    if (channel_id === 'in_app') return this.#ports.screens() > 0 ? ok('shown') : fail('ALERT_UNSEEN');
    let sender = this.#senders.get(channel_id);
    if (sender === undefined) {
      sender = this.#open(channel_id);
      this.#senders.set(channel_id, sender);
    }
    const send = await sender;
    if (send === undefined) return fail('CHANNEL_SETUP_WRONG', { reply: 'no such channel' });
    try {
      return await send(outgoing);
    } catch (error) {
      // A template or an address that cannot be used; its text may hold a secret, so only its kind is told.
      return fail('CHANNEL_SETUP_WRONG', { reply: error instanceof Error ? error.name : 'error' });
    }
  }

  async #open(channel_id: string): Promise<Send | undefined> {
    const found = await this.#ports.store.config(channel_id);
    if (found === undefined || found.kind === 'in_app') return undefined;
    return openers[found.kind](found.config, this.#ports.net);
  }
}
