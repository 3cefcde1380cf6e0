import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { SealedFile } from '#common';
import type { Database } from '../storage/database.ts';
import { type ChainProblem, type Ledger, verifyChain } from './ledger.ts';

export type FileKind = 'still' | 'clip' | 'clip_playable';

export type Unsealed = {
  readonly lead_id: string;
  readonly kind: FileKind;
  /** Relative to the data folder, with forward slashes. */
  readonly path: string;
  /** For a derivative: the hash of what it was made from. */
  readonly parent_sha256?: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** A file as measured: what the seal says of it. */
export type Measured = { readonly sha256: string; readonly bytes: number };

/** Reads the whole file; its bytes reach the disk before the hash is believed. */
export const measure = async (path: string): Promise<Measured> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { sha256: hash.digest('hex'), bytes: (await stat(path)).size };
};

/** 固证: writes the file's hash into the ledger and the file table, in the caller's transaction. */
export const seal = async (
  transaction: Database,
  ledger: Ledger,
  file: Unsealed,
  measured: Measured,
): Promise<SealedFile> => {
  const parent = file.parent_sha256 === undefined ? {} : { parent_sha256: file.parent_sha256 };
  const ledger_seq = await ledger.append(transaction, {
    actor: 'station',
    action: 'seal',
    object: file.path,
    details: { ...file.details, ...parent, ...measured, kind: file.kind, lead_id: file.lead_id },
  });
  await transaction
    .insertInto('files')
    .values({
      ...measured,
      path: file.path,
      kind: file.kind,
      lead_id: file.lead_id,
      parent_sha256: file.parent_sha256 ?? null,
      ledger_seq,
    })
    .execute();
  return { ...measured, ledger_seq };
};

/** Checks the chain and the bytes of every sealed file; each problem names the row and the file. */
export const verifyAll = async (
  database: Database,
  data_dir: string,
): Promise<{ rows: number; files: number; problems: ChainProblem[] }> => {
  const { rows, problems } = await verifyChain(database);
  const files = await database.selectFrom('files').selectAll().orderBy('ledger_seq').execute();
  for (const file of files) {
    const problem = await compare(join(data_dir, file.path), file);
    if (problem !== undefined) problems.push({ seq: file.ledger_seq, object: file.path, problem });
  }
  return { rows, files: files.length, problems };
};

const compare = async (path: string, sealed: Measured): Promise<string | undefined> => {
  try {
    const found = await measure(path);
    return found.sha256 === sealed.sha256 ? undefined : `the file's SHA-256 is now ${found.sha256}`;
  } catch (error) {
    return `the file cannot be read: ${String(error)}`;
  }
};
