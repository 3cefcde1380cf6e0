import { copyFile, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { fail, type Logger, ok, type Result } from '#common';
import { SqliteFile, sqliteDialect } from './driver.ts';
import { type Migration, migrations } from './migrations/index.ts';
import type { Tables } from './schema.ts';

export type Database = Kysely<Tables>;

/**
 * Opens (or makes) `landun.db` in the data folder and brings it to the newest version.
 * Fails with DATA_READ_ONLY or DATA_NEWER, leaving the file as it was.
 */
export const openDatabase = async (
  data_dir: string,
  logger: Logger,
  steps: readonly Migration[] = migrations,
): Promise<Result<Database>> => {
  const writable = await checkWritable(data_dir);
  if (!writable.ok) return writable;
  const path = join(data_dir, 'landun.db');
  const file = await SqliteFile.open(path);
  const migrated = await migrate(file, path, steps, logger);
  if (!migrated.ok) {
    await file.close();
    return migrated;
  }
  // FULL: in WAL mode only this makes a committed transaction survive power loss (sqlite.org/pragma.html#pragma_synchronous).
  await file.exec('pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 5000;');
  return ok(new Kysely<Tables>({ dialect: sqliteDialect(file) }));
};

const checkWritable = async (data_dir: string): Promise<Result<void>> => {
  const probe = join(data_dir, '.writable');
  try {
    await mkdir(data_dir, { recursive: true });
    const handle = await open(probe, 'w');
    await handle.close();
    await rm(probe);
    return ok(undefined);
  } catch (cause) {
    return fail('DATA_READ_ONLY', { path: data_dir, problem: String(cause) });
  }
};

const migrate = async (
  file: SqliteFile,
  path: string,
  steps: readonly Migration[],
  logger: Logger,
): Promise<Result<void>> => {
  const found = await versionOf(file);
  const known = steps.at(-1)?.version ?? 0;
  if (found > known) return fail('DATA_NEWER', { path, found, known });
  await file.exec('pragma journal_mode = wal');
  const pending = steps.filter((step) => step.version > found);
  if (pending.length === 0) return ok(undefined);
  if (found > 0) {
    // Fold the log into the file first, so that the copy is whole.
    await file.exec('pragma wal_checkpoint(truncate)');
    await copyFile(path, `${path}.before-${known}`);
  }
  for (const step of pending) {
    await file.exec(`begin immediate; ${step.sql}; pragma user_version = ${step.version}; commit;`);
    logger.info({ version: step.version, name: step.name }, 'database migrated');
  }
  return ok(undefined);
};

const versionOf = async (file: SqliteFile): Promise<number> => {
  const rows = await file.all('pragma user_version');
  return Number(rows[0]?.['user_version']);
};
