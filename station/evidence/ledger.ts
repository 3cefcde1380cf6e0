import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';
import { type Clock, type LedgerRow, ledgerRowSchema } from '#common';
import type { Database } from '../storage/database.ts';

/** One act, before it has its place in the chain. */
export type Act = {
  /** A person's id, or `station`. */
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

/**
 * The custody ledger: each row's hash is the SHA-256 of its canonical JSON (RFC 8785) without `hash`,
 * which includes the hash of the row before. The database refuses update, delete and holes.
 */
export class Ledger {
  readonly #clock: Clock;
  readonly #version: string;

  constructor(clock: Clock, version: string) {
    this.#clock = clock;
    this.#version = version;
  }

  /** Appends inside the caller's transaction, so that the act and its row stand or fall together. */
  async append(transaction: Database, act: Act): Promise<number> {
    const last = await transaction
      .selectFrom('ledger')
      .select(['seq', 'hash'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    const row = {
      seq: (last?.seq ?? 0) + 1,
      utc_us: this.#clock.utc_us(),
      actor: act.actor,
      action: act.action,
      object: act.object,
      details: act.details ?? {},
      app_version: this.#version,
      previous_hash: last?.hash ?? '',
    };
    await transaction
      .insertInto('ledger')
      .values({ ...row, details: JSON.stringify(row.details), hash: hashOf(row) })
      .execute();
    return row.seq;
  }
}

/** The hash a row must have. */
export const hashOf = (row: Omit<LedgerRow, 'hash'>): string =>
  createHash('sha256')
    .update(canonicalize(row) ?? '')
    .digest('hex');

/** Rows newest first. */
export const listLedger = async (database: Database, limit: number): Promise<LedgerRow[]> => {
  const rows = await database.selectFrom('ledger').selectAll().orderBy('seq', 'desc').limit(limit).execute();
  return rows.map(parseRow);
};

export type ChainProblem = { seq: number; object: string; problem: string };

/** Walks the whole chain; an empty list means that every row is what it was and none is missing. */
export const verifyChain = async (
  database: Database,
): Promise<{ rows: number; problems: ChainProblem[] }> => {
  const rows = await database.selectFrom('ledger').selectAll().orderBy('seq').execute();
  const problems: ChainProblem[] = [];
  let previous_hash = '';
  let expected_seq = 1;
  for (const stored of rows) {
    const { hash, ...row } = parseRow(stored);
    const about = { seq: row.seq, object: row.object };
    if (row.seq !== expected_seq) problems.push({ ...about, problem: `row ${expected_seq} is missing` });
    if (row.previous_hash !== previous_hash)
      problems.push({ ...about, problem: 'does not follow the row before' });
    if (hash !== hashOf(row)) problems.push({ ...about, problem: 'was changed after it was written' });
    previous_hash = hash;
    expected_seq = row.seq + 1;
  }
  return { rows: rows.length, problems };
};

const parseRow = (row: { details: string }): LedgerRow =>
  ledgerRowSchema.parse({ ...row, details: JSON.parse(row.details) });
