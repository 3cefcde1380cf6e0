import type { Flight, Mission, VehicleState } from '#common';

export type FlightStage = Flight['stage'];

/** Where on the aircraft's mission the stages change, as its own sequence numbers. */
export type Landmarks = {
  readonly takeoff_seq: number;
  readonly takeoff_height_m: number;
  /** The first item that brings it home or down. */
  readonly return_seq: number;
};

export const landmarksOf = ({ items }: Pick<Mission, 'items'>, first_seq: number): Landmarks => {
  const takeoff = items.findIndex(({ kind }) => kind === 'takeoff');
  const item = items[takeoff];
  const back = items.findIndex(({ kind }) => kind === 'return' || kind === 'land');
  return {
    takeoff_seq: takeoff + first_seq,
    takeoff_height_m: item?.kind === 'takeoff' ? item.height_m : 0,
    return_seq: (back < 0 ? items.length : back) + first_seq,
  };
};

export type AirborneStage = 'taking_off' | 'flying' | 'returning' | 'landed';
export type Progress = { readonly stage: AirborneStage; readonly flown: boolean };

/** Higher than this above the take-off point counts as flown. */
const FLOWN_ABOVE_M = 1;

/**
 * The stage that telemetry shows. `landed` means disarmed after having flown; a disarmed aircraft
 * that never flew keeps its stage, with `flown` false.
 */
export const advanceStage = (before: Progress, vehicle: VehicleState, marks: Landmarks): Progress => {
  const height_m = vehicle.height_m ?? 0;
  const flown = before.flown || (vehicle.armed && height_m > FLOWN_ABOVE_M);
  if (before.stage === 'landed') return before;
  if (!vehicle.armed) return { flown, stage: before.flown ? 'landed' : before.stage };
  if (!flown) return { flown, stage: 'taking_off' };
  const seq = vehicle.mission_seq ?? 0;
  if (vehicle.mode === 'return' || vehicle.mode === 'land' || seq >= marks.return_seq)
    return { flown, stage: 'returning' };
  const high = height_m >= marks.takeoff_height_m / 2;
  if (before.stage === 'taking_off' && !(seq > marks.takeoff_seq && high))
    return { flown, stage: 'taking_off' };
  if (before.stage !== 'returning') return { flown, stage: 'flying' };
  // Sent on by the pilot. Near the ground an autopilot that has ended its mission names item 0 again,
  // and one held on the way back (brake, loiter) is still coming back.
  const onwards = vehicle.mode === 'auto' && seq >= marks.takeoff_seq && height_m > FLOWN_ABOVE_M;
  return { flown, stage: onwards ? 'flying' : 'returning' };
};
