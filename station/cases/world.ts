import type { CaseData, Clock, Person } from '#common';
import type { Database } from '../storage/database.ts';
import type { World } from './rules/needs.ts';
import type { CaseState } from './rules/state.ts';

/** Gathers what the table asks about outside the case. */
export const worldOf = async (
  database: Database,
  clock: Clock,
  case_id: string,
  state: CaseState,
  data: CaseData,
  actor: Pick<Person, 'id' | 'roles'> | 'station',
  hearing_due_utc_us: number | undefined,
): Promise<World> => {
  const lead_ids = [...new Set([...state.lead_ids, ...(data.lead_ids ?? [])])];
  const people = await database
    .selectFrom('people')
    .select('id')
    .where('disabled', '=', 0)
    .where('officer_no', 'is not', null)
    .execute();
  const evidence = await database
    .selectFrom('evidence')
    .select('lead_id')
    .where('lead_id', 'in', lead_ids)
    .execute();
  const signed = await database
    .selectFrom('countersigns')
    .innerJoin('reviews', 'reviews.id', 'countersigns.review_id')
    .select('lead_id')
    .where('agreed', '=', 1)
    .where('lead_id', 'in', lead_ids)
    .execute();
  const flights = await database
    .selectFrom('flights')
    .innerJoin('case_missions', 'case_missions.mission_id', 'flights.mission_id')
    .select('flights.id')
    .where('case_missions.case_id', '=', case_id)
    .where('ended_utc_us', 'is not', null)
    .execute();
  const files = await database
    .selectFrom('case_files')
    .select('sha256')
    .where('case_id', '=', case_id)
    .execute();
  return {
    now_utc_us: clock.utc_us(),
    actor_id: actor === 'station' ? 'station' : actor.id,
    actor_roles: actor === 'station' ? ['station'] : actor.roles,
    numbered: new Set(people.map(({ id }) => id)),
    evidence: new Set(evidence.map(({ lead_id }) => lead_id)),
    countersigned: new Set(signed.map(({ lead_id }) => lead_id)),
    sealed: new Set(files.map(({ sha256 }) => sha256)),
    reinspection_flights: new Set(flights.map(({ id }) => id)),
    hearing_due_utc_us,
  };
};
