import {
  type Clock,
  fail,
  type Mission,
  ok,
  type Result,
  type VehicleOrder,
  type VehicleState,
} from '#common';
import { distance_m } from '../plan/index.ts';
import { carryOut, type Fleet } from '../vehicle/index.ts';
import { settingsAt } from './resume.ts';
import type { Look } from './second-look.ts';
import { watchVehicle } from '../vehicle/index.ts';

const ARRIVED_M = 3;
const ARRIVE_WITHIN_MS = 120_000;
/** What the inspector gets to see: as long as a clip. */
const DWELL_MS = 20_000;
/** Modes in which an aircraft waits for its pilot in the air. */
const heldModes: ReadonlySet<VehicleState['mode']> = new Set(['brake', 'loiter', 'guided']);

type Ports = { readonly fleet: Fleet; readonly clock: Clock };

/**
 * Leaves the mission, looks from the proposed place for twenty seconds, takes a still, and goes on at the
 * item it was flying, with speed, gimbal, zoom and interval pictures as that item has them; an aircraft that was
 * paused before holds at the place it looked from until the pilot lets it go on. A pilot's act
 * from beginning to end: any refusal or `signal` leaves the aircraft holding where it is.
 */
export const flyLook = async (
  vehicle: VehicleState,
  mission: Mission,
  look: Look,
  { fleet, clock }: Ports,
  signal: AbortSignal,
): Promise<Result<void>> => {
  const order = async (what: VehicleOrder): Promise<Result<void>> => {
    const done = await carryOut({ fleet, clock }, fleet.state(vehicle.id) ?? vehicle, what, signal);
    return done.ok ? ok(undefined) : done;
  };
  const { mission_seq, mode } = vehicle;
  // A pilot who saw something has often paused already; then going on is the pilot's word too.
  const paused = heldModes.has(mode);
  if ((mode !== 'auto' && !paused) || mission_seq === null)
    return fail('STATE_CONFLICT', { kind: 'vehicle', state: mode });
  const { viewpoint, pitch_deg, yaw_deg, zoom_percent } = look;
  const out = await inTurn([
    () => order({ order: 'pause' }),
    () => order({ order: 'goto', ...viewpoint }),
    () => order({ order: 'gimbal', pitch_deg, yaw_deg }),
    () => tolerant(order({ order: 'zoom', percent: zoom_percent })),
  ]);
  if (!out.ok) return out;
  const near = (state: VehicleState): true | undefined =>
    state.position !== null &&
    distance_m(state.position, viewpoint) < ARRIVED_M &&
    Math.abs((state.height_m ?? 0) - viewpoint.height_m) < ARRIVED_M
      ? true
      : undefined;
  const arrived = await watchVehicle(
    { fleet, clock, vehicle_id: vehicle.id, signal },
    near,
    ARRIVE_WITHIN_MS,
  );
  if (arrived.kind === 'aborted') return fail('FLIGHT_STOPPED', { stage: 'flying' });
  if (arrived.kind === 'timeout') return fail('COMMAND_UNANSWERED', { command: 'goto' });
  await tolerant(order({ order: 'photo' }));
  const dwelt = await watchVehicle(
    { fleet, clock, vehicle_id: vehicle.id, signal },
    () => undefined,
    DWELL_MS,
  );
  if (dwelt.kind === 'aborted') return fail('FLIGHT_STOPPED', { stage: 'flying' });
  const first_seq = vehicle.autopilot === 'ardupilot' ? 1 : 0;
  return inTurn([
    () => fleet.command(vehicle.id, { command: 'do_set_mission_current', params: [mission_seq] }, signal),
    ...settingsAt(mission.items, mission_seq - first_seq).map((item) => (): Promise<Result<void>> => {
      if (item.kind === 'speed') return order({ order: 'speed', speed_m_s: item.speed_m_s });
      if (item.kind === 'gimbal') return order({ ...item, order: 'gimbal' });
      if (item.kind === 'zoom') return tolerant(order({ order: 'zoom', percent: item.percent }));
      const interval_s = item.kind === 'photo' ? item.interval_s : 0;
      const again = { command: 'image_start_capture', params: [0, interval_s, 0] } as const;
      return tolerant(fleet.command(vehicle.id, again, signal, fleet.cameraComponent(vehicle.id)));
    }),
    ...(paused ? [] : [(): Promise<Result<void>> => order({ order: 'resume' })]),
  ]);
};

/** One after another, up to the first refusal. */
const inTurn = async (steps: readonly (() => Promise<Result<void>>)[]): Promise<Result<void>> => {
  for (const step of steps) {
    const done = await step();
    if (!done.ok) return done;
  }
  return ok(undefined);
};

/** A camera without zoom or stills, or one that does not follow, does not keep the aircraft from looking. */
const tolerant = async (work: Promise<Result<void>>): Promise<Result<void>> => {
  const done = await work;
  const shrugged = !done.ok && ['COMMAND_REFUSED', 'ORDER_NOT_FOLLOWED'].includes(done.error.code);
  return shrugged ? ok(undefined) : done;
};
