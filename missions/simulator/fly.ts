import { gimbalYawLock, mavCmd, zoomRange } from '../mavlink/index.ts';
import { bearing_deg } from '../plan/index.ts';
import type { WireItem } from '../transfer/wire.ts';
import { type Aircraft, drainBattery, type Notice, severity, slewGimbal, stepCamera } from './aircraft.ts';
import { type Demand, stepMotion } from './motion.ts';

const CLIMB_M_S = 2.5;
const DESCENT_M_S = 1.5;
/** Below this the descent is slow, as ArduCopter's LAND_SPEED is. */
const LAND_SLOW_BELOW_M = 10;
const LAND_SLOW_M_S = 0.5;
const RETURN_HEIGHT_M = 15;
const ARRIVED_M = 1;
const DISARM_AFTER_LANDING_S = 1.5;
/** ArduCopter's DISARM_DELAY: armed on the ground and told nothing. */
const DISARM_IDLE_S = 10;
/** Closer than this there is no course to turn the nose to. */
const COURSE_FROM_M = 2;

export type Stepped = {
  readonly aircraft: Aircraft;
  readonly notices: readonly Notice[];
  readonly reached: readonly number[];
};

/** The aircraft dt_s later (at most 0.1 s). */
export const stepAircraft = (before: Aircraft, dt_s: number): Stepped => {
  const notices: Notice[] = [];
  const reached: number[] = [];
  let aircraft: Aircraft = {
    ...before,
    up_s: before.up_s + dt_s,
    battery_percent: drainBattery(before, dt_s),
  };
  aircraft = {
    ...aircraft,
    gimbal: slewGimbal(aircraft.gimbal, aircraft.gimbal_demand, dt_s),
    camera: stepCamera(aircraft.camera, dt_s),
  };
  if (!aircraft.armed) return { aircraft, notices, reached };
  if (aircraft.mode === 'auto' && aircraft.mission_running) {
    aircraft = flyMission(aircraft, dt_s, notices, reached);
  }
  if (isReturning(aircraft)) aircraft = advanceReturn(aircraft);
  aircraft = move(aircraft, dt_s);
  aircraft = settleOnGround(aircraft, dt_s, notices);
  return { aircraft, notices, reached };
};

export const currentItem = ({ mission, seq }: Aircraft): WireItem | undefined => mission[seq];

const isReturning = (aircraft: Aircraft): boolean =>
  aircraft.mode === 'return' ||
  (isFlyingMission(aircraft) && currentItem(aircraft)?.command === mavCmd.nav_return_to_launch);

const isFlyingMission = ({ mode, mission_running }: Aircraft): boolean => mode === 'auto' && mission_running;

/** Where the item of the mission lies; ArduCopter takes off straight up whatever the item's position. */
const placeOf = (aircraft: Aircraft, item: WireItem): { north_m: number; east_m: number } => {
  if (item.command === mavCmd.nav_takeoff || (item.x === 0 && item.y === 0)) {
    return { north_m: aircraft.hold.north_m, east_m: aircraft.hold.east_m };
  }
  return aircraft.plane.toLocal({ lat_deg: item.x / 1e7, lon_deg: item.y / 1e7 });
};

const flyMission = (aircraft: Aircraft, dt_s: number, notices: Notice[], reached: number[]): Aircraft => {
  const item = currentItem(aircraft);
  if (item === undefined) return holdHere({ ...aircraft, mission_running: false });
  if (item.command === mavCmd.nav_return_to_launch) return aircraft;
  const { motion } = aircraft;
  const place = placeOf(aircraft, item);
  const away_m = Math.hypot(place.north_m - motion.north_m, place.east_m - motion.east_m);
  if (item.command === mavCmd.nav_land) return aircraft;
  const arrived = away_m <= ARRIVED_M && Math.abs(item.z - motion.height_m) <= ARRIVED_M;
  if (!arrived && aircraft.held_s === null) return aircraft;
  const held_s = (aircraft.held_s ?? 0) + dt_s;
  if (aircraft.held_s === null) {
    reached.push(aircraft.seq);
    notices.push({ severity: severity.info, text: `Reached command #${aircraft.seq}` });
  }
  const hold_s = item.command === mavCmd.nav_waypoint ? item.params[0] : 0;
  return held_s < hold_s ? { ...aircraft, held_s } : nextItem({ ...aircraft, held_s: null }, notices);
};

/** Carries out the commands that follow and goes on to the next item that is flown. */
export const nextItem = (aircraft: Aircraft, notices: Notice[]): Aircraft => {
  let after = aircraft;
  for (let seq = aircraft.seq + 1; seq < aircraft.mission.length; seq += 1) {
    const item = aircraft.mission[seq];
    if (item === undefined) break;
    notices.push({ severity: severity.info, text: `Mission: ${seq} ${commandLabel(item.command)}` });
    if (isFlown(item.command)) return { ...after, seq, return_phase: 'climb' };
    after = carryOut(after, item);
  }
  notices.push({ severity: severity.info, text: 'Mission complete' });
  return holdHere({ ...after, seq: Math.max(aircraft.mission.length - 1, 0), mission_running: false });
};

const isFlown = (command: number): boolean =>
  command === mavCmd.nav_takeoff ||
  command === mavCmd.nav_waypoint ||
  command === mavCmd.nav_return_to_launch ||
  command === mavCmd.nav_land;

const commandLabel = (command: number): string =>
  ({
    [mavCmd.nav_takeoff]: 'Takeoff',
    [mavCmd.nav_waypoint]: 'WP',
    [mavCmd.nav_return_to_launch]: 'RTL',
    [mavCmd.nav_land]: 'Land',
    [mavCmd.do_change_speed]: 'SetSpeed',
    [mavCmd.do_gimbal_manager_pitchyaw]: 'GimbalPitchYaw',
  })[command] ?? `Cmd${command}`;

const carryOut = (aircraft: Aircraft, item: WireItem): Aircraft => {
  if (item.command === mavCmd.do_change_speed)
    return { ...aircraft, speed_m_s: Math.max(0.5, Math.min(20, item.params[1])) };
  if (item.command === mavCmd.do_gimbal_manager_pitchyaw)
    return pointGimbal(aircraft, item.params[0], item.params[1], item.x);
  const [param1, param2, param3] = item.params;
  return workCamera(aircraft, { command: item.command, param1, param2, param3 }) ?? aircraft;
};

/** What a camera does with a command, or null for one that is not a camera's. */
export const workCamera = (
  aircraft: Aircraft,
  {
    command,
    param1,
    param2,
    param3,
  }: { readonly command: number; readonly param1: number; readonly param2: number; readonly param3: number },
): Aircraft | null => {
  const { camera } = aircraft;
  const after = (part: Partial<Aircraft['camera']>): Aircraft => ({
    ...aircraft,
    camera: { ...camera, ...part },
  });
  switch (command) {
    case mavCmd.set_camera_zoom:
      return param1 === zoomRange ? after({ zoom_demand: Math.max(0, Math.min(100, param2)) }) : aircraft;
    case mavCmd.image_start_capture:
      // One picture now; without a count, one every interval until stopped.
      return after({
        images: camera.images + 1,
        interval_s: param3 === 1 ? 0 : param2,
        next_image_s: param2,
      });
    case mavCmd.image_stop_capture:
      return after({ interval_s: 0 });
    case mavCmd.video_start_capture:
      return after({ recording: true });
    case mavCmd.video_stop_capture:
      return after({ recording: false });
    default:
      return null;
  }
};

export const pointGimbal = (
  aircraft: Aircraft,
  pitch_deg: number,
  yaw_deg: number,
  flags: number,
): Aircraft => {
  const yaw_locked = (flags & gimbalYawLock) !== 0;
  // The real gimbal does not jump when its yaw counts from another zero.
  const from = aircraft.gimbal;
  const shift = from.yaw_locked === yaw_locked ? 0 : aircraft.motion.heading_deg * (yaw_locked ? 1 : -1);
  return {
    ...aircraft,
    gimbal: { ...from, yaw_deg: from.yaw_deg + shift, yaw_locked },
    gimbal_demand: { pitch_deg: Math.max(-90, Math.min(30, pitch_deg)), yaw_deg, yaw_locked },
  };
};

export const holdHere = (aircraft: Aircraft): Aircraft => ({
  ...aircraft,
  hold: {
    north_m: aircraft.motion.north_m,
    east_m: aircraft.motion.east_m,
    height_m: Math.max(aircraft.motion.height_m, 0),
  },
});

const advanceReturn = (aircraft: Aircraft): Aircraft => {
  const { motion, return_phase } = aircraft;
  const home_m = Math.hypot(motion.north_m, motion.east_m);
  if (return_phase === 'climb' && motion.height_m >= RETURN_HEIGHT_M - ARRIVED_M) {
    return { ...holdHere(aircraft), return_phase: 'home' };
  }
  if (return_phase === 'climb' && home_m < ARRIVED_M)
    return { ...holdHere(aircraft), return_phase: 'descend' };
  return return_phase === 'home' && home_m < ARRIVED_M ? { ...aircraft, return_phase: 'descend' } : aircraft;
};

const descentAt = (height_m: number): number => (height_m < LAND_SLOW_BELOW_M ? LAND_SLOW_M_S : DESCENT_M_S);

const demandOf = (aircraft: Aircraft): Demand => {
  const { motion, hold, speed_m_s } = aircraft;
  const base = { speed_m_s, climb_m_s: CLIMB_M_S, descent_m_s: DESCENT_M_S, heading_deg: null };
  // Below the ground: the descent ends by touching, not by stopping above it.
  const down = { height_m: -5, descent_m_s: descentAt(motion.height_m) };
  if (isReturning(aircraft)) {
    if (aircraft.return_phase === 'climb')
      return { ...base, ...hold, height_m: Math.max(hold.height_m, RETURN_HEIGHT_M) };
    const home = { north_m: 0, east_m: 0 };
    if (aircraft.return_phase === 'home')
      return { ...base, ...home, height_m: hold.height_m, heading_deg: course(aircraft, home) };
    return { ...base, ...home, ...down };
  }
  if (aircraft.mode === 'land') return { ...base, ...hold, ...down };
  const item = isFlyingMission(aircraft) ? currentItem(aircraft) : undefined;
  if (item === undefined) return { ...base, ...hold };
  const place = placeOf(aircraft, item);
  if (item.command !== mavCmd.nav_land)
    return { ...base, ...place, height_m: item.z, heading_deg: course(aircraft, place) };
  const above = Math.hypot(place.north_m - motion.north_m, place.east_m - motion.east_m) < ARRIVED_M;
  return above ? { ...base, ...place, ...down } : { ...base, ...place, height_m: motion.height_m };
};

const course = ({ motion }: Aircraft, to: { north_m: number; east_m: number }): number | null =>
  Math.hypot(to.north_m - motion.north_m, to.east_m - motion.east_m) < COURSE_FROM_M
    ? null
    : bearing_deg(motion, to);

const move = (aircraft: Aircraft, dt_s: number): Aircraft => {
  const demand = demandOf(aircraft);
  if (aircraft.on_ground && demand.height_m <= 0.1) return aircraft;
  const moved = stepMotion(aircraft.motion, demand, aircraft.wind, dt_s);
  if (moved.height_m > 0 || moved.climb_m_s > 0) {
    const on_ground = moved.height_m < 0.1 && aircraft.on_ground;
    return { ...aircraft, motion: moved, on_ground, flown: aircraft.flown || !on_ground };
  }
  const still = { north_m_s: 0, east_m_s: 0, climb_m_s: 0, height_m: 0, roll_deg: 0, pitch_deg: 0 };
  return { ...aircraft, motion: { ...moved, ...still }, on_ground: true };
};

const settleOnGround = (aircraft: Aircraft, dt_s: number, notices: Notice[]): Aircraft => {
  if (!aircraft.on_ground || demandOf(aircraft).height_m > 0.1) return { ...aircraft, ground_s: 0 };
  const ground_s = aircraft.ground_s + dt_s;
  if (ground_s < (aircraft.flown ? DISARM_AFTER_LANDING_S : DISARM_IDLE_S)) return { ...aircraft, ground_s };
  notices.push({ severity: severity.notice, text: 'Disarming motors' });
  return {
    ...aircraft,
    ground_s: 0,
    armed: false,
    flown: false,
    mission_running: false,
    seq: 0,
    held_s: null,
  };
};
