import { sql } from 'kysely';
import { type CallInput, type CallOutput, type Found, type SearchKind, siteSchema } from '#common';
import { readCursor } from '../leads/lead-list.ts';
import type { Database } from '../storage/database.ts';
import { findCases } from './find-cases.ts';
import { findLeads } from './find-leads.ts';
import { queryOf } from './grams.ts';

/** Of what holds the words, so many of the newest are looked at; more words narrow better than more pages. */
const most_candidates = 500;

/** What the parts of a search are narrowed to by its words. */
export type Candidates = ReadonlyMap<SearchKind, readonly string[]>;
export type Wanted = CallInput<'search.find'> & {
  readonly limit: number;
  readonly from: readonly [utc_us: number, id: string] | undefined;
};

/** Sites and people first, then cases and leads by time, a page at a time. */
export const find = async (
  database: Database,
  input: CallInput<'search.find'>,
): Promise<CallOutput<'search.find'>> => {
  const limit = Number(input.limit ?? 50);
  const wanted: Wanted = {
    ...input,
    limit,
    from: input.after === undefined ? undefined : readCursor(input.after),
  };
  const candidates = await candidatesOf(database, input.text);
  if (candidates === null) return { found: [], next: null };
  const kinds = kindsOf(input);
  const first = wanted.from === undefined;
  const fixed: Found[] = [
    ...(first && kinds.has('site') ? await findSites(database, wanted, candidates) : []),
    ...(first && kinds.has('person') ? await findPeople(database, wanted, candidates) : []),
  ].slice(0, limit);
  const dated = [
    ...(kinds.has('case') ? await findCases(database, wanted, candidates?.get('case')) : []),
    ...(kinds.has('lead') ? await findLeads(database, wanted, candidates?.get('lead')) : []),
  ].toSorted((a, b) => (b.utc_us ?? 0) - (a.utc_us ?? 0) || (a.id < b.id ? 1 : -1));
  const page = dated.slice(0, limit);
  const last = page.at(-1);
  return {
    found: [...fixed, ...page],
    next: dated.length >= limit && last !== undefined ? `${last.utc_us} ${last.id}` : null,
  };
};

/** A filter that only one kind can answer asks that kind alone. */
const kindsOf = (input: CallInput<'search.find'>): ReadonlySet<SearchKind> => {
  if (input.kind !== undefined) return new Set([input.kind]);
  const kinds = new Set<SearchKind>(['case', 'lead']);
  if (input.text !== undefined && input.text !== '')
    for (const kind of ['site', 'person'] as const) kinds.add(kind);
  if (input.lead_state !== undefined) return new Set(['lead']);
  if (input.stage !== undefined) return new Set(['case']);
  if (input.site_id !== undefined || input.person_id !== undefined) {
    kinds.delete('site');
    kinds.delete('person');
  }
  return kinds;
};

/** Undefined where no words were given, null where they can match nothing. */
const candidatesOf = async (
  database: Database,
  text: string | undefined,
): Promise<Candidates | undefined | null> => {
  if (text === undefined || text === '') return undefined;
  const query = queryOf(text);
  if (query === undefined) return null;
  const { rows } = await sql<{ kind: SearchKind; id: string }>`
    select r.kind, r.id from (
      select rowid as n from search_words where search_words match ${query}
      order by rowid desc limit ${most_candidates}) w
    join search_rows r on r.n = w.n`.execute(database);
  const found = new Map<SearchKind, string[]>([
    ['case', []],
    ['lead', []],
    ['site', []],
    ['person', []],
  ]);
  for (const { kind, id } of rows) found.get(kind)?.push(id);
  return found;
};

const findSites = async (
  database: Database,
  { north_deg, south_deg, west_deg, east_deg, limit }: Wanted,
  candidates: Candidates | undefined,
): Promise<Found[]> => {
  let query = database.selectFrom('sites').select('body').orderBy('id').limit(limit);
  const ids = candidates?.get('site');
  if (ids !== undefined) query = query.where('id', 'in', ids);
  const rows = await query.execute();
  return rows
    .map(({ body }) => siteSchema.parse(JSON.parse(body)))
    .filter(
      ({ origin: { lat_deg, lon_deg } }) =>
        lat_deg >= Number(south_deg ?? -90) &&
        lat_deg <= Number(north_deg ?? 90) &&
        lon_deg >= Number(west_deg ?? -180) &&
        lon_deg <= Number(east_deg ?? 180),
    )
    .map(({ id, name, origin: { lat_deg, lon_deg } }) => ({
      kind: 'site',
      id,
      title: name,
      state: null,
      utc_us: null,
      site_id: id,
      position: { lat_deg, lon_deg },
    }));
};

const findPeople = async (
  database: Database,
  { limit }: Wanted,
  candidates: Candidates | undefined,
): Promise<Found[]> => {
  let query = database.selectFrom('people').select(['id', 'name']).orderBy('name').limit(limit);
  const ids = candidates?.get('person');
  if (ids !== undefined) query = query.where('id', 'in', ids);
  const rows = await query.execute();
  return rows.map(({ id, name }) => ({
    kind: 'person',
    id,
    title: { zh: name, en: name },
    state: null,
    utc_us: null,
    site_id: null,
    position: null,
  }));
};
