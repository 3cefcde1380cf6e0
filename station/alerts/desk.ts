import {
  type AlertFigures,
  type CallInput,
  type CallOutput,
  type Cancel,
  type Channel,
  type ChannelKind,
  type Clock,
  Emitter,
  fail,
  type Ids,
  type Lead,
  type Logger,
  type Message,
  messageSchema,
  ok,
  type Person,
  type Result,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { leadsOf } from './alert-rows.ts';
import { Alerts } from './alerts.ts';
import { ChannelStore } from './channel-store.ts';
import type { Net } from './channels/index.ts';
import { Composer } from './composer.ts';
import { Duty } from './duty.ts';
import { AlertPath } from './figures.ts';
import { readLink } from './link.ts';
import { Outbox } from './outbox.ts';
import { ReadReceipts } from './receipts.ts';
import { readRoster } from './roster.ts';
import { isTestDue } from './self-test.ts';
import { suspected } from './text.ts';
import type { Vault } from './vault.ts';

const test_look_ms = 10 * 60_000;
const receipt_look_ms = 20_000;

export type DeskPorts = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly vault: Vault;
  readonly net: Net;
  readonly chance: () => number;
  stillPath(lead: Lead): string;
  addressOf(database: Database, kind: ChannelKind, person_id: string): Promise<string | undefined>;
  /** A person's address has ended (a browser took its subscription back). */
  forget(kind: ChannelKind, person_id: string): Promise<void>;
};

/** A request about an alert has left: for the figures of the host. */
export type RequestLeft = {
  readonly channel_kind: ChannelKind;
  readonly capture_us: number;
  readonly confirmed_us: number | undefined;
};

/** Everything about alerts in one place: who is told, through what, what they answered, how fast it was. */
export class AlertDesk {
  readonly alerts: Alerts;
  readonly duty: Duty;
  readonly channelChanged = new Emitter<Channel>();
  readonly requestLeft = new Emitter<RequestLeft>();
  readonly #ports: DeskPorts;
  readonly #store: ChannelStore;
  readonly #outbox: Outbox;
  readonly #path = new AlertPath();
  readonly #kinds = new Map<string, ChannelKind>();
  #screens = 0;
  #step: Cancel = () => undefined;
  #daily: Cancel = () => undefined;
  #reading: Cancel = () => undefined;
  readonly #receipts: ReadReceipts;
  #working: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
    this.#store = new ChannelStore(ports);
    this.duty = new Duty(ports);
    this.#outbox = new Outbox({
      ...ports,
      store: this.#store,
      composer: new Composer(ports),
      screens: () => this.#screens,
      leaving: (row) => {
        const left_utc_us = this.#ports.clock.utc_us();
        this.#enqueue(() => this.#measure(row, left_utc_us));
      },
      settled: (channel_id, rows, result) => this.#settled(channel_id, rows, result),
    });
    this.#receipts = new ReadReceipts({
      ...ports,
      store: this.#store,
      learned: (alert_id) => this.alerts.tellChanged(alert_id),
    });
    this.alerts = new Alerts({ ...ports, channels: this.#store, wake: () => this.wake() });
    this.alerts.changed.on((alert) => {
      if (alert.acknowledged_utc_us !== null)
        this.#path.answered(alert.acknowledged_utc_us - alert.queued_utc_us);
    });
  }

  async start(): Promise<void> {
    await this.#learnKinds();
    await this.#outbox.start();
    const { clock } = this.#ports;
    this.#daily = clock.every(test_look_ms, () => this.#enqueue(() => this.#testDue()));
    this.#reading = clock.every(receipt_look_ms, () => this.#enqueue(() => this.#receipts.ask()));
    this.wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#step();
    this.#daily();
    this.#reading();
    await this.#outbox.stop();
    await this.#working;
  }

  /** Once nothing is being worked on; what waits for its time still waits. */
  async idle(): Promise<void> {
    for (let seen: Promise<void> | undefined; seen !== this.#working;) {
      seen = this.#working;
      await seen;
      await this.#outbox.idle();
    }
  }

  wake(): void {
    this.#outbox.wake();
    this.#enqueue(() => this.#watchSteps());
  }

  /** A screen that shows alerts; gives its end. */
  openScreen(): Cancel {
    this.#screens += 1;
    if (this.#screens === 1) this.#enqueue(() => this.#outbox.screenOpened());
    let open = true;
    return () => {
      if (open) this.#screens -= 1;
      open = false;
    };
  }

  /** The detector's confirmation has reached the station. */
  confirmed(stream_id: string, suspicion: Lead['suspicion']): void {
    this.#path.confirmed(stream_id, suspicion, this.#ports.clock.utc_us());
  }

  async figures(): Promise<AlertFigures> {
    const row = await this.#ports.database
      .selectFrom('messages')
      .select((select) => [
        select.fn.countAll<number>().as('waiting'),
        select.fn.min('queued_utc_us').as('oldest_waiting_utc_us'),
      ])
      .where('state', 'in', ['queued', 'sending'])
      .where('channel_id', '<>', 'in_app')
      .executeTakeFirstOrThrow();
    return { ...row, ...this.#path.figures() };
  }

  /** What was sent for an alert, with the names of whom and through what. */
  async messages(alert_id: string): Promise<CallOutput<'alerts.messages'>> {
    const rows = await this.#ports.database
      .selectFrom('messages')
      .innerJoin('channels', 'channels.id', 'messages.channel_id')
      .leftJoin('people', 'people.id', 'messages.recipient_id')
      .selectAll('messages')
      .select(['channels.body as channel', 'people.name as recipient_name'])
      .where('alert_id', '=', alert_id)
      .orderBy('seq')
      .execute();
    return rows.map(({ channel, recipient_name, ...row }) => ({
      ...messageSchema.parse(row),
      channel_name: (JSON.parse(channel) as { name: string }).name,
      recipient_name,
    }));
  }

  async byLink(token: string): Promise<Result<CallOutput<'alerts.by_link'>>> {
    const linked = await this.#readLink(token);
    if (!linked.ok) return linked;
    const { alert, person } = linked.value;
    return ok({
      ...alert,
      title: suspected(await leadsOf(this.#ports.database, alert)),
      person_name: person?.name ?? null,
      leads: alert.lead_ids.length,
    });
  }

  /** The link of a group names nobody: its members sign in first. */
  async acknowledgeByLink(token: string): Promise<Result<CallOutput<'alerts.acknowledge_link'>>> {
    const linked = await this.#readLink(token);
    if (!linked.ok) return linked;
    const { alert, person } = linked.value;
    if (person === undefined) return fail('SIGN_IN_REQUIRED');
    if (person.disabled) return fail('LINK_INVALID');
    const signed = await this.alerts.acknowledge(alert.id, person, 'link');
    if (!signed.ok) return signed;
    return ok({ key: signed.value.key, acknowledged_utc_us: signed.value.acknowledged_utc_us ?? 0 });
  }

  async #readLink(token: string) {
    const facts = readLink(this.#ports.vault, token, this.#ports.clock.utc_us());
    if (!facts.ok) return facts;
    const alert = await this.alerts.find({ key: facts.value.key });
    if (!alert.ok) return fail('LINK_INVALID');
    const { people } = await readRoster(this.#ports.database);
    const person = people.find(({ id }) => id === facts.value.person_id);
    return ok({ alert: alert.value, person });
  }

  async mine(person_id: string): Promise<CallOutput<'contacts.mine'>> {
    const contact = (await this.duty.contacts()).find((one) => one.person_id === person_id);
    return { on_duty: contact?.on_duty ?? true, push_key: await this.#store.pushKey() };
  }

  /** The channels with their secrets, for the robot that is spoken to through them. */
  get store(): Pick<ChannelStore, 'config'> {
    return this.#store;
  }

  channels(): Promise<Channel[]> {
    return this.#store.list();
  }

  async saveChannel(input: CallInput<'channels.save'>, actor: Person): Promise<Result<Channel>> {
    const saved = await this.#store.save(input, actor.id);
    if (saved.ok) await this.#changed();
    return saved;
  }

  async removeChannel(channel_id: string, actor: Person): Promise<Result<Record<string, never>>> {
    const removed = await this.#store.remove(channel_id, actor.id);
    if (removed.ok) await this.#changed();
    return removed;
  }

  /** The channel as it is after its test: what went wrong stands in its `fault`. */
  async testChannel(channel_id: string): Promise<Result<Channel>> {
    const tested = await this.#outbox.test(channel_id);
    if (!tested.ok && tested.error.code === 'NOT_FOUND') return tested;
    return this.#store.get(channel_id);
  }

  /** The daily self-test of the channels whose day has passed. */
  async #testDue(): Promise<void> {
    for (const channel of await this.#store.list()) {
      if (!isTestDue(channel, this.#ports.clock.utc_us())) continue;
      const tested = await this.#outbox.test(channel.id);
      if (!tested.ok)
        this.#ports.logger.warn(
          { channel_id: channel.id, code: tested.error.code },
          'a channel failed its daily test',
        );
      const after = await this.#store.get(channel.id);
      if (after.ok) this.channelChanged.emit(after.value);
    }
  }

  async #changed(): Promise<void> {
    await this.#learnKinds();
    this.#receipts.refresh();
    await this.#outbox.refresh();
  }

  async #learnKinds(): Promise<void> {
    for (const { id, kind } of await this.#store.list()) this.#kinds.set(id, kind);
  }

  async #settled(channel_id: string, rows: readonly Message[], result: Result<string>): Promise<void> {
    const { database, clock } = this.#ports;
    const alert_ids = new Set(rows.flatMap(({ alert_id }) => alert_id ?? []));
    // A reminder to everybody on site tells no inspector.
    if (result.ok && alert_ids.size > 0 && this.#kinds.get(channel_id) !== 'loudspeaker') {
      await database
        .updateTable('alerts')
        .set({ state: 'delivered', delivered_utc_us: clock.utc_us() })
        .where('id', 'in', [...alert_ids])
        .where('state', '=', 'queued')
        .execute();
    }
    for (const id of alert_ids) await this.alerts.tellChanged(id);
    if (channel_id === 'in_app') return;
    const kind = this.#kinds.get(channel_id);
    const [row] = rows;
    if (!result.ok && result.error.code === 'RECIPIENT_GONE' && kind !== undefined && row?.recipient_id)
      await this.#ports.forget(kind, row.recipient_id);
    if (!result.ok)
      this.#ports.logger.info({ channel_id, code: result.error.code }, 'a message was not taken');
    const channel = await this.#store.get(channel_id);
    if (channel.ok) this.channelChanged.emit(channel.value);
  }

  async #measure(row: Message, left_utc_us: number): Promise<void> {
    const channel_kind = this.#kinds.get(row.channel_id);
    if (row.kind !== 'text' || row.attempts > 1 || row.alert_id === null || channel_kind === undefined)
      return;
    const alert = await this.alerts.find({ id: row.alert_id });
    if (!alert.ok) return;
    const [lead] = await leadsOf(this.#ports.database, { lead_ids: [alert.value.lead_id] });
    // What a person reported was never captured, confirmed or timed by the detector.
    if (lead === undefined || lead.report || channel_kind === 'in_app') return;
    this.requestLeft.emit({ channel_kind, ...this.#path.requested(lead, left_utc_us) });
  }

  async #watchSteps(): Promise<void> {
    this.#step();
    await this.alerts.escalateDue();
    const next_us = await this.alerts.nextStep_utc_us();
    if (next_us === undefined || this.#stopped) return;
    const wait_ms = Math.max(1, (next_us - this.#ports.clock.utc_us()) / 1000);
    this.#step = this.#ports.clock.after(wait_ms, () => this.#enqueue(() => this.#watchSteps()));
  }

  #enqueue(work: () => Promise<void>): void {
    this.#working = this.#working.then(async () => {
      if (this.#stopped) return;
      try {
        await work();
      } catch (error) {
        // The rows are still there; the next wake goes on with them.
        this.#ports.logger.error({ error }, 'alerts could not be worked on');
      }
    });
  }
}
