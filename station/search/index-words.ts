import { type CaseData, caseDataSchema, type Facility, leadSchema, siteSchema } from '#common';
import type { Database } from '../storage/database.ts';
import { gramsOf } from './grams.ts';

const batch_rows = 200;

/** Fields of acts that hold names and sentences. */
const told = [
  'title',
  'note',
  'reason',
  'contact_name',
  'statement',
  'found',
  'requirements',
  'served_to',
  'facts',
  'proposed',
  'considered',
  'items',
] as const satisfies readonly (keyof CaseData)[];

/** Puts what changed since the last time into the index of words; gives how many records that were, at most a batch. */
export const indexWords = async (database: Database): Promise<number> =>
  database.transaction().execute(async (transaction) => {
    const due = await transaction.selectFrom('search_due').selectAll().limit(batch_rows).execute();
    for (const { kind, id } of due) {
      const words = gramsOf((await wordsOf(transaction, kind, id)).join(' ')).join(' ');
      const row = await transaction
        .insertInto('search_rows')
        .values({ kind, id })
        .onConflict((conflict) => conflict.columns(['kind', 'id']).doUpdateSet({ id }))
        .returning('n')
        .executeTakeFirstOrThrow();
      await transaction.deleteFrom('search_words').where('rowid', '=', row.n).execute();
      await transaction.insertInto('search_words').values({ rowid: row.n, words }).execute();
      await transaction.deleteFrom('search_due').where('kind', '=', kind).where('id', '=', id).execute();
    }
    return due.length;
  });

const wordsOf = async (database: Database, kind: string, id: string): Promise<string[]> => {
  switch (kind) {
    case 'case':
      return caseWords(database, id);
    case 'lead':
      return leadWords(database, id);
    case 'site':
      return siteWords(database, id);
    default: {
      const row = await database
        .selectFrom('people')
        .select(['name', 'officer_no'])
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? [] : [row.name, row.officer_no ?? ''];
    }
  }
};

const caseWords = async (database: Database, id: string): Promise<string[]> => {
  const row = await database
    .selectFrom('cases')
    .select(['number', 'title', 'site_id', 'officers'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return [];
  const acts = await database.selectFrom('case_acts').select('data').where('case_id', '=', id).execute();
  const officers = JSON.parse(row.officers) as { name: string }[];
  return [
    row.number,
    row.title,
    ...officers.map(({ name }) => name),
    ...(await siteWords(database, row.site_id)),
    ...acts.flatMap(({ data }) => {
      const given = caseDataSchema.parse(JSON.parse(data));
      return told.map((field) => given[field] ?? '');
    }),
  ];
};

const leadWords = async (database: Database, id: string): Promise<string[]> => {
  const row = await database.selectFrom('leads').select('body').where('id', '=', id).executeTakeFirst();
  if (row === undefined) return [];
  const { review, second_look, site_id, suspicion } = leadSchema.parse(JSON.parse(row.body));
  return [
    review?.reason ?? '',
    review?.reviewer_name ?? '',
    second_look?.note ?? '',
    ...namesOf(suspicion.facility),
    ...(await siteWords(database, site_id)),
  ];
};

const namesOf = (facility: Facility | undefined): string[] =>
  facility === undefined ? [] : [facility.name.zh, facility.name.en];

const siteWords = async (database: Database, id: string | null): Promise<string[]> => {
  if (id === null) return [];
  const row = await database.selectFrom('sites').select('body').where('id', '=', id).executeTakeFirst();
  if (row === undefined) return [];
  const { name, enterprise, zones, posts } = siteSchema.parse(JSON.parse(row.body));
  return [name, enterprise, ...[...zones, ...posts].map((each) => each.name)].flatMap(({ zh, en }) => [
    zh,
    en,
  ]);
};
