import { open } from 'node:fs/promises';
import { canonicalJson, type CasePackage, type ExtractRow, type LedgerRow } from '#common';
import type { Database } from '../../storage/database.ts';
import { readLedger } from '../ledger.ts';

const page_rows = 5000;

/** What the rows of a matter speak of. */
export type Matter = {
  readonly case_id: string;
  readonly lead_ids: ReadonlySet<string>;
  /** Flights, missions, documents: anything else whose acts belong to it. */
  readonly others: ReadonlySet<string>;
  /** Acts that are not told to whoever gets this copy. */
  readonly untold: ReadonlySet<string>;
};

/** Whether a row belongs to a matter and may be told to whoever gets its case file. */
export const belongs = ({ case_id, lead_ids, others, untold }: Matter, row: LedgerRow): boolean => {
  if (untold.has(row.action)) return false;
  if (row.action === 'station.key' || row.object === case_id || others.has(row.object)) return true;
  const lead_id = /^leads\/([^/]+)\//.exec(row.object)?.[1] ?? row.object;
  if (lead_ids.has(lead_id)) return true;
  const { lead_id: about, case_id: of } = row.details;
  return (typeof about === 'string' && lead_ids.has(about)) || of === case_id;
};

/**
 * Writes the ledger from the first row of a matter to its head, a row a line: rows of the matter whole, the
 * others only as links of the chain, so that nothing of other matters is told. Gives also who acted in it.
 */
export const writeExtract = async (
  database: Database,
  path: string,
  matter: Matter,
  first_seq: number,
): Promise<{ ledger: CasePackage['ledger']; actors: ReadonlySet<string> }> => {
  const file = await open(path, 'w');
  const actors = new Set<string>();
  let last: { seq: number; hash: string } | undefined;
  try {
    for (let from = first_seq; ; from += page_rows) {
      const rows = await readLedger(database, from, from + page_rows - 1);
      const lines = rows.map((row): ExtractRow => {
        const { seq, previous_hash, hash } = row;
        if (!belongs(matter, row)) return { seq, previous_hash, hash };
        actors.add(row.actor);
        return row;
      });
      await file.appendFile(lines.map((line) => `${canonicalJson(line)}\n`).join(''));
      last = rows.at(-1) ?? last;
      if (rows.length < page_rows) break;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return {
    ledger: { first_seq, last_seq: last?.seq ?? first_seq, head_hash: last?.hash ?? '' },
    actors,
  };
};
