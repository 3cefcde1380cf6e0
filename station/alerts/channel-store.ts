import { createECDH } from 'node:crypto';
import {
  type CallInput,
  type Channel,
  type ChannelKind,
  channelKinds,
  channelKindSchema,
  type ChannelKindSpec,
  channelSchema,
  fail,
  type Ids,
  ok,
  type Result,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import type { ChannelConfig } from './channels/index.ts';
import type { Vault } from './vault.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly ids: Ids;
  readonly vault: Vault;
};
type Body = Pick<Channel, 'name' | 'enabled' | 'from_level' | 'fields'>;

/** Channels as administrators set them. Secrets go in and never come out, but to the sender. */
export class ChannelStore {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async list(): Promise<Channel[]> {
    const { database, vault } = this.#ports;
    const rows = await database
      .selectFrom('channels')
      .selectAll()
      .where('removed', '=', 0)
      .orderBy('id')
      .execute();
    const waiting = await database
      .selectFrom('messages')
      .select(['channel_id'])
      .select((select) => [
        select.fn.countAll<number>().as('count'),
        select.fn.min('queued_utc_us').as('oldest_utc_us'),
      ])
      .where('state', 'in', ['queued', 'sending'])
      .groupBy('channel_id')
      .execute();
    return rows.map((row) => {
      const mine = waiting.find(({ channel_id }) => channel_id === row.id);
      return channelSchema.parse({
        ...row,
        ...(JSON.parse(row.body) as Body),
        secrets_set: Object.keys(vault.open(row.secrets)).toSorted(),
        fault: row.fault === null ? null : JSON.parse(row.fault),
        waiting: mine?.count ?? 0,
        oldest_waiting_utc_us: mine?.oldest_utc_us ?? null,
        test_ok: row.test_ok === null ? null : row.test_ok === 1,
      });
    });
  }

  /** The channels that messages are written for. */
  async enabled(database: Database): Promise<Pick<Channel, 'id' | 'kind' | 'from_level'>[]> {
    const rows = await database
      .selectFrom('channels')
      .select(['id', 'kind', 'body'])
      .where('removed', '=', 0)
      .orderBy('id')
      .execute();
    return rows.flatMap(({ id, kind, body }) => {
      const { enabled, from_level } = JSON.parse(body) as Body;
      return enabled ? [{ id, kind: channelKindSchema.parse(kind), from_level }] : [];
    });
  }

  async get(channel_id: string): Promise<Result<Channel>> {
    const found = (await this.list()).find(({ id }) => id === channel_id);
    return found === undefined ? fail('NOT_FOUND', { kind: 'channel', id: channel_id }) : ok(found);
  }

  /** What the sender needs; undefined where the channel is gone. */
  async config(channel_id: string): Promise<{ kind: ChannelKind; config: ChannelConfig } | undefined> {
    const row = await this.#ports.database
      .selectFrom('channels')
      .selectAll()
      .where('id', '=', channel_id)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { fields } = JSON.parse(row.body) as Body;
    const kind = channelKindSchema.parse(row.kind);
    return {
      kind,
      config: { fields: withPresets(kind, fields), secrets: this.#ports.vault.open(row.secrets) },
    };
  }

  /** The public half of the key that Web Push is signed with; null where no such channel is on. */
  async pushKey(): Promise<string | null> {
    const [channel] = (await this.enabled(this.#ports.database)).filter(({ kind }) => kind === 'web_push');
    const found = channel === undefined ? undefined : await this.config(channel.id);
    if (found === undefined) return null;
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(Buffer.from(found.config.secrets['vapid_key'] ?? '', 'base64url'));
    return ecdh.getPublicKey('base64url');
  }

  /** A secret that is left out or empty stays as it was. */
  async save(input: CallInput<'channels.save'>, actor: string): Promise<Result<Channel>> {
    const { database, ledger, ids, vault } = this.#ports;
    const { channel_id, kind, fields: given, ...rest } = input;
    const spec: ChannelKindSpec = channelKinds[kind];
    const saved = await database.transaction().execute(async (transaction): Promise<Result<string>> => {
      const before =
        channel_id === undefined
          ? undefined
          : await transaction
              .selectFrom('channels')
              .selectAll()
              .where('id', '=', channel_id)
              .where('removed', '=', 0)
              .executeTakeFirst();
      if (channel_id !== undefined && before?.kind !== kind)
        return fail('NOT_FOUND', { kind: 'channel', id: channel_id });
      const secrets = before === undefined ? {} : vault.open(before.secrets);
      const fields: Record<string, string> = {};
      for (const [name, field] of Object.entries(spec.fields)) {
        const value = given[name]?.trim() ?? '';
        if (field.secret === true) {
          if (value !== '') secrets[name] = value;
        } else fields[name] = value;
        const present = field.secret === true ? (secrets[name] ?? '') : fields[name] || (field.preset ?? '');
        if (present === '' && field.optional !== true)
          return fail('INPUT_INVALID', { field: name, problem: 'is needed' });
      }
      const wrong = wrongField(withPresets(kind, fields));
      if (wrong !== undefined) return wrong;
      if (kind === 'web_push') secrets['vapid_key'] ??= newVapidKey();
      const id = channel_id ?? ids.next('channel');
      const values = {
        body: JSON.stringify({ ...rest, from_level: rest.from_level ?? 0, fields }),
        secrets: vault.seal(secrets),
        state: 'idle',
        fault: null,
        retry_utc_us: null,
        failures: 0,
      };
      if (before === undefined)
        await transaction
          .insertInto('channels')
          .values({ id, kind, ...values })
          .execute();
      else await transaction.updateTable('channels').set(values).where('id', '=', id).execute();
      const secrets_changed = Object.keys(spec.fields).filter(
        (name) => spec.fields[name]?.secret === true && (given[name] ?? '') !== '',
      );
      await ledger.append(transaction, {
        actor,
        action: 'channel.save',
        object: id,
        details: { kind, ...rest, secrets_changed },
      });
      return ok(id);
    });
    return saved.ok ? this.get(saved.value) : saved;
  }

  /** What it sent stays on record; what still waited is dropped. */
  async remove(channel_id: string, actor: string): Promise<Result<Record<string, never>>> {
    if (channel_id === 'in_app') return fail('STATE_CONFLICT', { kind: 'channel', state: 'in_app' });
    return this.#ports.database
      .transaction()
      .execute(async (transaction): Promise<Result<Record<string, never>>> => {
        const changed = await transaction
          .updateTable('channels')
          .set({ removed: 1, secrets: '' })
          .where('id', '=', channel_id)
          .where('removed', '=', 0)
          .executeTakeFirst();
        if (changed.numUpdatedRows === 0n) return fail('NOT_FOUND', { kind: 'channel', id: channel_id });
        await transaction
          .updateTable('messages')
          .set({ state: 'dropped' })
          .where('channel_id', '=', channel_id)
          .where('state', 'in', ['queued', 'sending'])
          .execute();
        await this.#ports.ledger.append(transaction, { actor, action: 'channel.remove', object: channel_id });
        return ok({});
      });
  }
}

const withPresets = (kind: ChannelKind, fields: Readonly<Record<string, string>>): Record<string, string> => {
  const spec: ChannelKindSpec = channelKinds[kind];
  const filled = Object.entries(spec.fields).map(([name, { preset }]) => [
    name,
    fields[name] || (preset ?? ''),
  ]);
  return Object.fromEntries(filled) as Record<string, string>;
};

const wrongField = (fields: Readonly<Record<string, string>>): Result<never> | undefined => {
  for (const name of ['api', 'url']) {
    const value = fields[name];
    if (value === undefined) continue;
    const protocols = name === 'api' ? ['http:', 'https:'] : ['http:', 'https:', 'rtp:', 'mavlink:'];
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol))
      return fail('INPUT_INVALID', { field: name, problem: 'an address such as https://… is needed' });
  }
  const port = Number(fields['port'] ?? 1);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return fail('INPUT_INVALID', { field: 'port', problem: 'a port from 1 to 65535 is needed' });
  return undefined;
};

const newVapidKey = (): string => {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  return ecdh.getPrivateKey().toString('base64url').padStart(43, 'A');
};
