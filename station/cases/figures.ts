import { type CaseFigureRow, type Clock } from '#common';
import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';

type Times = {
  id: string;
  site_id: string | null;
  team_id: string | null;
  team_name: string | null;
  officers: string;
  urges: number;
  ended_utc_us: number | null;
  dispatched: number | null;
  signed: number | null;
  handled: number | null;
  late: 0 | 1;
};

/** 统计: response (dispatch → sign), handling (sign → handle), completion, in time, urged; cases opened since then. */
export const figuresOf = async (database: Database, clock: Clock, days: number) => {
  const since_us = clock.utc_us() - days * 86_400_000_000;
  const { rows } = await sql<Times>`
    select c.id, c.site_id, c.team_id, c.officers, c.urges, c.ended_utc_us,
      (select json_extract(body, '$.name') from teams where id = c.team_id) as team_name,
      (select min(utc_us) from case_acts where case_id = c.id and act = 'dispatch') as dispatched,
      (select min(utc_us) from case_acts where case_id = c.id and act = 'sign') as signed,
      (select min(utc_us) from case_acts where case_id = c.id and act = 'handle') as handled,
      (exists (select 1 from case_acts where case_id = c.id and act = 'escalate')
        or coalesce(c.due_utc_us < ${clock.utc_us()}, 0)) as late
    from cases c where c.act_seq > 0 and c.opened_utc_us >= ${since_us}
    limit 100000`.execute(database);
  const people = new Map<string, { name: string; cases: Times[] }>();
  const sites = new Map<string, { name: string; cases: Times[] }>();
  const teams = new Map<string, { name: string; cases: Times[] }>();
  const put = (into: typeof people, id: string | null, name: string, row: Times): void => {
    if (id === null) return;
    const group = into.get(id) ?? { name, cases: [] };
    group.cases.push(row);
    into.set(id, group);
  };
  for (const row of rows) {
    for (const { id, name } of JSON.parse(row.officers) as { id: string; name: string }[])
      put(people, id, name, row);
    put(sites, row.site_id, row.site_id ?? '', row);
    put(teams, row.team_id, row.team_name ?? row.team_id ?? '', row);
  }
  return { by_person: rowsOf(people), by_site: rowsOf(sites), by_team: rowsOf(teams) };
};

const rowsOf = (groups: ReadonlyMap<string, { name: string; cases: Times[] }>): CaseFigureRow[] =>
  [...groups].map(([id, { name, cases }]) => {
    const share = (fits: (row: Times) => boolean): number => cases.filter(fits).length / cases.length;
    return {
      id,
      name,
      cases: cases.length,
      median_response_us: median(cases.map(({ dispatched, signed }) => between(dispatched, signed))),
      median_handling_us: median(cases.map(({ signed, handled }) => between(signed, handled))),
      completed_share: share(({ ended_utc_us }) => ended_utc_us !== null),
      on_time_share: share(({ late }) => late === 0),
      urged_share: share(({ urges }) => urges > 0),
    };
  });

const between = (from: number | null, to: number | null): number | undefined =>
  from === null || to === null ? undefined : to - from;

const median = (values: readonly (number | undefined)[]): number | null => {
  const known = values.filter((value) => value !== undefined).toSorted((a, b) => a - b);
  const middle = Math.floor(known.length / 2);
  const upper = known[middle];
  if (upper === undefined) return null;
  return known.length % 2 === 1 ? upper : Math.round((upper + (known[middle - 1] ?? upper)) / 2);
};
