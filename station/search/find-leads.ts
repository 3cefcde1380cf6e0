import { type RawBuilder, sql } from 'kysely';
import type { Found } from '#common';
import type { Database } from '../storage/database.ts';
import type { Wanted } from './find.ts';

/** Up to so many leads in a box are sorted; where there are more, going back in time meets them soon enough. */
const most_in_box = 3000;

type Row = {
  id: string;
  state: string;
  raised_utc_us: number;
  site_id: string | null;
  item: string;
  lat_deg: number | null;
  lon_deg: number | null;
};

const itemWords: Readonly<Record<string, { zh: string; en: string }>> = {
  mask: { zh: '防尘口罩', en: 'Dust mask' },
  hearing: { zh: '护听器', en: 'Hearing protection' },
  helmet: { zh: '安全帽', en: 'Helmet' },
};

/** Leads that stand for themselves, newest first; `ids` where words have narrowed them. */
export const findLeads = async (
  database: Database,
  wanted: Wanted,
  ids: readonly string[] | undefined,
): Promise<Found[]> => {
  const box = boxOf(wanted);
  const sparse = box !== undefined && (await isSparse(database, box));
  const where: RawBuilder<unknown>[] = [sql`l.merged_into is null`];
  const { lead_state, site_id, person_id, from_utc_us, to_utc_us, from, limit } = wanted;
  if (ids !== undefined) where.push(sql`l.id in (select value from json_each(${JSON.stringify(ids)}))`);
  if (lead_state !== undefined) where.push(sql`l.state = ${lead_state}`);
  if (site_id !== undefined) where.push(sql`l.site_id = ${site_id}`);
  if (person_id !== undefined) where.push(sql`p.person_id = ${person_id}`);
  // What a person reviewed lies in its order by itself; the cross join keeps that order.
  const [source, time, id] =
    person_id === undefined
      ? [sql`leads l`, sql`l.raised_utc_us`, sql`l.id`]
      : [sql`reviewed_leads p cross join leads l on l.id = p.lead_id`, sql`p.raised_utc_us`, sql`p.lead_id`];
  if (from_utc_us !== undefined) where.push(sql`${time} >= ${Number(from_utc_us)}`);
  if (to_utc_us !== undefined) where.push(sql`${time} < ${Number(to_utc_us)}`);
  if (from !== undefined) where.push(sql`(${time}, ${id}) < (${from[0]}, ${from[1]})`);
  if (box !== undefined && !sparse)
    where.push(
      sql`l.lat_deg between ${box.south} and ${box.north} and l.lon_deg between ${box.west} and ${box.east}`,
    );
  const look = async (more: readonly RawBuilder<unknown>[]): Promise<Row[]> => {
    const { rows } = await sql<Row>`
      select l.id, l.state, l.raised_utc_us, l.site_id, l.item, l.lat_deg, l.lon_deg
      from ${source}
      where ${sql.join([...where, ...more], sql` and `)}
      order by ${time} desc, ${id} desc limit ${limit}`.execute(database);
    return rows;
  };
  const rows = box !== undefined && sparse ? await lookInBox(box, wanted, look) : await look([]);
  return rows.map(({ id: lead_id, state, raised_utc_us, site_id: at, item, lat_deg, lon_deg }) => ({
    kind: 'lead',
    id: lead_id,
    title: itemWords[item] ?? { zh: item, en: item },
    state,
    utc_us: raised_utc_us,
    site_id: at,
    position: lat_deg === null || lon_deg === null ? null : { lat_deg, lon_deg },
  }));
};

/** The newest of a box first, then more of it, until a page is full: seldom must all of them be looked up. */
const lookInBox = async (
  box: Box,
  { from, to_utc_us, limit }: Wanted,
  look: (more: readonly RawBuilder<unknown>[]) => Promise<Row[]>,
): Promise<Row[]> => {
  const until_us = Math.min(from?.[0] ?? Infinity, Number(to_utc_us ?? Infinity));
  const before = Number.isFinite(until_us) ? sql`and raised_utc_us <= ${until_us}` : sql``;
  for (let most = limit * 8; ; most *= 8) {
    const rows = await look([
      sql`l.id in (select lead_id from lead_places where ${inBox(box)} ${before}
        order by raised_utc_us desc limit ${most})`,
    ]);
    if (rows.length >= limit || most > most_in_box) return rows;
  }
};

type Box = { south: number; north: number; west: number; east: number };

/** Undefined where no side of a box was given. */
export const boxOf = ({ south_deg, north_deg, west_deg, east_deg }: Wanted): Box | undefined =>
  [south_deg, north_deg, west_deg, east_deg].every((side) => side === undefined)
    ? undefined
    : {
        south: Number(south_deg ?? -90),
        north: Number(north_deg ?? 90),
        west: Number(west_deg ?? -180),
        east: Number(east_deg ?? 180),
      };

/** The R*Tree keeps 32-bit numbers, rounded outwards: a lead on the rim may be in. */
const inBox = ({ south, north, west, east }: Box): RawBuilder<boolean> =>
  sql<boolean>`min_lat >= ${south} and max_lat <= ${north} and min_lon >= ${west} and max_lon <= ${east}`;

const isSparse = async (database: Database, box: Box): Promise<boolean> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select 1 from lead_places where ${inBox(box)} limit ${most_in_box + 1})`.execute(
    database,
  );
  return (rows[0]?.count ?? 0) <= most_in_box;
};
