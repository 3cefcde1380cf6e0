import { type RawBuilder, sql } from 'kysely';
import type { Found } from '#common';
import type { Database } from '../storage/database.ts';
import type { Wanted } from './find.ts';
import { boxOf } from './find-leads.ts';

type Row = {
  id: string;
  number: string;
  title: string;
  stage: string;
  changed_utc_us: number;
  site_id: string | null;
};

/** Cases by their last act, newest first; one lies in a box where one of its leads does. */
export const findCases = async (
  database: Database,
  wanted: Wanted,
  ids: readonly string[] | undefined,
): Promise<Found[]> => {
  const { stage, site_id, person_id, from_utc_us, to_utc_us, from, limit } = wanted;
  const box = boxOf(wanted);
  // The cases of a person lie in their order by themselves; the cross join keeps that order.
  const [source, time, id] =
    person_id === undefined
      ? [sql`cases c`, sql`c.changed_utc_us`, sql`c.id`]
      : [sql`case_people p cross join cases c on c.id = p.case_id`, sql`p.changed_utc_us`, sql`p.case_id`];
  const where: RawBuilder<unknown>[] = [sql`c.act_seq > 0`];
  if (ids !== undefined) where.push(sql`c.id in (select value from json_each(${JSON.stringify(ids)}))`);
  if (stage !== undefined) where.push(sql`c.stage = ${stage}`);
  if (site_id !== undefined) where.push(sql`c.site_id = ${site_id}`);
  if (person_id !== undefined) where.push(sql`p.person_id = ${person_id}`);
  if (from_utc_us !== undefined) where.push(sql`c.changed_utc_us >= ${Number(from_utc_us)}`);
  if (to_utc_us !== undefined) where.push(sql`c.changed_utc_us < ${Number(to_utc_us)}`);
  if (from !== undefined) where.push(sql`(${time}, ${id}) < (${from[0]}, ${from[1]})`);
  if (box !== undefined)
    where.push(sql`exists (select 1 from case_leads x join leads l on l.id = x.lead_id
      where x.case_id = c.id and l.lat_deg between ${box.south} and ${box.north}
        and l.lon_deg between ${box.west} and ${box.east})`);
  const { rows } = await sql<Row>`
    select c.id, c.number, c.title, c.stage, c.changed_utc_us, c.site_id from ${source}
    where ${sql.join(where, sql` and `)}
    order by ${time} desc, ${id} desc limit ${limit}`.execute(database);
  return rows.map(({ id: case_id, number, title, stage: state, changed_utc_us, site_id: at }) => ({
    kind: 'case',
    id: case_id,
    title: { zh: `${number} ${title}`, en: `${number} ${title}` },
    state,
    utc_us: changed_utc_us,
    site_id: at,
    position: null,
  }));
};
