import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import {
  type CallInput,
  type CallOutput,
  type CaseExport,
  caseExportSchema,
  type Clock,
  fail,
  ok,
  type Person,
  type Result,
} from '#common';
import type { Database } from '../../storage/database.ts';
import type { Ledger } from '../ledger.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly data_dir: string;
};

/** Without what is read for something else: 0 and O, 1 and I. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const code_length = 10;
/** 50 bits against so many tries: nobody finds it by trying. */
const most_wrong = 10;

/** What the other party may fetch: names and sizes, and where they lie. */
export type PartyCopy = {
  readonly title: string;
  readonly case_number: string;
  readonly folder: string;
  readonly files: CaseExport['files'];
};

/** 查阅码: the other party fetches its blurred copy by a code, for some days; every fetch is in the ledger. */
export class PartyCodes {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** A new code; an earlier one ends. Only of a copy made for the other party: the whole file stays inside. */
  async share(
    { export_id, hours }: CallInput<'exports.share'>,
    person: Person,
  ): Promise<Result<CallOutput<'exports.share'>>> {
    const { database, ledger, clock } = this.#ports;
    const record = await this.#record(export_id);
    if (record === undefined) return fail('NOT_FOUND', { kind: 'export', id: export_id });
    if (record.kind !== 'disclosed') return fail('EXPORT_NOT_DISCLOSED');
    if (record.state !== 'done') return fail('STATE_CONFLICT', { kind: 'export', state: record.state });
    const code = Array.from({ length: code_length }, () => alphabet[randomInt(alphabet.length)]).join('');
    const expires_utc_us = clock.utc_us() + hours * 3_600_000_000;
    await database.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('party_codes').where('export_id', '=', export_id).execute();
      await transaction
        .insertInto('party_codes')
        .values({ export_id, code_hash: hashOf(export_id, code), expires_utc_us, given_by: person.id })
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'export.share',
        object: record.case_id,
        details: { export_id, hours },
      });
    });
    return ok({ path: `/copy/${export_id}`, code: `${code.slice(0, 5)}-${code.slice(5)}`, expires_utc_us });
  }

  /** What the code opens; PARTY_CODE_REFUSED for a wrong, ended or locked one, whichever it is. */
  async open(export_id: string, typed: string): Promise<Result<PartyCopy>> {
    const { database, ledger, clock, data_dir } = this.#ports;
    const code = typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
    const row = await database
      .selectFrom('party_codes')
      .selectAll()
      .where('export_id', '=', export_id)
      .executeTakeFirst();
    if (row === undefined || row.wrong >= most_wrong || row.expires_utc_us < clock.utc_us())
      return fail('PARTY_CODE_REFUSED');
    if (!timingSafeEqual(Buffer.from(row.code_hash), Buffer.from(hashOf(export_id, code)))) {
      await database.transaction().execute(async (transaction) => {
        const { wrong } = await transaction
          .updateTable('party_codes')
          .set((set) => ({ wrong: set('wrong', '+', 1) }))
          .where('export_id', '=', export_id)
          .returning('wrong')
          .executeTakeFirstOrThrow();
        if (wrong === most_wrong)
          await ledger.append(transaction, {
            actor: `party:${export_id}`,
            action: 'export.share_locked',
            object: export_id,
            details: { wrong },
          });
      });
      return fail('PARTY_CODE_REFUSED');
    }
    const record = await this.#record(export_id);
    if (record === undefined || record.state !== 'done') return fail('PARTY_CODE_REFUSED');
    const { title, case_number, files } = record;
    return ok({ title, case_number, files, folder: join(data_dir, 'exports', export_id) });
  }

  /** One file of the copy; the row stands in the ledger before the first byte goes. */
  async fetch(
    export_id: string,
    typed: string,
    name: string,
  ): Promise<Result<{ folder: string; path: string }>> {
    const copy = await this.open(export_id, typed);
    if (!copy.ok) return copy;
    const found = copy.value.files.find((file) => file.name === name);
    if (found === undefined) return fail('NOT_FOUND', { kind: 'file', id: name.slice(0, 200) });
    const { database, ledger } = this.#ports;
    await database.transaction().execute((transaction) =>
      ledger.append(transaction, {
        actor: `party:${export_id}`,
        action: 'export.download',
        object: export_id,
        details: { export_id, name, sha256: found.sha256 },
      }),
    );
    return ok({ folder: copy.value.folder, path: name });
  }

  async #record(export_id: string): Promise<CaseExport | undefined> {
    const row = await this.#ports.database
      .selectFrom('exports')
      .select('body')
      .where('id', '=', export_id)
      .executeTakeFirst();
    return row === undefined ? undefined : caseExportSchema.parse(JSON.parse(row.body));
  }
}

const hashOf = (export_id: string, code: string): string =>
  createHash('sha256').update(`${export_id} ${code}`).digest('hex');
