import {
  type CaseAct,
  caseActSchema,
  type CaseSummary,
  caseSummarySchema,
  fail,
  ok,
  type Result,
} from '#common';
import type { Selectable } from 'kysely';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/schema.ts';

/** Every act of a case in order. */
export const readActs = async (database: Database, case_id: string): Promise<CaseAct[]> => {
  const rows = await database
    .selectFrom('case_acts')
    .leftJoin('people', 'people.id', 'case_acts.actor_id')
    .selectAll('case_acts')
    .select('people.name as actor_name')
    .where('case_id', '=', case_id)
    .orderBy('seq')
    .execute();
  return rows.map((row) =>
    caseActSchema.parse({
      ...row,
      actor_name: row.actor_name ?? row.actor_id,
      data: JSON.parse(row.data) as unknown,
    }),
  );
};

export const findCase = async (
  database: Database,
  case_id: string,
): Promise<Result<Selectable<Tables['cases']>>> => {
  const row = await database.selectFrom('cases').selectAll().where('id', '=', case_id).executeTakeFirst();
  return row === undefined ? fail('NOT_FOUND', { kind: 'case', id: case_id }) : ok(row);
};

export const summaryOf = (row: Selectable<Tables['cases']>): CaseSummary =>
  caseSummarySchema.parse({
    ...row,
    seq: row.act_seq,
    officers: JSON.parse(row.officers) as unknown,
    paused: row.paused === 1,
  });
