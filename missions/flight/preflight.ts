import { fail, ok, type Result, type VehicleState } from '#common';

const THREE_DIMENSIONAL_FIX = 3;
/** Take-off below this is refused; how much a mission needs is the planner's to say. */
const LEAST_BATTERY_PERCENT = 30;

/** Before anything is uploaded: an aircraft that is there and on the ground. */
export const checkAtRest = (vehicle: VehicleState): Result<void> => {
  if (vehicle.link !== 'live') return fail('VEHICLE_LINK_LOST', { vehicle_id: vehicle.id });
  if (vehicle.armed) return fail('VEHICLE_ARMED', { vehicle_id: vehicle.id });
  return ok(undefined);
};

/** Before arming. The autopilot makes its own checks too; these are the station's, with a clear reason. */
export const checkReady = (vehicle: VehicleState): Result<void> => {
  const rest = checkAtRest(vehicle);
  if (!rest.ok) return rest;
  const fix_type = vehicle.gps?.fix_type ?? 0;
  if (vehicle.position === null || fix_type < THREE_DIMENSIONAL_FIX) {
    return fail('PREFLIGHT_POSITION', { vehicle_id: vehicle.id, fix_type });
  }
  const remaining_percent = vehicle.battery?.remaining_percent ?? null;
  // An aircraft that does not measure its charge is left to its pilot's own look at the battery.
  if (remaining_percent !== null && remaining_percent < LEAST_BATTERY_PERCENT) {
    return fail('PREFLIGHT_BATTERY', { remaining_percent, minimum_percent: LEAST_BATTERY_PERCENT });
  }
  return ok(undefined);
};
