import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import {
  type CaseReport,
  dataStart,
  type Ids,
  localHeader,
  openCaseZip,
  openZip,
  unwrap,
  verifyCase,
} from '#common';
import type { Clock, Logger } from '#common';
import { nodeProofs } from '../proofs.ts';
import { sampleArchive } from '../testing/make-case.ts';
import { addSampleLead, openSampleStore, sampleCaseFile, type SampleStore } from '../testing/sample-case.ts';
import { verifyAll } from '../verify.ts';

type Options = {
  readonly changes: number;
  /** Only the places whose name contains this. */
  readonly only?: string | undefined;
  readonly data_dir: string;
  readonly models_dir: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
};

/** For each place of the changes: how many were made, found, and blamed on the right item. */
export type TamperFigures = Record<string, { changes: number; found: number; named: number }>;
type Outcome = { found: boolean; named: boolean };
type Random = (below: number) => number;

/** Mulberry32: the same changes in every run. */
const seeded = (seed: number): Random => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
};

/** Another value for a byte than the one it has. */
const flip = (bytes: Uint8Array, at: number, random: Random): void => {
  bytes[at] = (bytes[at] ?? 0) ^ (1 + random(255));
};

/** Changes single bytes of files, seals, a copy of the database, ledger rows and a case file, and verifies after each. */
export const measureTamper = async (options: Options): Promise<TamperFigures> => {
  const { data_dir, models_dir, changes, ids } = options;
  const store = unwrap(await openSampleStore(options));
  const random = seeded(20_261_122);
  const noise = (length: number) => Uint8Array.from({ length }, () => random(256));
  const leads = [];
  for (let count = 0; count < 4; count += 1) leads.push(await addSampleLead(store, ids, noise(6000)));
  const copy = await sealDatabaseCopy(store);
  const own = leads.filter((_, index) => index !== 1);
  const file = sampleCaseFile(own.map(({ id }) => id));
  const [archive = ''] = unwrap(
    await sampleArchive(store, file, own, { name: 'case', models_dir, out_dir: data_dir }),
  );
  const files = await store.database.selectFrom('files').select(['path', 'kind']).execute();
  const sealed = files.filter(({ kind }) => kind !== 'database').map(({ path }) => path);
  const share = Math.floor(changes / 5);
  const figures: TamperFigures = {};
  const measure = async (what: string, count: number, change: () => Promise<Outcome>): Promise<void> => {
    if (!what.includes(options.only ?? '')) return;
    const figure = { changes: 0, found: 0, named: 0 };
    figures[what] = figure;
    for (; figure.changes < count; figure.changes += 1) {
      const { found, named } = await change();
      figure.found += Number(found);
      figure.named += Number(named);
    }
  };
  const changeOneOf = (paths: readonly string[]) => async (): Promise<Outcome> => {
    const path = paths[random(paths.length)] ?? '';
    const place = join(data_dir, path);
    const bytes = await readFile(place);
    const changed = Uint8Array.from(bytes);
    flip(changed, random(changed.length), random);
    await writeFile(place, changed);
    const { problems } = await verifyAll(store.database, data_dir);
    await writeFile(place, bytes);
    return {
      found: problems.length > 0,
      named: problems.length > 0 && problems.every(({ object }) => object === path),
    };
  };
  await measure('files', share, changeOneOf(sealed));
  await measure('seals', share, changeOneOf([...sealed, copy].map((path) => `${path}.seal.json`)));
  await measure('database_copy', share, changeOneOf([copy]));
  await openLedger(store);
  await measure('ledger_rows', share, () => changeRow(store, random));
  const bytes = await readFile(archive);
  await measure('case_file', changes - 4 * share, () => changeArchive(bytes, random));
  await store.database.destroy();
  return figures;
};

const sealDatabaseCopy = async ({ database, sealer, data_dir, clock }: SampleStore): Promise<string> => {
  const path = 'copy.db';
  await sql`vacuum into ${join(data_dir, path)}`.execute(database);
  const prepared = await sealer.prepare({
    lead_id: null,
    kind: 'database',
    path,
    utc_us: clock.utc_us(),
    error_us: 0,
  });
  await database.transaction().execute((transaction) => sealer.commit(transaction, prepared));
  return path;
};

/** What somebody with the database file in hand would do first. */
const openLedger = async ({ database }: SampleStore): Promise<void> => {
  await sql`drop trigger ledger_never_changes`.execute(database);
  await sql`pragma ignore_check_constraints = on`.execute(database);
};

const columns = [
  'utc_us',
  'actor',
  'action',
  'object',
  'details',
  'app_version',
  'origin',
  'previous_hash',
  'hash',
] as const;

/** One byte of one value of one row, and back again. */
const changeRow = async ({ database, data_dir }: SampleStore, random: Random): Promise<Outcome> => {
  const rows = await database.selectFrom('ledger').selectAll().orderBy('seq').execute();
  const row = rows[random(rows.length)];
  const column = columns[random(columns.length)] ?? 'actor';
  if (row === undefined) throw new Error('the ledger is empty');
  const before = row[column];
  const change = typeof before === 'number' ? before ^ (1 << random(20)) : changeText(before, random);
  await database
    .updateTable('ledger')
    .set({ [column]: change })
    .where('seq', '=', row.seq)
    .execute();
  const { problems } = await verifyAll(database, data_dir);
  await database
    .updateTable('ledger')
    .set({ [column]: before })
    .where('seq', '=', row.seq)
    .execute();
  return { found: problems.length > 0, named: problems[0]?.seq === row.seq };
};

const changeText = (text: string, random: Random): string => {
  if (text === '') return 'x';
  const bytes = Buffer.from(text, 'latin1');
  const at = random(bytes.length);
  // Stays within ASCII, so that SQLite keeps it as the text it is.
  bytes[at] = ((bytes[at] ?? 0) ^ (1 + random(127))) & 0x7f || 0x21;
  const changed = bytes.toString('latin1');
  return changed === text ? `${text.slice(1)}~` : changed;
};

const changeArchive = async (bytes: Buffer, random: Random): Promise<Outcome> => {
  const at = random(bytes.length);
  const changed = Uint8Array.from(bytes);
  flip(changed, at, random);
  const right = await itemAt(bytes, at);
  const report = await verifyBytes(changed);
  if (report === undefined) return { found: true, named: right.item === '' };
  const items = new Set(report.problems.map(({ item }) => item));
  const row =
    right.row === undefined ||
    report.problems.some((found) => found.row !== null && Math.abs(found.row - (right.row ?? 0)) <= 1);
  const named = right.item === '' ? items.size > 0 : items.has(right.item) && items.size === 1 && row;
  return { found: report.problems.length > 0, named };
};

const sourceOf = (bytes: Uint8Array) => ({
  bytes: bytes.length,
  read: async (at: number, length: number) => {
    if (at + length > bytes.length) throw new RangeError('beyond the end');
    return bytes.subarray(at, at + length);
  },
});

/** Undefined where the archive cannot even be opened: that is found too. */
const verifyBytes = async (bytes: Uint8Array): Promise<CaseReport | undefined> => {
  try {
    const opened = await openCaseZip(sourceOf(bytes));
    if ('fault' in opened) return undefined;
    return await verifyCase(opened.files, nodeProofs, { container: opened.container });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Whose byte it is: a file's, and of the ledger the row's; '' is the archive around them. */
const itemAt = async (bytes: Uint8Array, at: number): Promise<{ item: string; row?: number }> => {
  const source = sourceOf(bytes);
  const zip = await openZip(source);
  if ('fault' in zip) throw new Error(zip.fault);
  for (const entry of zip.entries) {
    const start = await dataStart(source, entry);
    const item = entry.name.split('/').slice(1).join('/');
    if (at >= entry.at && at < entry.at + localHeader(entry).length) return { item: '' };
    if (at < start || at >= start + entry.bytes) continue;
    if (!item.endsWith('ledger.jsonl')) return { item };
    const before = bytes.subarray(start, at).filter((byte) => byte === 10).length;
    return { item, row: before + 1 };
  }
  return { item: '' };
};
