import type { Clock, Message, Result } from '#common';
import type { Database } from '../storage/database.ts';
import type { ChannelStore } from './channel-store.ts';
import { dingtalkReadState, type ReadState } from './channels/dingtalk-notice.ts';
import type { Net } from './channels/index.ts';

const minute_us = 60_000_000;
/** Asked at every look at first, then seldom, then no more. */
const often_us = 10 * minute_us;
const seldom_us = 5 * minute_us;
const longest_us = 24 * 60 * minute_us;
const most_at_once = 20;

type Ports = {
  readonly database: Database;
  readonly clock: Clock;
  readonly net: Net;
  readonly store: Pick<ChannelStore, 'config'>;
  /** An alert of which somebody has now read a message, or never got it. */
  readonly learned: (alert_id: string) => Promise<void>;
};
type Asker = (receipt: string, address: string) => Promise<Result<ReadState>>;

/**
 * 已读回执 of work notices: their service takes a message at once and delivers it later, so it is asked what became of
 * it. Who has read it is written down; who never got it is no longer counted as told.
 */
export class ReadReceipts {
  readonly #ports: Ports;
  readonly #askers = new Map<string, Asker>();
  readonly #asked_us = new Map<string, number>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** After a channel was changed: its secrets may have been. */
  refresh(): void {
    this.#askers.clear();
  }

  async ask(): Promise<void> {
    const { database, clock, learned } = this.#ports;
    const now_us = clock.utc_us();
    const rows = await database
      .selectFrom('messages')
      .innerJoin('channels', 'channels.id', 'messages.channel_id')
      .innerJoin('contacts', 'contacts.person_id', 'messages.recipient_id')
      .select(['messages.id', 'messages.alert_id', 'messages.channel_id', 'messages.receipt'])
      .select(['messages.accepted_utc_us', 'contacts.body'])
      .where('channels.kind', '=', 'dingtalk_notice')
      .where('channels.removed', '=', 0)
      .where('messages.state', '=', 'accepted')
      .where('messages.read_utc_us', 'is', null)
      .where('messages.accepted_utc_us', '>', now_us - longest_us)
      .orderBy('messages.accepted_utc_us', 'desc')
      .execute();
    const due = rows.filter(({ id, accepted_utc_us }) => {
      const fresh = now_us - (accepted_utc_us ?? 0) < often_us;
      return fresh || now_us - (this.#asked_us.get(id) ?? 0) >= seldom_us;
    });
    for (const row of due.slice(0, most_at_once)) {
      this.#asked_us.set(row.id, now_us);
      const { addresses } = JSON.parse(row.body) as { addresses: { dingtalk_id: string } };
      const state = await (await this.#asker(row.channel_id))?.(row.receipt ?? '', addresses.dingtalk_id);
      if (state === undefined || !state.ok || state.value === 'unread') continue;
      await this.#write(row.id, state.value, now_us);
      this.#asked_us.delete(row.id);
      if (row.alert_id !== null) await learned(row.alert_id);
    }
  }

  async #write(message_id: string, state: Exclude<ReadState, 'unread'>, now_us: number): Promise<void> {
    const refused: { state: Message['state']; last_error: string } = {
      state: 'refused',
      last_error: `CHANNEL_REJECTED getsendresult ${state}`,
    };
    await this.#ports.database
      .updateTable('messages')
      .set(state === 'read' ? { read_utc_us: now_us } : refused)
      .where('id', '=', message_id)
      .where('state', '=', 'accepted')
      .execute();
  }

  async #asker(channel_id: string): Promise<Asker | undefined> {
    const known = this.#askers.get(channel_id);
    if (known !== undefined) return known;
    const found = await this.#ports.store.config(channel_id);
    if (found === undefined) return undefined;
    const asker = dingtalkReadState(found.config, this.#ports.net);
    this.#askers.set(channel_id, asker);
    return asker;
  }
}
