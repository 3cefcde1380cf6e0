import { type Officer, type Position, positionSchema, type Team } from '#common';
import { distance_m } from '#missions';
import { sql } from 'kysely';
import { readRoster, readSettings } from '../alerts/roster.ts';
import { isOnDuty } from '../alerts/rules.ts';
import { listTeams } from '../registry/teams.ts';
import { findRecord } from '../storage/records.ts';
import type { Database } from '../storage/database.ts';
import { findCase } from './read.ts';

/** Where somebody worked longer ago says nothing of where they are. */
const stale_after_us = 8 * 3_600_000_000;
const proposed_officers = 2;

/**
 * 可派人员 who hold a number. For a case, the best choice first: on duty, then whose team the site is, then by the
 * way from where they last worked, then by how much they have to do. The first two on duty are proposed (Art. 42).
 */
export const listOfficers = async (
  database: Database,
  now_utc_us: number,
  case_id: string | undefined,
): Promise<Officer[]> => {
  const { rows } = await sql<{
    id: string;
    name: string;
    officer_no: string;
    inspects: 0 | 1;
    live_cases: number;
  }>`
    select p.id, p.name, p.officer_no,
      exists (select 1 from json_each(p.roles) r where r.value = 'inspector') as inspects, (
      select count(*) from case_people a join cases c on c.id = a.case_id
      where a.person_id = p.id and c.ended_utc_us is null) as live_cases
    from people p
    where p.disabled = 0 and coalesce(p.officer_no, '') <> ''
      and exists (select 1 from json_each(p.roles) r where r.value in ('inspector', 'supervisor'))
    order by p.name`.execute(database);
  const { contacts } = await readRoster(database);
  const { shifts } = await readSettings(database);
  const teams = await listTeams(database);
  const found = case_id === undefined ? undefined : await findCase(database, case_id);
  const site_id = found?.ok === true ? found.value.site_id : null;
  const site = site_id === null ? undefined : await findRecord(database, 'sites', site_id);
  const at = site?.ok === true ? site.value.origin : undefined;
  const seen = at === undefined ? new Map<string, Sight>() : await lastSeen(database, now_utc_us);
  const recused = case_id === undefined ? new Set<string>() : await recusedFrom(database, case_id);
  const officers = rows
    .filter(({ id }) => !recused.has(id))
    .map(({ inspects: _inspects, ...row }): Officer => {
      const team = teamFor(teams, row.id, site_id);
      const sight = seen.get(row.id);
      return {
        ...row,
        on_duty: isOnDuty(row.id, contacts.get(row.id), shifts, now_utc_us),
        team: team === undefined ? null : { id: team.id, name: team.name },
        patrols: site_id !== null && team?.site_ids.includes(site_id) === true,
        distance_m:
          at === undefined || sight === undefined ? null : Math.round(distance_m(sight.position, at)),
        seen_utc_us: sight?.utc_us ?? null,
        proposed: false,
      };
    });
  if (site_id === null) return officers;
  // Whoever works on a case cannot review it: those who only supervise come last.
  const inspectors = new Set(rows.filter(({ inspects }) => inspects === 1).map(({ id }) => id));
  const supervises = ({ id }: Officer): boolean => !inspectors.has(id);
  const ordered = officers.toSorted(
    (a, b) =>
      Number(b.on_duty) - Number(a.on_duty) ||
      Number(supervises(a)) - Number(supervises(b)) ||
      Number(b.patrols) - Number(a.patrols) ||
      (a.distance_m ?? Infinity) - (b.distance_m ?? Infinity) ||
      a.live_cases - b.live_cases,
  );
  return ordered.map((officer, index) => ({
    ...officer,
    proposed: officer.on_duty && index < proposed_officers,
  }));
};

/** The team that all of them belong to; the first by name where there are several. */
export const teamOf = async (
  database: Database,
  officer_ids: readonly string[],
): Promise<string | undefined> => {
  if (officer_ids.length === 0) return undefined;
  const teams = await listTeams(database);
  return teams.find(({ member_ids }) => officer_ids.every((id) => member_ids.includes(id)))?.id;
};

/** Somebody in several teams counts for the one whose site it is. */
const teamFor = (teams: readonly Team[], person_id: string, site_id: string | null): Team | undefined => {
  const own = teams.filter(({ member_ids }) => member_ids.includes(person_id));
  return own.find(({ site_ids }) => site_id !== null && site_ids.includes(site_id)) ?? own[0];
};

type Sight = { readonly position: Position; readonly utc_us: number };

/** Where each was when they last saved a record on site or said that they had arrived. */
const lastSeen = async (database: Database, now_utc_us: number): Promise<Map<string, Sight>> => {
  const since_us = now_utc_us - stale_after_us;
  const { rows } = await sql<{ person_id: string; utc_us: number; lat_deg: unknown; lon_deg: unknown }>`
    select author_id as person_id, saved_utc_us as utc_us,
      json_extract(body, '$.place.lat_deg') as lat_deg, json_extract(body, '$.place.lon_deg') as lon_deg
    from field_records where saved_utc_us >= ${since_us} and json_type(body, '$.place') = 'object'
    union all
    select actor_id, utc_us, json_extract(data, '$.lat_deg'), json_extract(data, '$.lon_deg')
    from case_acts where case_id in (select id from cases where changed_utc_us >= ${since_us})
      and utc_us >= ${since_us} and act = 'arrive' and json_type(data, '$.lat_deg') is not null
    order by 2`.execute(database);
  const seen = new Map<string, Sight>();
  for (const { person_id, utc_us, ...place } of rows) {
    const position = positionSchema.safeParse(place);
    if (position.success) seen.set(person_id, { position: position.data, utc_us });
  }
  return seen;
};

const recusedFrom = async (database: Database, case_id: string): Promise<Set<string>> => {
  const { rows } = await sql<{ person_id: string }>`select json_extract(data, '$.person_id') as person_id
    from case_acts where case_id = ${case_id} and act = 'recuse'`.execute(database);
  return new Set(rows.map(({ person_id }) => person_id));
};
