import { sql } from 'kysely';
import type { CallInput, Lead } from '#common';
import type { Database } from '../storage/database.ts';
import { parseBody } from '../storage/records.ts';

/**
 * A page of leads that stand for themselves, by an index of the database whatever the filter. `after` names the
 * last row of the page before; a row that was added meanwhile comes with the next look from the top.
 */
export const listLeads = async (
  database: Database,
  { state, site_id, flight_id, item, from_utc_us, to_utc_us, order, after, limit }: CallInput<'leads.list'>,
): Promise<Lead[]> => {
  let query = database.selectFrom('leads').select('body').where('merged_into', 'is', null);
  if (state !== undefined) query = query.where('state', '=', state);
  if (site_id !== undefined) query = query.where('site_id', '=', site_id);
  if (flight_id !== undefined) query = query.where('flight_id', '=', flight_id);
  if (item !== undefined) query = query.where('item', '=', item);
  if (from_utc_us !== undefined) query = query.where('raised_utc_us', '>=', Number(from_utc_us));
  if (to_utc_us !== undefined) query = query.where('raised_utc_us', '<', Number(to_utc_us));
  const by = order === 'confidence' ? 'probability' : 'raised_utc_us';
  const up = order === 'oldest';
  if (after !== undefined) {
    const [value, id] = readCursor(after);
    query = query.where(
      up
        ? sql<boolean>`(${sql.ref(by)}, id) > (${value}, ${id})`
        : sql<boolean>`(${sql.ref(by)}, id) < (${value}, ${id})`,
    );
  }
  const rows = await query
    .orderBy(by, up ? 'asc' : 'desc')
    .orderBy('id', up ? 'asc' : 'desc')
    .limit(Number(limit ?? 100))
    .execute();
  return rows.map((row) => parseBody('leads', row));
};

/** `VALUE ID`; the value of a row without one is `none`. */
export const readCursor = (cursor: string): [value: number, id: string] => {
  const at = cursor.indexOf(' ');
  return [Number(cursor.slice(0, at)), cursor.slice(at + 1)];
};
