import { fail, type Flight, type Position, type Result } from '#common';
import { checkGoTo, type GroundControl } from '#missions';
import type { Plans } from '../plans/plans.ts';
import type { Database } from '../storage/database.ts';
import { findRecord } from '../storage/records.ts';
import { boundsOf } from './bounds.ts';

type Ports = {
  readonly database: Database;
  readonly plans: Pick<Plans, 'groundAbove'>;
  readonly ground: Pick<GroundControl, 'vehicles'>;
};

/** A place off the mission of a flight: inside its fence, off its zones and above its floor, all the way there. */
export const mayGo = async (
  { database, plans, ground }: Ports,
  flight: Pick<Flight, 'site_id' | 'mission_id'> | undefined,
  to: Position & { readonly vehicle_id: string; readonly height_m: number },
): Promise<Result<void>> => {
  const { vehicle_id, height_m } = to;
  // Without a flight nobody said what its fence is.
  if (flight === undefined) return fail('STATE_CONFLICT', { kind: 'vehicle', state: 'no flight under way' });
  const vehicle = ground.vehicles().find(({ id }) => id === vehicle_id);
  if (vehicle === undefined) return fail('VEHICLE_UNKNOWN', { vehicle_id });
  const from = vehicle.position;
  if (from === null) return fail('PREFLIGHT_POSITION', { vehicle_id, fix_type: vehicle.gps?.fix_type ?? 0 });
  const site = await findRecord(database, 'sites', flight.site_id);
  if (!site.ok) return site;
  const plan = await findRecord(database, 'plans', flight.mission_id);
  const { limits } = boundsOf(plan.ok ? plan.value : undefined, site.value);
  const ground_m = await plans.groundAbove(vehicle.home ?? site.value.origin);
  return checkGoTo(from, to, height_m, { ...limits, ground_m });
};
