import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  type CallInput,
  type Clock,
  fail,
  type Ids,
  ok,
  type Person,
  personSchema,
  type Result,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { checkPassword, hashPassword, type ScryptCost, strongCost } from './password.ts';
import { SignInThrottle } from './throttle.ts';

const session_length_us = 12 * 3600 * 1_000_000;

export type Session = { readonly token: string; readonly person: Person };

/** People, their passwords and sessions. A session token is kept only as its hash. */
export class People {
  readonly #database: Database;
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #throttle: SignInThrottle;
  readonly #cost: ScryptCost;
  /** Compared with where the name is unknown, so that timing does not tell which names exist. */
  #decoy: Promise<string> | undefined;
  /** The one-time administrator link's token; only while there is no administrator. */
  #setup_token: string | undefined;

  constructor(ports: { database: Database; ledger: Ledger; clock: Clock; ids: Ids; cost?: ScryptCost }) {
    this.#database = ports.database;
    this.#ledger = ports.ledger;
    this.#clock = ports.clock;
    this.#ids = ports.ids;
    this.#cost = ports.cost ?? strongCost;
    this.#throttle = new SignInThrottle(ports.clock);
  }

  /** Makes the token of the one-time link when nobody can administer yet. */
  async prepareSetup(): Promise<string | undefined> {
    if (await this.needsSetup()) this.#setup_token = randomBytes(24).toString('base64url');
    return this.#setup_token;
  }

  async needsSetup(): Promise<boolean> {
    const first = await this.#database.selectFrom('people').select('id').limit(1).executeTakeFirst();
    return first === undefined;
  }

  async claim(input: CallInput<'setup.claim'>): Promise<Result<Session>> {
    const expected = this.#setup_token;
    if (expected === undefined || !sameText(input.token, expected)) return fail('SETUP_LINK_INVALID');
    this.#setup_token = undefined;
    const created = await this.create({ ...input, roles: ['administrator', 'pilot'] }, 'setup-link');
    if (!created.ok) return created;
    return ok(await this.#openSession(created.value));
  }

  async signIn(name: string, password: string, address: string): Promise<Result<Session>> {
    const wait_s = this.#throttle.wait_s(name, address);
    if (wait_s > 0) return fail('SIGN_IN_THROTTLED', { wait_s });
    const row = await this.#database
      .selectFrom('people')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirst();
    this.#decoy ??= hashPassword(randomBytes(16).toString('hex'), this.#cost);
    const right = await checkPassword(password, row?.password_hash ?? (await this.#decoy));
    if (row === undefined || !right || row.disabled === 1) {
      this.#throttle.failed(name, address);
      return fail('SIGN_IN_FAILED');
    }
    this.#throttle.succeeded(name, address);
    return ok(await this.#openSession(parse(row)));
  }

  async signOut(token: string): Promise<void> {
    await this.#database.deleteFrom('sessions').where('token_hash', '=', hash(token)).execute();
  }

  /** Whose session this is, if it is still good. */
  async bySession(token: string): Promise<Person | undefined> {
    const row = await this.#database
      .selectFrom('sessions')
      .innerJoin('people', 'people.id', 'sessions.person_id')
      .selectAll('people')
      .where('token_hash', '=', hash(token))
      .where('expires_utc_us', '>', this.#clock.utc_us())
      .where('disabled', '=', 0)
      .executeTakeFirst();
    return row === undefined ? undefined : parse(row);
  }

  async list(): Promise<Person[]> {
    const rows = await this.#database.selectFrom('people').selectAll().orderBy('name').execute();
    return rows.map(parse);
  }

  async create(input: CallInput<'people.create'>, actor: string): Promise<Result<Person>> {
    const password_hash = await hashPassword(input.password, this.#cost);
    return this.#database.transaction().execute(async (transaction) => {
      const taken = await transaction
        .selectFrom('people')
        .select('id')
        .where('name', '=', input.name)
        .executeTakeFirst();
      if (taken !== undefined) return fail('NAME_TAKEN', { name: input.name });
      const free = await officerNoIsFree(transaction, input.officer_no, undefined);
      if (!free.ok) return free;
      const person: Person = {
        id: this.#ids.next('person'),
        name: input.name,
        roles: input.roles,
        disabled: false,
        officer_no: input.officer_no ?? null,
      };
      await transaction
        .insertInto('people')
        .values({
          id: person.id,
          name: person.name,
          roles: JSON.stringify(person.roles),
          password_hash,
          disabled: 0,
          officer_no: person.officer_no ?? null,
          created_utc_us: this.#clock.utc_us(),
        })
        .execute();
      await this.#ledger.append(transaction, {
        actor,
        action: 'person.create',
        object: person.id,
        details: { name: person.name, roles: person.roles, officer_no: person.officer_no },
      });
      return ok(person);
    });
  }

  async update(input: CallInput<'people.update'>, actor: string): Promise<Result<Person>> {
    const password_hash =
      input.password === undefined ? undefined : await hashPassword(input.password, this.#cost);
    return this.#database.transaction().execute(async (transaction) => {
      const row = await transaction
        .selectFrom('people')
        .selectAll()
        .where('id', '=', input.person_id)
        .executeTakeFirst();
      if (row === undefined) return fail('NOT_FOUND', { kind: 'person', id: input.person_id });
      const before = parse(row);
      const after: Person = {
        ...before,
        roles: input.roles ?? before.roles,
        disabled: input.disabled ?? before.disabled,
        officer_no: input.officer_no === undefined ? before.officer_no : input.officer_no,
      };
      const free = await officerNoIsFree(transaction, after.officer_no, after.id);
      if (!free.ok) return free;
      if (await leavesNoAdministrator(transaction, after)) {
        return fail('INPUT_INVALID', { field: 'roles', problem: 'one active administrator must remain' });
      }
      await transaction
        .updateTable('people')
        .set({
          roles: JSON.stringify(after.roles),
          disabled: after.disabled ? 1 : 0,
          officer_no: after.officer_no ?? null,
          ...(password_hash === undefined ? {} : { password_hash }),
        })
        .where('id', '=', after.id)
        .execute();
      // Roles are read with every call; whoever knew the old password must sign in anew.
      if (password_hash !== undefined || after.disabled) {
        await transaction.deleteFrom('sessions').where('person_id', '=', after.id).execute();
      }
      await this.#ledger.append(transaction, {
        actor,
        action: 'person.update',
        object: after.id,
        details: {
          roles: after.roles,
          disabled: after.disabled,
          officer_no: after.officer_no,
          password_changed: password_hash !== undefined,
        },
      });
      return ok(after);
    });
  }

  async #openSession(person: Person): Promise<Session> {
    const token = randomBytes(32).toString('base64url');
    const now_us = this.#clock.utc_us();
    await this.#database.deleteFrom('sessions').where('expires_utc_us', '<=', now_us).execute();
    await this.#database
      .insertInto('sessions')
      .values({
        token_hash: hash(token),
        person_id: person.id,
        created_utc_us: now_us,
        expires_utc_us: now_us + session_length_us,
      })
      .execute();
    return { token, person };
  }
}

const leavesNoAdministrator = async (transaction: Database, changed: Person): Promise<boolean> => {
  if (changed.roles.includes('administrator') && !changed.disabled) return false;
  const others = await transaction
    .selectFrom('people')
    .selectAll()
    .where('id', '<>', changed.id)
    .where('disabled', '=', 0)
    .execute();
  return !others.map(parse).some((person) => person.roles.includes('administrator'));
};

const officerNoIsFree = async (
  transaction: Database,
  officer_no: string | null | undefined,
  person_id: string | undefined,
): Promise<Result<void>> => {
  if (officer_no === null || officer_no === undefined) return ok(undefined);
  const holder = await transaction
    .selectFrom('people')
    .select('id')
    .where('officer_no', '=', officer_no)
    .executeTakeFirst();
  return holder === undefined || holder.id === person_id
    ? ok(undefined)
    : fail('OFFICER_NUMBER_TAKEN', { officer_no });
};

const parse = (row: {
  id: string;
  name: string;
  roles: string;
  disabled: number;
  officer_no: string | null;
}): Person => personSchema.parse({ ...row, roles: JSON.parse(row.roles), disabled: row.disabled === 1 });

const hash = (token: string): string => createHash('sha256').update(token).digest('hex');

const sameText = (a: string, b: string): boolean =>
  timingSafeEqual(Buffer.from(hash(a)), Buffer.from(hash(b)));
