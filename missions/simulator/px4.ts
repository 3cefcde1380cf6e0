import { mavAutopilot, mavCmd, type MessageName, type MessageOf, type Outgoing } from '../mavlink/index.ts';
import { type Aircraft, copterMode, type CopterMode } from './aircraft.ts';

/**
 * How the same aircraft speaks under PX4's rules: its own autopilot id, modes as main and sub mode (bits 16–23 and
 * 24–31 of custom_mode), missions counted without home, heights of a reposition above sea level.
 */
const modes: Readonly<Record<CopterMode, readonly [main: number, sub: number]>> = {
  stabilize: [7, 0],
  auto: [4, 4],
  guided: [4, 3],
  loiter: [4, 3],
  brake: [4, 3],
  return: [4, 5],
  land: [4, 6],
};
/** What each commanded pair becomes; PX4's hold is one mode. */
const commanded: Readonly<Record<string, CopterMode>> = {
  '4 3': 'loiter',
  '4 4': 'auto',
  '4 5': 'return',
  '4 6': 'land',
  '7 0': 'stabilize',
};

/** What an ArduPilot sends and a PX4 does not, and the other way round. */
const unsaid: readonly MessageName[] = ['EKF_STATUS_REPORT', 'WIND'];
const unsaidByArduPilot: readonly MessageName[] = ['ESTIMATOR_STATUS', 'WIND_COV'];
export const isSaid = (name: MessageName, rules: 'ardupilot' | 'px4'): boolean =>
  !(rules === 'px4' ? unsaid : unsaidByArduPilot).includes(name);

/** Telemetry as PX4 says it. */
export const asPx4 = (message: Outgoing, mode: CopterMode): Outgoing => {
  switch (message.name) {
    case 'HEARTBEAT': {
      const [main, sub] = modes[mode];
      return { ...message, autopilot: mavAutopilot.px4, custom_mode: ((sub << 24) | (main << 16)) >>> 0 };
    }
    case 'MISSION_CURRENT':
    case 'MISSION_ITEM_REACHED':
      return { ...message, seq: Math.max(0, (message.seq ?? 0) - 1) };
    default:
      return message;
  }
};

/** A command as the aircraft within understands it; null for a mode that PX4 does not have. */
export const fromPx4 = (
  command: MessageOf<'COMMAND_LONG'>,
  home_amsl_m: number,
): MessageOf<'COMMAND_LONG'> | null => {
  switch (command.command) {
    case mavCmd.do_set_mode: {
      const mode = commanded[`${command.param2} ${command.param3}`];
      return mode === undefined ? null : { ...command, param2: copterMode[mode], param3: 0 };
    }
    case mavCmd.do_set_mission_current:
      return { ...command, param1: command.param1 + 1 };
    case mavCmd.do_reposition:
      return { ...command, param7: command.param7 - home_amsl_m };
    default:
      return command;
  }
};

/** PX4 arms in any mode: what stands on the ground in one that the aircraft within does not arm in, holds. */
export const armable = (aircraft: Aircraft): Aircraft =>
  aircraft.armed || !aircraft.on_ground ? aircraft : { ...aircraft, mode: 'loiter' };
