import { readFile } from 'node:fs/promises';
import {
  type Alert,
  type AlertSettings,
  type ChannelKind,
  channelKinds,
  type ChannelKindSpec,
  type Clock,
  type Lead,
  type Message,
  type Site,
  siteSchema,
} from '#common';
import type { Database } from '../storage/database.ts';
import { findAlert, leadsOf } from './alert-rows.ts';
import { blurredCrop } from './blur.ts';
import type { Composed } from './lane.ts';
import { signLink } from './link.ts';
import { readRoster, readSettings } from './roster.ts';
import { concernOf, whoIsTold } from './rules.ts';
import { alertText, digestText, spokenText, suspected, type Told } from './text.ts';
import type { Vault } from './vault.ts';

type Ports = {
  readonly clock: Clock;
  readonly vault: Vault;
  /** Where the still of a lead lies. */
  stillPath(lead: Lead): string;
  /** The address of a person in channels whose addresses are not contacts (web push). */
  addressOf(database: Database, kind: ChannelKind, person_id: string): Promise<string | undefined>;
};

/** Puts messages into words at the moment they leave, so that a grown alert is told whole. */
export class Composer {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async compose(
    database: Database,
    rows: readonly Message[],
    kind: ChannelKind,
  ): Promise<Composed | undefined> {
    const [head] = rows;
    if (head === undefined) return undefined;
    const spec: ChannelKindSpec = channelKinds[kind];
    const settings = await readSettings(database);
    const address =
      head.recipient_id === null ? undefined : await this.#addressOf(database, head.recipient_id, kind);
    if (spec.reach === 'person' && address === undefined) return undefined;
    if (head.kind === 'test') return alone(head, testMessage(head, address), 0);
    if (head.alert_id === null && head.words !== null)
      return alone(head, passedOn(head, head.words, address), 0);
    const members = head.kind === 'digest' ? await membersOf(database, head.id) : rows;
    const told = await this.#tell(database, members, settings);
    if (kind !== 'loudspeaker' && (head.kind === 'digest' || rows.length > 1 || this.#isExpired(head))) {
      const { title, text, taken } = digestText(told, spec.text_bytes);
      const key = `${told[0]?.alert.key ?? ''}D${taken}`;
      const facts = { alerts: told.slice(0, taken).map((one) => factsOf(one)) };
      return {
        outgoing: { ...blank, kind: 'digest', key, title, text: `${text}\n编号：${key}`, facts, address },
        covers: new Map(
          members.slice(0, taken).map((row, index) => [row.id, told[index]?.leads.length ?? 0]),
        ),
      };
    }
    const [one] = told;
    if (one === undefined) return undefined;
    if (kind === 'loudspeaker') {
      const text = head.words ?? spokenText(one.leads);
      return alone(
        head,
        { ...blank, kind: head.kind, key: one.alert.key, title: text, text, address },
        one.leads.length,
      );
    }
    const words = alertText(one, head.kind);
    const mobiles = spec.reach === 'group' ? await this.#mobiles(database, one, settings) : [];
    const outgoing = {
      ...blank,
      ...words,
      kind: head.kind,
      link: one.link,
      mobiles,
      facts: factsOf(one),
      address,
    };
    const composed = alone(head, outgoing, one.leads.length);
    return head.kind === 'picture'
      ? { ...composed, picture: () => this.#picture(one.leads, spec) }
      : composed;
  }

  /** Those whose turn it is, so that a group robot can call them. */
  async #mobiles(
    database: Database,
    { alert, leads, site }: Known,
    settings: AlertSettings,
  ): Promise<string[]> {
    const roster = await readRoster(database);
    const concern = concernOf(alert.site_id, leads, site);
    const persons = whoIsTold(alert.level, settings, concern, roster, this.#ports.clock.utc_us());
    return persons.flatMap(({ id }) => roster.contacts.get(id)?.addresses.mobile || []);
  }

  /** Somebody who can be reached through a channel of persons, for its test; null for a group. */
  async anyReceiver(database: Database, kind: ChannelKind): Promise<string | null> {
    if (channelKinds[kind].reach === 'group') return null;
    const { people } = await readRoster(database);
    for (const { id, disabled } of people) {
      if (!disabled && (await this.#addressOf(database, id, kind)) !== undefined) return id;
    }
    return null;
  }

  #isExpired(row: Message): boolean {
    return row.expires_utc_us < this.#ports.clock.utc_us();
  }

  async #tell(database: Database, rows: readonly Message[], settings: AlertSettings): Promise<Known[]> {
    const told: Known[] = [];
    for (const row of rows) {
      const alert = await findAlert(database, { id: row.alert_id ?? '' });
      if (!alert.ok) continue;
      told.push({
        alert: alert.value,
        leads: await leadsOf(database, alert.value),
        site: await siteOf(database, alert.value.site_id),
        site_names: settings.site_names,
        link: this.#link(settings, alert.value, row.recipient_id),
      });
    }
    return told;
  }

  #link({ base_url }: AlertSettings, { key }: Alert, person_id: string | null): string | undefined {
    if (base_url === '') return undefined;
    const { vault, clock } = this.#ports;
    return `${base_url.replace(/\/$/, '')}/phone/#/a/${signLink(vault, { key, person_id }, clock.utc_us())}`;
  }

  async #addressOf(database: Database, person_id: string, kind: ChannelKind): Promise<string | undefined> {
    const spec: ChannelKindSpec = channelKinds[kind];
    if (spec.address === undefined) return this.#ports.addressOf(database, kind, person_id);
    const { contacts } = await readRoster(database);
    return contacts.get(person_id)?.addresses[spec.address] || undefined;
  }

  async #picture(leads: readonly Lead[], { picture_bytes }: ChannelKindSpec): Promise<Buffer | undefined> {
    const [lead] = leads;
    if (lead === undefined || picture_bytes === 0) return undefined;
    const still = await readFile(this.#ports.stillPath(lead)).catch(() => undefined);
    // A message goes without its picture rather than not at all.
    const crop =
      still === undefined ? undefined : await blurredCrop(still, lead.suspicion).catch(() => undefined);
    return crop === undefined || crop.length > picture_bytes ? undefined : crop;
  }
}

type Known = Told & { readonly alert: Alert };

const blank = { link: undefined, mobiles: [], facts: {}, picture: undefined, address: undefined } as const;

const alone = (row: Message, outgoing: Composed['outgoing'], covers: number): Composed => ({
  outgoing,
  covers: new Map([[row.id, covers]]),
});

const testMessage = (row: Message, address: string | undefined): Composed['outgoing'] => {
  const key = `T${row.id.slice(-6).toUpperCase()}`;
  const text = `这是一条测试消息，通道可用，无需处理。\n编号：${key}`;
  return { ...blank, kind: 'test', key, title: '【蓝盾】通道自检', text, address };
};

const passedOn = (row: Message, words: string, address: string | undefined): Composed['outgoing'] => {
  const key = `H${row.id.slice(-6).toUpperCase()}`;
  return { ...blank, kind: 'text', key, title: '【蓝盾】转人工', text: `${words}\n编号：${key}`, address };
};

const factsOf = ({ alert, leads }: Known): Record<string, unknown> => ({
  alert_id: alert.id,
  alert_key: alert.key,
  level: alert.level,
  site_id: alert.site_id,
  flight_id: alert.flight_id,
  summary: suspected(leads),
  leads: leads.map(({ id, suspicion, frame_utc_us, post_id, aircraft }) => ({
    lead_id: id,
    item: suspicion.item,
    state: suspicion.state,
    ...(suspicion.facility === undefined ? {} : { facility: suspicion.facility }),
    probability: suspicion.probability,
    frame_utc_us,
    post_id,
    aircraft,
  })),
});

const membersOf = async (database: Database, digest_id: string): Promise<Message[]> => {
  const rows = await database
    .selectFrom('messages')
    .selectAll()
    .where('digest_id', '=', digest_id)
    .orderBy('queued_utc_us')
    .orderBy('seq')
    .execute();
  return rows as Message[];
};

export const siteOf = async (database: Database, site_id: string | null): Promise<Site | undefined> => {
  if (site_id === null) return undefined;
  const row = await database.selectFrom('sites').select('body').where('id', '=', site_id).executeTakeFirst();
  return row === undefined ? undefined : siteSchema.parse(JSON.parse(row.body));
};
