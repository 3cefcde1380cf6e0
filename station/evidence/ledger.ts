import { type Clock, ledgerHash, type LedgerRow, ledgerRowSchema } from '#common';
import type { Database } from '../storage/database.ts';
import { currentOrigin } from './origin.ts';
import { nodeProofs } from './proofs.ts';

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
    const last = await lastRow(transaction);
    const back_us = last === undefined ? 0 : last.utc_us - this.#clock.utc_us();
    // Order is the chain's, not the clock's; a clock that was set back is stated where it happened.
    if (back_us > tolerated_step_us)
      await this.#write(transaction, last, {
        actor: 'station',
        action: 'clock.set_back',
        object: 'clock',
        details: { by_us: back_us, last_utc_us: last?.utc_us },
      });
    return this.#write(transaction, back_us > tolerated_step_us ? await lastRow(transaction) : last, act);
  }

  async #write(
    transaction: Database,
    last: { seq: number; hash: string } | undefined,
    act: Act,
  ): Promise<number> {
    const row = {
      seq: (last?.seq ?? 0) + 1,
      utc_us: this.#clock.utc_us(),
      actor: act.actor,
      action: act.action,
      object: act.object,
      details: act.details ?? {},
      app_version: this.#version,
      origin: currentOrigin(),
      previous_hash: last?.hash ?? '',
    };
    await transaction
      .insertInto('ledger')
      .values({ ...row, details: JSON.stringify(row.details), hash: hashOf(row) })
      .execute();
    return row.seq;
  }
}

/** Time services correct by less; people and dead batteries by more. */
const tolerated_step_us = 2_000_000;

const lastRow = (transaction: Database) =>
  transaction
    .selectFrom('ledger')
    .select(['seq', 'hash', 'utc_us'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();

/** The hash a row must have. */
export const hashOf = (row: Omit<LedgerRow, 'hash'>): string => ledgerHash(row, nodeProofs);

/** Rows newest first. */
export const listLedger = async (database: Database, limit: number): Promise<LedgerRow[]> => {
  const rows = await database.selectFrom('ledger').selectAll().orderBy('seq', 'desc').limit(limit).execute();
  return rows.map(parseRow);
};

/** Rows `from`…`to`, oldest first. */
export const readLedger = async (database: Database, from: number, to: number): Promise<LedgerRow[]> => {
  const rows = await database
    .selectFrom('ledger')
    .selectAll()
    .where('seq', '>=', from)
    .where('seq', '<=', to)
    .orderBy('seq')
    .execute();
  return rows.map(parseRow);
};

export type ChainProblem = { seq: number; object: string; problem: string };

const page_rows = 5000;

/** Walks the whole chain; an empty list means that every row is what it was and none is missing. */
export const verifyChain = async (
  database: Database,
): Promise<{ rows: number; problems: ChainProblem[] }> => {
  const problems: ChainProblem[] = [];
  let previous_hash = '';
  let expected_seq = 1;
  let rows = 0;
  for (let after = Number.MIN_SAFE_INTEGER; ;) {
    const page = await database
      .selectFrom('ledger')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(page_rows)
      .execute();
    for (const stored of page) {
      const problem = (text: string): void => {
        problems.push({ seq: stored.seq, object: stored.object, problem: text });
      };
      if (stored.seq !== expected_seq) problem(`row ${expected_seq} is missing`);
      if (stored.previous_hash !== previous_hash) problem('does not follow the row before');
      if (stored.hash !== hashOfStored(stored)) problem('was changed after it was written');
      previous_hash = stored.hash;
      expected_seq = stored.seq + 1;
    }
    rows += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < page_rows) return { rows, problems };
    after = last.seq;
  }
};

/** Undefined where the row is so broken that it cannot be read. */
const hashOfStored = (stored: { details: string }): string | undefined => {
  try {
    const { hash, ...row } = parseRow(stored);
    return hash === '' ? undefined : hashOf(row);
  } catch {
    // Details that are no JSON: the row does not have the hash it should.
    return undefined;
  }
};

const parseRow = (row: { details: string }): LedgerRow =>
  ledgerRowSchema.parse({ ...row, details: JSON.parse(row.details) });
