import {
  type CallOutput,
  type Clock,
  fail,
  type Ids,
  ok,
  type Person,
  personSchema,
  type Phone,
  phoneSchema,
  type Result,
} from '#common';
import { pushSubscriptionSchema } from '../alerts/channels/web-push.ts';
import { readSettings } from '../alerts/roster.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { hashToken, newToken } from './tokens.ts';

const code_life_us = 5 * 60 * 1_000_000;
const session_life_us = 90 * 24 * 3600 * 1_000_000;

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  network?(): { readonly origins: readonly string[]; readonly root_sha256: string | null };
};

/** Phones paired by a code that is shown once, lives five minutes and works once; each is listed and revocable. */
export class Phones {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async pair(person: Person): Promise<CallOutput<'phones.pair'>> {
    const { database, clock } = this.#ports;
    const token = newToken();
    const now_us = clock.utc_us();
    const expires_utc_us = now_us + code_life_us;
    await database.deleteFrom('pairings').where('expires_utc_us', '<=', now_us).execute();
    await database
      .insertInto('pairings')
      .values({ token_hash: hashToken(token), person_id: person.id, expires_utc_us })
      .execute();
    const { base_url } = await readSettings(database);
    const { origins = [], root_sha256 = null } = this.#ports.network?.() ?? {};
    return { token, base_url, origins: [...origins], root_sha256, expires_utc_us };
  }

  /** Spends the code and opens a long session; LINK_INVALID where it was spent, is too old or is wrong. */
  async claim(code: string, name: string): Promise<Result<{ token: string; person: Person }>> {
    const { database, ledger, clock, ids } = this.#ports;
    return database.transaction().execute(async (transaction) => {
      const now_us = clock.utc_us();
      const spent = await transaction
        .deleteFrom('pairings')
        .where('token_hash', '=', hashToken(code))
        .where('expires_utc_us', '>', now_us)
        .returning('person_id')
        .executeTakeFirst();
      if (spent === undefined) return fail('LINK_INVALID');
      const row = await transaction
        .selectFrom('people')
        .selectAll()
        .where('id', '=', spent.person_id)
        .where('disabled', '=', 0)
        .executeTakeFirst();
      if (row === undefined) return fail('LINK_INVALID');
      const person = personSchema.parse({ ...row, roles: JSON.parse(row.roles), disabled: false });
      const token = newToken();
      const token_hash = hashToken(token);
      await transaction
        .insertInto('sessions')
        .values({
          token_hash,
          person_id: person.id,
          created_utc_us: now_us,
          expires_utc_us: now_us + session_life_us,
        })
        .execute();
      const id = ids.next('phone');
      await transaction
        .insertInto('phones')
        .values({
          id,
          person_id: person.id,
          name,
          token_hash,
          paired_utc_us: now_us,
          seen_utc_us: now_us,
          revoked_utc_us: null,
          push: null,
        })
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'phone.pair',
        object: id,
        details: { name },
      });
      return ok({ token, person });
    });
  }

  async list(caller: Person): Promise<Phone[]> {
    let query = this.#ports.database
      .selectFrom('phones')
      .innerJoin('people', 'people.id', 'phones.person_id')
      .selectAll('phones')
      .select('people.name as person_name');
    if (!caller.roles.includes('administrator')) query = query.where('person_id', '=', caller.id);
    const rows = await query.orderBy('paired_utc_us', 'desc').execute();
    return rows.map((row) => phoneSchema.parse({ ...row, push: row.push !== null }));
  }

  async revoke(phone_id: string, caller: Person): Promise<Result<Phone>> {
    const { database, ledger, clock } = this.#ports;
    const mine = (await this.list(caller)).find(({ id }) => id === phone_id);
    if (mine === undefined) return fail('NOT_FOUND', { kind: 'phone', id: phone_id });
    const revoked_utc_us = mine.revoked_utc_us ?? clock.utc_us();
    await database.transaction().execute(async (transaction) => {
      const row = await transaction
        .updateTable('phones')
        .set({ revoked_utc_us, push: null })
        .where('id', '=', phone_id)
        .returning('token_hash')
        .executeTakeFirstOrThrow();
      await transaction.deleteFrom('sessions').where('token_hash', '=', row.token_hash).execute();
      await ledger.append(transaction, { actor: caller.id, action: 'phone.revoke', object: phone_id });
    });
    return ok({ ...mine, revoked_utc_us, push: false });
  }

  /** Keeps where the calling phone is reached by Web Push. */
  async subscribe(session: string, text: string): Promise<Result<Record<string, never>>> {
    const parsed = pushSubscriptionSchema.safeParse(readJson(text));
    if (!parsed.success)
      return fail('INPUT_INVALID', { field: 'subscription', problem: 'is no push subscription' });
    const changed = await this.#ports.database
      .updateTable('phones')
      .set({ push: JSON.stringify(parsed.data) })
      .where('token_hash', '=', hashToken(session))
      .where('revoked_utc_us', 'is', null)
      .executeTakeFirst();
    return changed.numUpdatedRows === 0n ? fail('NOT_FOUND', { kind: 'phone', id: 'session' }) : ok({});
  }

  /** The newest subscription of a person. */
  async pushAddress(database: Database, person_id: string): Promise<string | undefined> {
    const row = await database
      .selectFrom('phones')
      .select('push')
      .where('person_id', '=', person_id)
      .where('push', 'is not', null)
      .orderBy('paired_utc_us', 'desc')
      .executeTakeFirst();
    return row?.push ?? undefined;
  }

  async forgetPush(person_id: string): Promise<void> {
    const { database } = this.#ports;
    const push = await this.pushAddress(database, person_id);
    if (push !== undefined)
      await database.updateTable('phones').set({ push: null }).where('push', '=', push).execute();
  }
}

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
