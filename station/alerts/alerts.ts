import { sql } from 'kysely';
import {
  type Alert,
  type AlertAnswer,
  type Clock,
  Emitter,
  fail,
  type Ids,
  type Lead,
  ok,
  type Person,
  type Result,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { findAlert, freshKey, openGroup, readAlerts } from './alert-rows.ts';
import type { ChannelStore } from './channel-store.ts';
import { presetContact, readRoster, readSettings, saveContact } from './roster.ts';
import { Steps } from './steps.ts';

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
  readonly #steps: Steps;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#steps = new Steps(ports);
  }

  /** Queues what must be told of a new lead, in the caller's transaction; call `wake` once that is committed. */
  async queue(transaction: Database, lead: Lead): Promise<void> {
    const { clock, ids } = this.#ports;
    const now_us = clock.utc_us();
    const settings = await readSettings(transaction);
    const group = await openGroup(transaction, lead, now_us);
    if (group !== undefined) {
      await link(transaction, lead.id, group.id, group.lead_ids.length + 1);
      await this.#steps.grow(transaction, group, settings, now_us);
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
    const told = await this.#steps.tell(transaction, id, 0, settings, now_us);
    // Nobody is there for the first step: the next one begins at once.
    if (told.length === 0) await this.#steps.step(transaction, id, settings, now_us, 'nobody_on_duty');
  }

  wake(): void {
    this.#ports.wake();
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
      for (const { id } of due) await this.#steps.step(transaction, id, settings, now_us, 'not_signed');
      return due.map(({ id }) => id);
    });
    for (const id of stepped) await this.tellChanged(id);
    if (stepped.length > 0) this.#ports.wake();
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
        await this.#steps.step(transaction, alert_id, await readSettings(transaction), now_us, 'cannot');
      await this.#isOnSite(transaction, person.id, answer, now_us);
      return findAlert(transaction, { id: alert_id });
    });
    if (answered.ok) {
      this.changed.emit(answered.value);
      this.#ports.wake();
    }
    return answered;
  }

  /** 喊话 by hand; NOT_FOUND where no loudspeaker is set up. */
  async broadcast(alert_id: string, person: Person, words: string): Promise<Result<{ speakers: number }>> {
    const { database, ledger, clock } = this.#ports;
    const told = await database.transaction().execute(async (transaction) => {
      const alert = await findAlert(transaction, { id: alert_id });
      if (!alert.ok) return alert;
      const said = words === '' ? null : words;
      const speakers = await this.#steps.broadcast(transaction, alert_id, said, clock.utc_us());
      if (speakers === 0) return fail('NOT_FOUND', { kind: 'channel', id: 'loudspeaker' });
      await ledger.append(transaction, {
        actor: person.id,
        action: 'alert.broadcast',
        object: alert_id,
        details: { words, speakers },
      });
      return ok({ speakers });
    });
    if (told.ok) this.#ports.wake();
    return told;
  }

  /** 转人工: what somebody wrote to a robot goes to those on duty, through every channel that reaches them. */
  async handOver(asker: Person, words: string, persons: readonly Person[]): Promise<void> {
    const { database, ledger, clock } = this.#ports;
    await database.transaction().execute(async (transaction) => {
      const text = `${asker.name}：${words.slice(0, 500)}`;
      await this.#steps.passOn(transaction, text, persons, clock.utc_us());
      await ledger.append(transaction, {
        actor: asker.id,
        action: 'robot.hand_over',
        object: 'robot',
        details: { words: words.slice(0, 500), to: persons.map(({ id }) => id) },
      });
    });
    this.#ports.wake();
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
