import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';
import {
  type Clock,
  fail,
  type FieldRecord,
  fieldRecordSchema,
  type KeptRecord,
  ok,
  type Person,
  type Result,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import type { FieldFiles } from './field-files.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly files: FieldFiles;
};
type Row = {
  id: string;
  revision: number;
  author_id: string;
  saved_utc_us: number;
  sha256: string;
  body: string;
};

/** 现场记录: the same one sent twice is one; two different changes are a conflict that people settle. */
export class FieldRecords {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async save(
    record: FieldRecord,
    on_revision: number,
    overwrite: boolean,
    person: Person,
  ): Promise<Result<KeptRecord>> {
    const { database, ledger, clock } = this.#ports;
    const text = canonicalize(record) ?? '';
    const sha256 = createHash('sha256').update(text).digest('hex');
    const saved = await database.transaction().execute(async (transaction): Promise<Result<Row>> => {
      const last = await newest(transaction, record.id);
      if (last !== undefined && last.sha256 === sha256) return ok(last);
      if (last !== undefined) {
        const before = fieldRecordSchema.parse(JSON.parse(last.body));
        if (before.state === 'done') return fail('STATE_CONFLICT', { kind: 'record', state: 'done' });
        if (last.revision !== on_revision && !overwrite) {
          const author = await nameOf(transaction, last.author_id);
          return fail('RECORD_CONFLICT', { revision: last.revision, author });
        }
      }
      const row = {
        id: record.id,
        revision: (last?.revision ?? 0) + 1,
        author_id: person.id,
        saved_utc_us: clock.utc_us(),
        sha256,
        body: text,
      };
      await transaction.insertInto('field_records').values(row).execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: record.state === 'done' ? 'record.done' : 'record.save',
        object: record.id,
        details: { revision: row.revision, sha256, alert_id: record.alert_id, photos: record.photos.length },
      });
      return ok(row);
    });
    return saved.ok ? ok(await this.#keep(saved.value)) : saved;
  }

  /** The newest revision of each, newest first. */
  async list(limit: number): Promise<KeptRecord[]> {
    const rows = await this.#ports.database
      .selectFrom('field_records')
      .selectAll()
      .where((where) =>
        where.eb(
          'revision',
          '=',
          where
            .selectFrom('field_records as later')
            .select((select) => select.fn.max('later.revision').as('newest'))
            .whereRef('later.id', '=', 'field_records.id'),
        ),
      )
      .orderBy('saved_utc_us', 'desc')
      .limit(limit)
      .execute();
    return Promise.all(rows.map((row) => this.#keep(row)));
  }

  async #keep(row: Row): Promise<KeptRecord> {
    const { database, files } = this.#ports;
    const record = fieldRecordSchema.parse(JSON.parse(row.body));
    const named = [...record.photos.map(({ sha256 }) => sha256), record.signature_sha256 ?? []].flat();
    const missing: string[] = [];
    for (const sha256 of named) if (!(await files.has(sha256))) missing.push(sha256);
    const { revision, author_id, saved_utc_us } = row;
    return {
      record,
      revision,
      author_id,
      author_name: await nameOf(database, author_id),
      saved_utc_us,
      missing,
    };
  }
}

const newest = (database: Database, id: string): Promise<Row | undefined> =>
  database
    .selectFrom('field_records')
    .selectAll()
    .where('id', '=', id)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();

const nameOf = async (database: Database, person_id: string): Promise<string> => {
  const row = await database
    .selectFrom('people')
    .select('name')
    .where('id', '=', person_id)
    .executeTakeFirst();
  return row?.name ?? person_id;
};
