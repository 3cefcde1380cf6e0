import {
  type AlertSettings,
  type Alert,
  type Channel,
  channelKinds,
  type ChannelKindSpec,
  type Clock,
  type Ids,
  type Message,
  type Person,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { findAlert, leadsOf } from './alert-rows.ts';
import type { ChannelStore } from './channel-store.ts';
import { siteOf } from './composer.ts';
import { readRoster } from './roster.ts';
import { concernOf, ruleFor, whoIsTold } from './rules.ts';

const last_level = 2;
/** A shout that comes later than this is of no use to anybody. */
const shout_life_us = 60_000_000;

const passed_on_life_us = 3600 * 1_000_000;

export type StepReason = 'not_signed' | 'nobody_on_duty' | 'cannot';

type Ports = {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly channels: ChannelStore;
};

/** Who is told at which step, as messages in the caller's transaction; nothing is sent here. */
export class Steps {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Tells of leads that joined: nothing is queued twice, and nothing is told again too soon. */
  async grow(transaction: Database, alert: Alert, settings: AlertSettings, now_us: number): Promise<void> {
    const rows = await transaction
      .selectFrom('messages')
      .select(['channel_id', 'recipient_id', 'state', 'accepted_utc_us', 'kind'])
      .where('alert_id', '=', alert.id)
      .where('kind', 'in', ['text', 'update', 'escalation'])
      .where('channel_id', 'not in', ['in_app', ...(await this.#speakers(transaction)).map(({ id }) => id)])
      .execute();
    const targets = new Map(rows.map((row) => [`${row.channel_id}/${row.recipient_id ?? ''}`, row]));
    for (const first of targets.values()) {
      const sent = rows.filter(
        (row) => row.channel_id === first.channel_id && row.recipient_id === first.recipient_id,
      );
      // What still waits is put into words when it leaves: it will tell of this lead too.
      if (sent.some(({ state }) => state === 'queued')) continue;
      const last_us = Math.max(...sent.map(({ accepted_utc_us }) => accepted_utc_us ?? now_us));
      await this.#write(transaction, settings, now_us, {
        alert_id: alert.id,
        channel_id: first.channel_id,
        recipient_id: first.recipient_id,
        kind: 'update',
        not_before_utc_us: Math.max(now_us, last_us + settings.update_after_s * 1_000_000),
      });
    }
  }

  /** Writes the messages of one step; gives the people whom it is for. */
  async tell(
    transaction: Database,
    alert_id: string,
    level: number,
    settings: AlertSettings,
    now_us: number,
  ): Promise<Person[]> {
    const alert = await findAlert(transaction, { id: alert_id });
    if (!alert.ok) return [];
    const { site_id } = alert.value;
    const roster = await readRoster(transaction);
    const leads = await leadsOf(transaction, alert.value);
    const concern = concernOf(site_id, leads, await siteOf(transaction, site_id));
    const persons = whoIsTold(level, settings, concern, roster, now_us);
    if (level === 0 && ruleFor(settings.rules, concern, now_us)?.broadcast === true)
      await this.broadcast(transaction, alert_id, null, now_us);
    const kind = level === 0 ? 'text' : 'escalation';
    for (const channel of await this.#ports.channels.enabled(transaction)) {
      if (channel.from_level > level || channel.kind === 'loudspeaker') continue;
      // Screens are told once, of everything, by the record itself.
      if (channel.kind === 'in_app' && level > 0) continue;
      for (const recipient_id of receivers(channel, persons)) {
        const to = { alert_id, channel_id: channel.id, recipient_id, not_before_utc_us: now_us };
        await this.#write(transaction, settings, now_us, { ...to, kind });
        const spec: ChannelKindSpec = channelKinds[channel.kind];
        if (spec.picture_bytes > 0)
          await this.#write(transaction, settings, now_us, { ...to, kind: 'picture' });
      }
    }
    return persons;
  }

  async #write(
    transaction: Database,
    settings: AlertSettings,
    now_us: number,
    message: Pick<Message, 'alert_id' | 'channel_id' | 'recipient_id' | 'kind' | 'not_before_utc_us'>,
  ): Promise<void> {
    await transaction
      .insertInto('messages')
      .values({
        ...message,
        ...freshMessage(this.#ports.ids, now_us, now_us + settings.expires_after_min * 60_000_000),
      })
      .execute();
  }

  /** One step further, or several where nobody is on duty; after the last one the lamp stays red. */
  async step(
    transaction: Database,
    alert_id: string,
    settings: AlertSettings,
    now_us: number,
    reason: StepReason,
  ): Promise<void> {
    const row = await transaction
      .selectFrom('alerts')
      .select(['level', 'queued_utc_us'])
      .where('id', '=', alert_id)
      .executeTakeFirstOrThrow();
    if (row.level >= last_level) {
      await transaction
        .updateTable('alerts')
        .set({ escalates_utc_us: null })
        .where('id', '=', alert_id)
        .execute();
      return;
    }
    const level = row.level + 1;
    const last = level >= last_level;
    const supervisor_us = row.queued_utc_us + settings.supervisor_after_s * 1_000_000;
    await transaction
      .updateTable('alerts')
      .set({ level, escalates_utc_us: last ? null : Math.max(supervisor_us, now_us) })
      .where('id', '=', alert_id)
      .execute();
    const told = await this.tell(transaction, alert_id, level, settings, now_us);
    await this.#ports.ledger.append(transaction, {
      actor: 'station',
      action: 'alert.escalate',
      object: alert_id,
      details: { level, reason, told: told.map(({ id }) => id), after_us: now_us - row.queued_utc_us },
    });
    if (told.length === 0 && !last)
      await this.step(transaction, alert_id, settings, now_us, 'nobody_on_duty');
  }

  /** 喊话 through every loudspeaker that is switched on; gives how many those are. */
  async broadcast(
    transaction: Database,
    alert_id: string,
    words: string | null,
    now_us: number,
  ): Promise<number> {
    const speakers = await this.#speakers(transaction);
    for (const { id } of speakers)
      await transaction
        .insertInto('messages')
        .values({
          ...freshMessage(this.#ports.ids, now_us, now_us + shout_life_us),
          alert_id,
          channel_id: id,
          recipient_id: null,
          kind: 'text',
          not_before_utc_us: now_us,
          words,
        })
        .execute();
    return speakers.length;
  }

  /** Words of a person to others, through every channel of persons; lost after an hour in which none took it. */
  async passOn(
    transaction: Database,
    words: string,
    persons: readonly Person[],
    now_us: number,
  ): Promise<void> {
    for (const channel of await this.#ports.channels.enabled(transaction)) {
      if (channelKinds[channel.kind].reach !== 'person') continue;
      for (const { id } of persons)
        await transaction
          .insertInto('messages')
          .values({
            ...freshMessage(this.#ports.ids, now_us, now_us + passed_on_life_us),
            alert_id: null,
            channel_id: channel.id,
            recipient_id: id,
            kind: 'text',
            not_before_utc_us: now_us,
            words,
          })
          .execute();
    }
  }

  async #speakers(transaction: Database): Promise<Pick<Channel, 'id'>[]> {
    const enabled = await this.#ports.channels.enabled(transaction);
    return enabled.filter(({ kind }) => kind === 'loudspeaker');
  }
}

const freshMessage = (ids: Ids, now_us: number, expires_utc_us: number) => ({
  id: ids.next('message'),
  state: 'queued',
  queued_utc_us: now_us,
  expires_utc_us,
  accepted_utc_us: null,
  digest_id: null,
  receipt: null,
  last_error: null,
});

/** One message for a group; for a channel of persons one for each (who has no address there is left out later). */
const receivers = (channel: Pick<Channel, 'kind'>, persons: readonly Person[]): (string | null)[] =>
  channelKinds[channel.kind].reach === 'group' ? [null] : persons.map(({ id }) => id);
