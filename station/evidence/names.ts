import type { LedgerRow, NamedRow } from '#common';
import type { Database } from '../storage/database.ts';

type Named = Pick<NamedRow, 'object_kind' | 'object_name' | 'object_utc_us'>;

/** Puts names to the identifiers of ledger rows; a record that is gone keeps its identifier. */
export const nameRows = async (database: Database, rows: readonly LedgerRow[]): Promise<NamedRow[]> => {
  const wanted = [...new Set(rows.flatMap(({ actor, object }) => [actor, recordOf(object)]))];
  const known = await lookUp(database, wanted);
  return rows.map((row) => ({
    ...row,
    actor_name: known.get(row.actor)?.object_name ?? null,
    ...(known.get(recordOf(row.object)) ?? { object_kind: 'other', object_name: null, object_utc_us: null }),
  }));
};

/** A file of a lead speaks of that lead. */
const recordOf = (object: string): string => /^leads\/([^/]+)\//.exec(object)?.[1] ?? object;

const lookUp = async (database: Database, ids: readonly string[]): Promise<Map<string, Named>> => {
  const found = new Map<string, Named>();
  if (ids.length === 0) return found;
  const add = (kind: Named['object_kind'], id: string, name: string | null, utc_us: number | null = null) =>
    void found.set(id, { object_kind: kind, object_name: name, object_utc_us: utc_us });
  const people = await database.selectFrom('people').select(['id', 'name']).where('id', 'in', ids).execute();
  for (const { id, name } of people) add('person', id, name);
  const sites = await database.selectFrom('sites').select(['id', 'body']).where('id', 'in', ids).execute();
  for (const { id, body } of sites) add('site', id, nameIn(body));
  const missions = await database
    .selectFrom('missions')
    .select(['id', 'body'])
    .where('id', 'in', ids)
    .execute();
  for (const { id, body } of missions) add('mission', id, nameIn(body));
  const streams = await database
    .selectFrom('streams')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .execute();
  for (const { id, name } of streams) add('stream', id, name);
  const flights = await database
    .selectFrom('flights')
    .select(['id', 'started_utc_us'])
    .where('id', 'in', ids)
    .execute();
  for (const { id, started_utc_us } of flights) add('flight', id, null, started_utc_us);
  const leads = await database
    .selectFrom('leads')
    .select(['id', 'raised_utc_us'])
    .where('id', 'in', ids)
    .execute();
  for (const { id, raised_utc_us } of leads) add('lead', id, null, raised_utc_us);
  return found;
};

const nameIn = (body: string): string | null => {
  const { name } = JSON.parse(body) as { name?: { zh?: unknown } };
  return typeof name?.zh === 'string' ? name.zh : null;
};
