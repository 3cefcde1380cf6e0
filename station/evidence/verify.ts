import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromUtf8, keysOf, readSigned, sealPath, sealSchema } from '#common';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/schema.ts';
import { type ChainProblem, verifyChain } from './ledger.ts';
import { sha256Of } from './measure.ts';
import { nodeProofs } from './proofs.ts';

type SealedRow = Tables['files'];
export type Verification = { rows: number; files: number; problems: ChainProblem[] };

/**
 * Checks the chain, what the tables say against the chain, and the bytes of every sealed file and of its
 * seal. Each problem names the ledger row and the file or record.
 */
export const verifyAll = async (database: Database, data_dir: string): Promise<Verification> => {
  const { rows, problems } = await verifyChain(database);
  const keys = await stationKeys(database);
  const gone = await purgedFiles(database);
  const files = await database.selectFrom('files').selectAll().orderBy('ledger_seq').execute();
  for (const file of files) {
    const about = { seq: file.ledger_seq, object: file.path };
    const row = await compareRow(database, file);
    if (row !== undefined) problems.push({ ...about, problem: row });
    const place = gone.get(file.path);
    if (place === null) continue;
    const bytes = await compareFile(join(data_dir, place ?? file.path), file.sha256);
    if (bytes !== undefined) problems.push({ ...about, problem: bytes });
    if (file.seal_sha256 === null) continue;
    const seal = await compareSeal(data_dir, place ?? file.path, file, keys);
    if (seal !== undefined) problems.push({ ...about, object: sealPath(file.path), problem: seal });
  }
  problems.push(...(await compareReviews(database)));
  return { rows, files: files.length, problems };
};

/** Every key this station ever signed with, as the ledger has it. */
const stationKeys = async (database: Database): Promise<Set<string>> => {
  const rows = await database
    .selectFrom('ledger')
    .select('object')
    .where('action', '=', 'station.key')
    .execute();
  return new Set(rows.map(({ object }) => object));
};

/** Where files of deleted leads lie: in the trash, or nowhere (null) once the seven days are over. */
const purgedFiles = async (database: Database): Promise<Map<string, string | null>> => {
  const found = new Map<string, string | null>();
  const rows = await database
    .selectFrom('deletions')
    .select(['id', 'state', 'body'])
    .where('state', 'in', ['trashed', 'purged'])
    .execute();
  for (const { id, state, body } of rows) {
    const { files = [] } = JSON.parse(body) as { files?: string[] };
    for (const path of files) found.set(path, state === 'purged' ? null : `trash/${id}/${path}`);
  }
  return found;
};

/** The file table must say what the ledger said when the file was sealed. */
const compareRow = async (database: Database, file: SealedRow): Promise<string | undefined> => {
  const row = await database
    .selectFrom('ledger')
    .select(['action', 'object', 'details'])
    .where('seq', '=', file.ledger_seq)
    .executeTakeFirst();
  if (row === undefined || row.action !== 'seal' || row.object !== file.path)
    return `ledger row ${file.ledger_seq} is not the seal of this file`;
  const told = safeJson(row.details);
  const differs = (
    ['sha256', 'sm3', 'bytes', 'kind', 'lead_id', 'parent_sha256', 'seal_sha256'] as const
  ).find((name) => (told[name] ?? null) !== file[name]);
  return differs === undefined ? undefined : `${differs} in the file table is not what the ledger says`;
};

const safeJson = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // The chain has already named this row.
    return {};
  }
};

const compareFile = async (path: string, sha256: string): Promise<string | undefined> => {
  try {
    const found = await sha256Of(path);
    return found === sha256 ? undefined : `the file's SHA-256 is now ${found}`;
  } catch (error) {
    return `the file cannot be read: ${String(error)}`;
  }
};

const compareSeal = async (
  data_dir: string,
  place: string,
  file: SealedRow,
  keys: ReadonlySet<string>,
): Promise<string | undefined> => {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(data_dir, sealPath(place)));
  } catch (error) {
    return `the seal cannot be read: ${String(error)}`;
  }
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== file.seal_sha256) return `the seal's SHA-256 is now ${found}`;
  const seal = await readSigned(fromUtf8(bytes), sealSchema, nodeProofs);
  if ('fault' in seal) return `the seal does not hold: ${seal.fault}`;
  if (!keysOf(seal).every((key) => keys.has(key)))
    return 'the seal is signed by a key that is not this station’s';
  if (seal.value.file.sha256 !== file.sha256) return 'the seal speaks of other bytes';
  return undefined;
};

/** What a reviewer decided stands in the ledger too: a review changed in its table is found. */
const compareReviews = async (database: Database): Promise<ChainProblem[]> => {
  const rows = await database
    .selectFrom('reviews')
    .innerJoin('ledger', (join_on) =>
      join_on.onRef('ledger.object', '=', 'reviews.lead_id').on('ledger.action', '=', 'lead.review'),
    )
    .select(['ledger.seq', 'ledger.details', 'reviews.id', 'reviews.decision', 'reviews.reviewer_id'])
    .execute();
  return rows
    .filter(({ id, details }) => safeJson(details)['id'] === id)
    .filter(({ details, decision, reviewer_id }) => {
      const told = safeJson(details);
      return told['decision'] !== decision || told['reviewer_id'] !== reviewer_id;
    })
    .map(({ seq, id }) => ({ seq, object: id, problem: 'the review is not what the ledger says' }));
};
