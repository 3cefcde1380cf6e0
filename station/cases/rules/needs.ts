import type { CaseData } from '#common';
import type { CaseState } from './state.ts';

/** What is known outside the case when an act is tried. */
export type World = {
  readonly now_utc_us: number;
  readonly actor_id: string;
  readonly actor_roles: readonly string[];
  /** Officers in service who hold an enforcement number 执法证号. */
  readonly numbered: ReadonlySet<string>;
  /** Leads that a review made evidence, and those that a second officer countersigned. */
  readonly evidence: ReadonlySet<string>;
  readonly countersigned: ReadonlySet<string>;
  /** Files sealed for this case. */
  readonly sealed: ReadonlySet<string>;
  /** Ended flights of the re-inspection plan. */
  readonly reinspection_flights: ReadonlySet<string>;
  /** When the party's time to ask for a hearing is over; undefined while it does not run. */
  readonly hearing_due_utc_us: number | undefined;
};

type Asked = { readonly state: CaseState; readonly data: CaseData; readonly world: World };

/** The conditions of the table that are more than a field; each is also a trigger of the database. */
export const needs = {
  not_paused: ({ state }: Asked) => state.paused_utc_us === null,
  paused: ({ state }: Asked) => state.paused_utc_us !== null,
  assigned: ({ state, world }: Asked) => state.officers.includes(world.actor_id),
  not_assigned: ({ state, world }: Asked) => !state.officers.includes(world.actor_id),
  not_recused: ({ state, world }: Asked) => !state.recused.includes(world.actor_id),
  numbered: ({ world }: Asked) => world.numbered.has(world.actor_id),
  own_or_supervisor: ({ data, world }: Asked) =>
    data.person_id === world.actor_id || world.actor_roles.includes('supervisor'),
  named_officers: ({ state, data, world }: Asked) =>
    (data.officer_ids ?? []).length > 0 &&
    (data.officer_ids ?? []).every((id) => world.numbered.has(id) && !state.recused.includes(id)),
  two_officers: ({ state, world }: Asked) =>
    state.officers.filter((id) => world.numbered.has(id)).length >= 2,
  two_present: ({ state, data, world }: Asked) =>
    new Set((data.officer_ids ?? []).filter((id) => world.numbered.has(id) && state.officers.includes(id)))
      .size >= 2,
  photo: ({ state }: Asked) => state.photos > 0,
  evidence: ({ data, world }: Asked) => (data.lead_ids ?? []).every((id) => world.evidence.has(id)),
  countersigned: ({ state, world }: Asked) => state.lead_ids.every((id) => world.countersigned.has(id)),
  violation: ({ state }: Asked) => state.finding === 'violation',
  not_corrected: ({ state }: Asked) => state.recheck !== 'corrected',
  looked_again: ({ data, world }: Asked) =>
    (data.flight_id !== undefined && world.reinspection_flights.has(data.flight_id)) ||
    (data.on_site_reason ?? '') !== '',
  preserved: ({ state }: Asked) => state.preserved,
  nothing_preserved: ({ state }: Asked) => !state.preserved,
  informed: ({ state }: Asked) => state.informed !== null,
  heard: ({ state, world }: Asked) =>
    state.informed !== null &&
    (state.informed.waived ||
      (world.hearing_due_utc_us !== undefined && world.now_utc_us > world.hearing_due_utc_us)),
  legally_passed: ({ state }: Asked) => state.legally_passed,
  settled: ({ state }: Asked) =>
    state.recheck === 'corrected' || (state.recheck === null && state.finding === 'none'),
  sealed: ({ data, world }: Asked) => data.file_sha256 !== undefined && world.sealed.has(data.file_sha256),
  served: ({ state }: Asked) => state.served,
} as const;

export type Need = keyof typeof needs;
