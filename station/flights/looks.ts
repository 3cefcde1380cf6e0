import { fail, type Lead, ok, type Person, type Result, type SecondLook } from '#common';
import { type GroundControl, lookedAt, proposeLook } from '#missions';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { findRecord } from '../storage/records.ts';
import { boundsOf } from './bounds.ts';
import type { Flights } from './flights.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly ground: GroundControl;
  readonly flights: Flights;
  readonly lead: (lead_id: string) => Promise<Result<Lead>>;
};

/** 复看: proposed by the station, flown only when the pilot says so. */
export class Looks {
  readonly #ports: Ports;
  readonly #stopping = new AbortController();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  stop(): void {
    this.#stopping.abort();
  }

  async propose(lead_id: string): Promise<Result<SecondLook>> {
    const { ground, flights, database, lead: find } = this.#ports;
    const lead = await find(lead_id);
    if (!lead.ok) return lead;
    const flight = lead.value.flight_id === null ? undefined : flights.active(lead.value.flight_id);
    if (flight === undefined) return fail('STATE_CONFLICT', { kind: 'lead', state: 'no flight under way' });
    const site = await findRecord(database, 'sites', flight.site_id);
    if (!site.ok) return site;
    const vehicle = ground.vehicles().find(({ id }) => id === flight.vehicle_id);
    const pose = ground.poseAt(flight.vehicle_id, lead.value.frame_utc_us);
    // The person's own place where it is known, else where the camera's axis met the ground.
    const target = lead.value.place ?? (pose === null ? null : lookedAt(pose));
    if (target === null || vehicle === undefined || vehicle.position === null)
      return fail('LOOK_NO_TARGET', { lead_id });
    const plan = await findRecord(database, 'plans', flight.mission_id);
    const { camera, limits } = boundsOf(plan.ok ? plan.value : undefined, site.value);
    const { lat_deg, lon_deg } = target;
    const look = proposeLook({ lat_deg, lon_deg }, vehicle.position, camera, limits);
    return look.ok ? ok({ ...look.value, lead_id, vehicle_id: flight.vehicle_id }) : look;
  }

  /** Resolves once the aircraft is on its mission again; the proposal is made anew at this moment. */
  async fly(lead_id: string, pilot: Person): Promise<Result<SecondLook>> {
    const { ground, ledger, database, flights } = this.#ports;
    const look = await this.propose(lead_id);
    if (!look.ok) return look;
    const flight = flights.activeOn(look.value.vehicle_id);
    if (flight === undefined) return fail('STATE_CONFLICT', { kind: 'lead', state: 'no flight under way' });
    const mission = await findRecord(database, 'missions', flight.mission_id);
    if (!mission.ok) return mission;
    await database.transaction().execute((transaction) =>
      ledger.append(transaction, {
        actor: pilot.id,
        action: 'flight.look',
        object: flight.id,
        details: { lead_id, viewpoint: look.value.viewpoint, zoom_percent: look.value.zoom_percent },
      }),
    );
    const flown = await ground.look(look.value.vehicle_id, mission.value, look.value, this.#stopping.signal);
    return flown.ok ? look : flown;
  }
}
