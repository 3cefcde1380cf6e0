import { sql } from 'kysely';
import {
  type Alert,
  type AlertAnswer,
  type AlertSettings,
  type Channel,
  channelKinds,
  type ChannelKindSpec,
  type Clock,
  Emitter,
  fail,
  type Ids,
  type Lead,
  type Message,
  type Person,
  type Result,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { findAlert, freshKey, leadsOf, openGroup, readAlerts } from './alert-rows.ts';
import type { ChannelStore } from './channel-store.ts';
import { siteOf } from './composer.ts';
import { presetContact, readRoster, readSettings, saveContact } from './roster.ts';
import { concernOf, whoIsTold } from './rules.ts';

const last_level = 2;
const on_site_us = 4 * 3600 * 1_000_000;

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly channels: ChannelStore;
  /** Looks for messages to send, once the caller's transaction is committed. */
  wake(): void;
};

/** 告警: written with their lead, told step by step until a person signs; every step is in the ledger. */
export class Alerts {
  readonly changed = new Emitter<Alert>();
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Queues what must be told of a new lead, in the caller's transaction; call `wake` once that is committed. */
  async queue(transaction: Database, lead: Lead): Promise<void> {
    const { clock, ids } = this.#ports;
    const now_us = clock.utc_us();
    const settings = await readSettings(transaction);
    const group = await openGroup(transaction, lead, now_us);
    if (group !== undefined) {
      await link(transaction, lead.id, group.id, group.lead_ids.length + 1);
      await this.#grow(transaction, group, settings, now_us);
      return;
    }
    const id = ids.next('alert');
    await transaction
      .insertInto('alerts')
      .values({
        id,
        key: await freshKey(transaction, id),
        site_id: lead.site_id,
        flight_id: lead.flight_id,
        state: 'queued',
        level: 0,
        queued_utc_us: now_us,
        escalates_utc_us: now_us + settings.second_after_s * 1_000_000,
        delivered_utc_us: null,
        acknowledged_utc_us: null,
        acknowledged_by: null,
      })
      .execute();
    await link(transaction, lead.id, id, 1);
    const told = await this.#tell(transaction, id, 0, settings, now_us);
    // Nobody is there for the first step: the next one begins at once.
    if (told.length === 0) await this.#step(transaction, id, settings, now_us, 'nobody_on_duty');
  }

  wake(): void {
    this.#ports.wake();
  }

  /** Tells of leads that joined: nothing is queued twice, and nothing is told again too soon. */
  async #grow(transaction: Database, alert: Alert, settings: AlertSettings, now_us: number): Promise<void> {
    const rows = await transaction
      .selectFrom('messages')
      .select(['channel_id', 'recipient_id', 'state', 'accepted_utc_us', 'kind'])
      .where('alert_id', '=', alert.id)
      .where('kind', 'in', ['text', 'update', 'escalation'])
      .where('channel_id', '<>', 'in_app')
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
  async #tell(
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
    const persons = whoIsTold(level, settings.rules, concern, roster, now_us);
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
        id: this.#ports.ids.next('message'),
        state: 'queued',
        queued_utc_us: now_us,
        expires_utc_us: now_us + settings.expires_after_min * 60_000_000,
        accepted_utc_us: null,
        digest_id: null,
        receipt: null,
        last_error: null,
      })
      .execute();
  }

  /** When the next alert goes a step further; undefined while all are signed or at the last step. */
  async nextStep_utc_us(): Promise<number | undefined> {
    const row = await this.#ports.database
      .selectFrom('alerts')
      .select('escalates_utc_us')
      .where('escalates_utc_us', 'is not', null)
      .orderBy('escalates_utc_us')
      .limit(1)
      .executeTakeFirst();
    return row?.escalates_utc_us ?? undefined;
  }

  /** Takes every alert that is due to its next step. */
  async escalateDue(): Promise<void> {
    const { database, clock } = this.#ports;
    const stepped = await database.transaction().execute(async (transaction) => {
      const now_us = clock.utc_us();
      const settings = await readSettings(transaction);
      const due = await transaction
        .selectFrom('alerts')
        .select('id')
        .where('escalates_utc_us', '<=', now_us)
        .orderBy('escalates_utc_us')
        .execute();
      for (const { id } of due) await this.#step(transaction, id, settings, now_us, 'not_signed');
      return due.map(({ id }) => id);
    });
    for (const id of stepped) await this.tellChanged(id);
    if (stepped.length > 0) this.#ports.wake();
  }

  /** One step further, or several where nobody is on duty; after the last one the lamp stays red. */
  async #step(
    transaction: Database,
    alert_id: string,
    settings: AlertSettings,
    now_us: number,
    reason: 'not_signed' | 'nobody_on_duty' | 'cannot',
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
    const told = await this.#tell(transaction, alert_id, level, settings, now_us);
    await this.#ports.ledger.append(transaction, {
      actor: 'station',
      action: 'alert.escalate',
      object: alert_id,
      details: { level, reason, told: told.map(({ id }) => id), after_us: now_us - row.queued_utc_us },
    });
    if (told.length === 0 && !last)
      await this.#step(transaction, alert_id, settings, now_us, 'nobody_on_duty');
  }

  async list(limit: number): Promise<Alert[]> {
    const { database } = this.#ports;
    const rows = await database
      .selectFrom('alerts')
      .selectAll()
      .orderBy('queued_utc_us', 'desc')
      .limit(limit)
      .execute();
    return readAlerts(database, rows);
  }

  find(by: { id: string } | { key: string }): Promise<Result<Alert>> {
    return findAlert(this.#ports.database, by);
  }

  /** 签收, once. `via` says how: on a screen, by a link, by a card's button. */
  async acknowledge(alert_id: string, person: Person, via = 'screen'): Promise<Result<Alert>> {
    const signed = await this.#ports.database.transaction().execute(async (transaction) => {
      const alert = await findAlert(transaction, { id: alert_id });
      if (!alert.ok) return alert;
      if (alert.value.state === 'acknowledged')
        return fail('STATE_CONFLICT', { kind: 'alert', state: alert.value.state });
      await this.#sign(transaction, alert.value, person, via);
      return findAlert(transaction, { id: alert_id });
    });
    if (signed.ok) this.changed.emit(signed.value);
    return signed;
  }

  /**
   * What a person says of an alert. Whoever is on the way has signed; whoever cannot hands it on at once,
   * even after signing.
   */
  async answer(alert_id: string, person: Person, answer: AlertAnswer, note: string): Promise<Result<Alert>> {
    if (answer === 'sign') return this.acknowledge(alert_id, person);
    const { database, ledger, clock } = this.#ports;
    const answered = await database.transaction().execute(async (transaction): Promise<Result<Alert>> => {
      const alert = await findAlert(transaction, { id: alert_id });
      if (!alert.ok) return alert;
      const now_us = clock.utc_us();
      const { state, acknowledged_by } = alert.value;
      if (answer === 'cannot') {
        if (state === 'acknowledged' && acknowledged_by !== person.id)
          return fail('STATE_CONFLICT', { kind: 'alert', state });
        await transaction
          .updateTable('alerts')
          .set({ state: 'delivered', acknowledged_utc_us: null, acknowledged_by: null })
          .where('id', '=', alert_id)
          .execute();
      } else if (state !== 'acknowledged') await this.#sign(transaction, alert.value, person, 'answer');
      const said = { person_id: person.id, person_name: person.name, answer, note, utc_us: now_us };
      await ledger.append(transaction, {
        actor: person.id,
        action: `alert.${answer}`,
        object: alert_id,
        details: { note },
      });
      await addAnswer(transaction, alert_id, said);
      if (answer === 'cannot')
        await this.#step(transaction, alert_id, await readSettings(transaction), now_us, 'cannot');
      await this.#isOnSite(transaction, person.id, answer, now_us);
      return findAlert(transaction, { id: alert_id });
    });
    if (answered.ok) {
      this.changed.emit(answered.value);
      this.#ports.wake();
    }
    return answered;
  }

  async #sign(transaction: Database, alert: Alert, person: Person, via: string): Promise<void> {
    const { clock, ledger } = this.#ports;
    const now_us = clock.utc_us();
    const signed = {
      person_id: person.id,
      person_name: person.name,
      answer: 'sign' as const,
      note: '',
      utc_us: now_us,
    };
    await transaction
      .updateTable('alerts')
      .set({
        state: 'acknowledged',
        escalates_utc_us: null,
        acknowledged_utc_us: now_us,
        acknowledged_by: person.id,
      })
      .where('id', '=', alert.id)
      .execute();
    await addAnswer(transaction, alert.id, signed);
    await ledger.append(transaction, {
      actor: person.id,
      action: 'alert.acknowledge',
      object: alert.id,
      details: {
        via,
        level: alert.level,
        after_us: now_us - alert.queued_utc_us,
        leads: alert.lead_ids.length,
      },
    });
  }

  async #isOnSite(
    transaction: Database,
    person_id: string,
    answer: AlertAnswer,
    now_us: number,
  ): Promise<void> {
    const { contacts } = await readRoster(transaction);
    const contact = contacts.get(person_id) ?? presetContact(person_id);
    const there = answer === 'on_my_way' || answer === 'arrived';
    await saveContact(transaction, { ...contact, on_site_until_utc_us: there ? now_us + on_site_us : null });
  }

  /** Tells every screen how an alert stands now. */
  async tellChanged(alert_id: string): Promise<void> {
    const alert = await this.find({ id: alert_id });
    if (alert.ok) this.changed.emit(alert.value);
  }
}

const link = (transaction: Database, lead_id: string, alert_id: string, number: number) =>
  transaction.insertInto('alert_leads').values({ lead_id, alert_id, number }).execute();

const addAnswer = (transaction: Database, alert_id: string, answer: Alert['answers'][number]) =>
  transaction
    .updateTable('alerts')
    .set({ answers: sql<string>`json_insert(answers, '$[#]', json(${JSON.stringify(answer)}))` })
    .where('id', '=', alert_id)
    .execute();

/** One message for a group; for a channel of persons one for each (who has no address there is left out later). */
const receivers = (channel: Pick<Channel, 'kind'>, persons: readonly Person[]): (string | null)[] =>
  channelKinds[channel.kind].reach === 'group' ? [null] : persons.map(({ id }) => id);
