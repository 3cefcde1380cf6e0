import type { VehicleState } from '#common';
import { mavAutopilot } from '../mavlink/index.ts';

export type FlightMode = VehicleState['mode'];
export type Autopilot = VehicleState['autopilot'];

/** ArduCopter's Mode::Number values, as far as Landun names them. */
const arducopter: Readonly<Record<number, FlightMode>> = {
  0: 'stabilize',
  2: 'alt_hold',
  3: 'auto',
  4: 'guided',
  5: 'loiter',
  6: 'return',
  9: 'land',
  16: 'loiter',
  17: 'brake',
  21: 'return',
  27: 'auto',
};

/** PX4's main modes (bits 16–23 of custom_mode); 4 is “auto” and has sub-modes (bits 24–31). */
const px4Main: Readonly<Record<number, FlightMode>> = {
  2: 'alt_hold',
  3: 'loiter',
  6: 'guided',
  7: 'stabilize',
};
const px4Auto: Readonly<Record<number, FlightMode>> = {
  2: 'auto',
  3: 'loiter',
  4: 'auto',
  5: 'return',
  6: 'land',
};

export const autopilotOf = (autopilot: number): Autopilot => {
  if (autopilot === mavAutopilot.ardupilot) return 'ardupilot';
  return autopilot === mavAutopilot.px4 ? 'px4' : 'other';
};

export const modeOf = (autopilot: Autopilot, custom_mode: number): FlightMode => {
  if (autopilot === 'ardupilot') return arducopter[custom_mode] ?? 'other';
  if (autopilot !== 'px4') return 'unknown';
  const main = (custom_mode >>> 16) & 0xff;
  const sub = (custom_mode >>> 24) & 0xff;
  return (main === 4 ? px4Auto[sub] : px4Main[main]) ?? 'other';
};

/** Modes Landun commands. */
export type CommandedMode = 'guided' | 'auto' | 'return' | 'land' | 'brake';

/** param2 and param3 of MAV_CMD_DO_SET_MODE; null where the autopilot has no such mode. */
export const modeParams = (autopilot: Autopilot, mode: CommandedMode): readonly [number, number] | null => {
  if (autopilot === 'ardupilot') return [{ guided: 4, auto: 3, return: 6, land: 9, brake: 17 }[mode], 0];
  // PX4 takes main and sub mode apart; its “hold” is what brake is to ArduCopter. It arms in any mode.
  if (autopilot === 'px4') return [4, { guided: 3, auto: 4, return: 5, land: 6, brake: 3 }[mode]];
  return null;
};
