import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type CaseExport, caseExportSchema } from '#common';
import type { Database } from '../../storage/database.ts';
import { writeDurably } from '../durable.ts';
import type { Content } from './archive.ts';

/** Exports, newest first. */
export const loadRecords = async (database: Database): Promise<CaseExport[]> => {
  const rows = await database
    .selectFrom('exports')
    .select('body')
    .orderBy('created_utc_us', 'desc')
    .limit(500)
    .execute();
  return rows.map(({ body }) => caseExportSchema.parse(JSON.parse(body)));
};

const planPath = (folder: string): string => join(folder, 'contents.json');

const planSchema = z.array(
  z.object({ name: z.string(), source: z.string(), bytes: z.number().int(), sha256: z.string() }),
);

export const writePlan = (folder: string, contents: readonly Content[]): Promise<void> =>
  writeDurably(planPath(folder), JSON.stringify(contents));

export const removePlan = (folder: string): Promise<void> => rm(planPath(folder), { force: true });

/** What an earlier run had decided to put into the archive, if it came that far. */
export const readPlan = async (folder: string): Promise<Content[] | undefined> => {
  const text = await readFile(planPath(folder), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : planSchema.parse(JSON.parse(text));
};

export const saveRecord = async (database: Database, record: CaseExport): Promise<void> => {
  await database
    .updateTable('exports')
    .set({ state: record.state, body: JSON.stringify(record) })
    .where('id', '=', record.id)
    .execute();
};

/** A name that every file system takes. */
export const archiveName = ({ case_number, kind }: CaseExport): string => {
  const safe = case_number
    .replaceAll(/[^\p{L}\p{N}〔〕()（）._-]+/gu, '_')
    .replaceAll(/^\.+|[. ]+$/g, '')
    .slice(0, 80);
  return `${safe === '' ? 'case' : safe}-${kind === 'full' ? '卷宗' : '当事人副本'}.zip`;
};
