import type { SelectQueryBuilder } from 'kysely';
import { sql } from 'kysely';
import type { CallInput, CaseSummary } from '#common';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/schema.ts';
import { readCursor } from '../leads/lead-list.ts';
import { summaryOf } from './read.ts';

type Query = SelectQueryBuilder<Tables, 'cases', object>;

/** A page of cases: the most urgent first and those without a running clock behind them, or the newest first. */
export const listCases = async (
  database: Database,
  now_utc_us: number,
  input: CallInput<'cases.list'>,
): Promise<CaseSummary[]> => {
  const limit = Number(input.limit ?? 100);
  const { after } = input;
  const many = await hasMany(database, input);
  if (input.order === 'newest') {
    const rows = await newest(filtered(database, now_utc_us, input, many), after)
      .limit(limit)
      .selectAll()
      .execute();
    return rows.map(summaryOf);
  }
  const clockless = after?.startsWith('none ') === true;
  const due = clockless
    ? []
    : await urgent(filtered(database, now_utc_us, input, many), after)
        .limit(limit)
        .selectAll()
        .execute();
  if (due.length >= limit || input.overdue === 'true') return due.map(summaryOf);
  let rest = filtered(database, now_utc_us, input, many).where('due_utc_us', 'is', null);
  if (clockless) rest = rest.where('id', '>', readCursor(after)[1]);
  const behind = await rest
    .orderBy('id')
    .limit(limit - due.length)
    .selectAll()
    .execute();
  return [...due, ...behind].map(summaryOf);
};

const many_cases = 500;

const hasMany = async (
  database: Database,
  { officer_id, live }: CallInput<'cases.list'>,
): Promise<boolean> => {
  if (officer_id === undefined) return false;
  let query = database.selectFrom('case_people').select('case_id').where('person_id', '=', officer_id);
  if (live === 'true') query = query.where('live', '=', 1);
  const rows = await query.limit(many_cases).execute();
  return rows.length === many_cases;
};

const filtered = (
  database: Database,
  now_utc_us: number,
  input: CallInput<'cases.list'>,
  many: boolean,
): Query => {
  let query = database.selectFrom('cases').where('act_seq', '>', 0);
  if (input.stage !== undefined) query = query.where('stage', '=', input.stage);
  if (input.track !== undefined) query = query.where('track', '=', input.track);
  if (input.site_id !== undefined) query = query.where('site_id', '=', input.site_id);
  if (input.live === 'true') query = query.where('ended_utc_us', 'is', null);
  if (input.overdue === 'true') query = query.where('due_utc_us', '<', now_utc_us).where('paused', '=', 0);
  const { officer_id } = input;
  if (officer_id === undefined) return query;
  // Whoever has many is met soon on the way down the list; whoever has few is looked up.
  return many
    ? query.where(
        sql<boolean>`exists (select 1 from case_people p where p.person_id = ${officer_id} and p.case_id = cases.id)`,
      )
    : query.where('id', 'in', (of) =>
        input.live === 'true'
          ? of
              .selectFrom('case_people')
              .select('case_id')
              .where('person_id', '=', officer_id)
              .where('live', '=', 1)
          : of.selectFrom('case_people').select('case_id').where('person_id', '=', officer_id),
      );
};

const newest = (query: Query, after: string | undefined): Query => {
  const from = after === undefined ? undefined : readCursor(after);
  return (
    from === undefined ? query : query.where(sql<boolean>`(changed_utc_us, id) < (${from[0]}, ${from[1]})`)
  )
    .orderBy('changed_utc_us', 'desc')
    .orderBy('id', 'desc');
};

const urgent = (query: Query, after: string | undefined): Query => {
  const from = after === undefined ? undefined : readCursor(after);
  const dated = query.where('due_utc_us', 'is not', null);
  return (from === undefined ? dated : dated.where(sql<boolean>`(due_utc_us, id) > (${from[0]}, ${from[1]})`))
    .orderBy('due_utc_us')
    .orderBy('id');
};
