import { commandResult, mavCmd, type MessageOf } from '../mavlink/index.ts';
import { type Aircraft, copterMode, type CopterMode, type Notice, severity } from './aircraft.ts';
import { holdHere, nextItem, pointGimbal, workCamera } from './fly.ts';

export type Commanded = {
  readonly aircraft: Aircraft;
  readonly result: number;
  readonly notices: readonly Notice[];
};

/** ArduCopter's battery arming check, roughly. */
const ARM_BATTERY_PERCENT = 15;

const modeNumbers = Object.entries(copterMode);
const isMode = (name: string | undefined): name is CopterMode =>
  name !== undefined && Object.hasOwn(copterMode, name);

/** What a COMMAND_LONG does to the aircraft; `ready_s` after power-on its checks pass. */
export const obey = (aircraft: Aircraft, command: MessageOf<'COMMAND_LONG'>, ready_s: number): Commanded => {
  const done = (after: Aircraft, ...notices: Notice[]): Commanded => ({
    aircraft: after,
    result: commandResult.accepted,
    notices,
  });
  const refuse = (result: number, ...texts: string[]): Commanded => ({
    aircraft,
    result,
    notices: texts.map((text) => ({ severity: severity.critical, text })),
  });
  switch (command.command) {
    case mavCmd.component_arm_disarm:
      return command.param1 === 1
        ? arm(aircraft, ready_s, done, refuse)
        : disarm(aircraft, command.param2, done, refuse);
    case mavCmd.do_set_mode: {
      const name = modeNumbers.find(([, number]) => number === command.param2)?.[0];
      return isMode(name) ? setMode(aircraft, name, done, refuse) : refuse(commandResult.denied);
    }
    case mavCmd.mission_start:
      if (!aircraft.armed) return refuse(commandResult.failed, 'Mode change to AUTO failed: not armed');
      return setMode(aircraft, 'auto', done, refuse);
    case mavCmd.nav_takeoff:
      if (aircraft.mode !== 'guided' || !aircraft.armed || !aircraft.on_ground)
        return refuse(commandResult.failed);
      return done({ ...holdHere(aircraft), hold: { ...holdHere(aircraft).hold, height_m: command.param7 } });
    case mavCmd.do_change_speed:
      return command.param2 > 0
        ? done({ ...aircraft, speed_m_s: command.param2 })
        : refuse(commandResult.denied);
    case mavCmd.do_gimbal_manager_pitchyaw:
      return done(pointGimbal(aircraft, command.param1, command.param2, command.param5));
    case mavCmd.do_reposition:
      return reposition(aircraft, command, done, refuse);
    case mavCmd.do_set_mission_current:
      return command.param1 >= 1 && command.param1 < aircraft.mission.length
        ? done({ ...aircraft, seq: command.param1, held_s: null })
        : refuse(commandResult.denied);
    case mavCmd.do_mount_control:
      // Yaw from the nose, as mounts of protocol v1 have it.
      return done(pointGimbal(aircraft, command.param1, command.param3, 0));
    default: {
      const worked = workCamera(aircraft, command);
      return worked === null ? refuse(commandResult.unsupported) : done(worked);
    }
  }
};

/** Into GUIDED and there, as ArduCopter does when asked to change the mode. */
const reposition = (
  aircraft: Aircraft,
  { param2, param5, param6, param7 }: MessageOf<'COMMAND_LONG'>,
  done: Done,
  refuse: Refuse,
): Commanded => {
  if (!aircraft.armed || aircraft.on_ground) return refuse(commandResult.failed);
  if (aircraft.mode !== 'guided' && param2 !== 1) return refuse(commandResult.denied);
  const place = aircraft.plane.toLocal({ lat_deg: param5, lon_deg: param6 });
  return done({ ...aircraft, mode: 'guided', hold: { ...place, height_m: param7 } });
};

type Done = (after: Aircraft, ...notices: Notice[]) => Commanded;
type Refuse = (result: number, ...texts: string[]) => Commanded;

/** What its own checks want before it arms; null when they pass. */
export const armCheck = (aircraft: Aircraft, ready_s: number): string | null => {
  if (aircraft.up_s < ready_s) return 'EKF attitude is bad';
  return aircraft.battery_percent < ARM_BATTERY_PERCENT ? 'Battery 1 below minimum arming capacity' : null;
};

const arm = (aircraft: Aircraft, ready_s: number, done: Done, refuse: Refuse): Commanded => {
  if (aircraft.armed) return done(aircraft);
  const wanting = armCheck(aircraft, ready_s);
  if (wanting !== null) return refuse(commandResult.failed, `Arm: ${wanting}`);
  if (!(aircraft.mode === 'guided' || aircraft.mode === 'stabilize' || aircraft.mode === 'loiter')) {
    return refuse(commandResult.failed, `Arm: ${aircraft.mode.toUpperCase()} mode not armable`);
  }
  const armed = { ...holdHere(aircraft), armed: true, ground_s: 0, flown: false };
  return done(armed, { severity: severity.notice, text: 'Arming motors' });
};

const disarm = (aircraft: Aircraft, force: number, done: Done, refuse: Refuse): Commanded => {
  // 21196 is MAVLink's magic number for “even in flight”; this aircraft does not fall from the sky.
  if (!aircraft.on_ground || force === 21_196) return refuse(commandResult.failed, 'Disarm: in flight');
  return done({ ...aircraft, armed: false, mission_running: false, flown: false, seq: 0, held_s: null });
};

const setMode = (aircraft: Aircraft, mode: CopterMode, done: Done, refuse: Refuse): Commanded => {
  if (mode !== 'auto') {
    const held = holdHere({ ...aircraft, mode, return_phase: 'climb' });
    return done(held);
  }
  if (aircraft.mode === 'auto' && aircraft.mission_running) return done(aircraft);
  const first = aircraft.mission[1];
  if (first === undefined) return refuse(commandResult.failed, 'Mode change to AUTO failed: missing mission');
  if (!aircraft.armed) return done({ ...aircraft, mode });
  const running: Aircraft = { ...holdHere(aircraft), mode, mission_running: true, return_phase: 'climb' };
  // In the air the mission goes on where it was left; on the ground it begins with item 1.
  if (!aircraft.on_ground && aircraft.seq > 0) return done({ ...running, held_s: null });
  if (aircraft.on_ground && !aircraft.mission.slice(1).some((item) => item.command === mavCmd.nav_takeoff)) {
    return refuse(commandResult.failed, 'Auto: Missing Takeoff Cmd');
  }
  const notices: Notice[] = [];
  return done(
    nextItem({ ...running, seq: 0, held_s: null, speed_m_s: aircraft.speed_m_s }, notices),
    ...notices,
  );
};
