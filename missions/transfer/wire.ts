import { fail, type HeightFrame, type MissionItem, ok, type Result } from '#common';
import { gimbalYawLock, mavCmd, mavFrame, zoomRange } from '../mavlink/index.ts';

/** One item as it travels in MISSION_ITEM_INT, without addresses and sequence. x, y in 1e-7 degrees. */
export type WireItem = {
  readonly command: number;
  readonly frame: number;
  readonly params: readonly [number, number, number, number];
  readonly x: number;
  readonly y: number;
  readonly z: number;
};

const relative = mavFrame.global_relative_alt_int;
/** What a height counts from, as MAV_FRAME. */
const frameOnWire: Readonly<Record<HeightFrame, number>> = {
  relative,
  amsl: mavFrame.global_int,
  terrain: mavFrame.global_terrain_alt_int,
};
const e7 = (degrees: number): number => Math.round(degrees * 1e7);
/** Autopilots keep heights in cm: what is finer cannot come back. */
const centimetres = (metres: number): number => Math.round(metres * 100) / 100;

const item = (command: number, part: Partial<WireItem> = {}): WireItem => ({
  command,
  frame: mavFrame.mission,
  params: [0, 0, 0, 0],
  x: 0,
  y: 0,
  z: 0,
  ...part,
});

/**
 * A contract item on the wire. Gimbal angles go as whole degrees and holds as whole seconds, because
 * ArduPilot stores them so; a hold is rounded up, so that nothing is looked at for less than planned.
 */
export const toWire = (step: MissionItem): WireItem => {
  switch (step.kind) {
    case 'takeoff':
      return item(mavCmd.nav_takeoff, { frame: relative, z: centimetres(step.height_m) });
    case 'waypoint':
      return item(mavCmd.nav_waypoint, {
        frame: frameOnWire[step.frame ?? 'relative'],
        params: [Math.ceil(step.hold_s), 0, 0, 0],
        x: e7(step.lat_deg),
        y: e7(step.lon_deg),
        z: centimetres(step.height_m),
      });
    case 'speed':
      // 1 = ground speed, −1 = leave the throttle alone.
      return item(mavCmd.do_change_speed, { params: [1, step.speed_m_s, -1, 0] });
    case 'gimbal':
      return item(mavCmd.do_gimbal_manager_pitchyaw, {
        params: [Math.round(step.pitch_deg), wrap180(Math.round(step.yaw_deg ?? 0)), 0, 0],
        x: step.yaw_deg === undefined ? 0 : gimbalYawLock,
      });
    case 'zoom':
      return item(mavCmd.set_camera_zoom, { params: [zoomRange, step.percent, 0, 0] });
    case 'photo':
      return step.interval_s > 0
        ? item(mavCmd.image_start_capture, { params: [0, step.interval_s, 0, 0] })
        : item(mavCmd.image_stop_capture);
    case 'return':
      return item(mavCmd.nav_return_to_launch);
    case 'land':
      return item(mavCmd.nav_land, {
        frame: frameOnWire[step.frame ?? 'relative'],
        x: e7(step.lat_deg),
        y: e7(step.lon_deg),
        z: centimetres(step.height_m),
      });
  }
};

/** The contract item of a wire item; `seq` only names it in the fault. */
export const fromWire = (wire: WireItem, seq: number): Result<MissionItem> => {
  const [p1, p2] = wire.params;
  const height_frame = heightFrameOf(wire.frame);
  const unlike = wire.command === mavCmd.nav_takeoff ? height_frame !== 'relative' : height_frame === null;
  if (hasPosition(wire.command) && unlike) {
    return fail('MISSION_ITEM_UNKNOWN', { seq, command: wire.command, frame: wire.frame });
  }
  const location = {
    lat_deg: wire.x / 1e7,
    lon_deg: wire.y / 1e7,
    height_m: centimetres(wire.z),
    ...(height_frame === null || height_frame === 'relative' ? {} : { frame: height_frame }),
  };
  switch (wire.command) {
    case mavCmd.nav_takeoff:
      return ok({ kind: 'takeoff', height_m: location.height_m });
    case mavCmd.nav_waypoint:
      return ok({ kind: 'waypoint', ...location, hold_s: p1 });
    case mavCmd.do_change_speed:
      return ok({ kind: 'speed', speed_m_s: p2 });
    case mavCmd.do_gimbal_manager_pitchyaw:
      return ok({
        kind: 'gimbal',
        pitch_deg: p1,
        ...((wire.x & gimbalYawLock) === 0 ? {} : { yaw_deg: p2 }),
      });
    case mavCmd.set_camera_zoom:
      return p1 === zoomRange
        ? ok({ kind: 'zoom', percent: p2 })
        : fail('MISSION_ITEM_UNKNOWN', { seq, command: wire.command });
    case mavCmd.image_start_capture:
      return ok({ kind: 'photo', interval_s: p2 });
    case mavCmd.image_stop_capture:
      return ok({ kind: 'photo', interval_s: 0 });
    case mavCmd.nav_return_to_launch:
      return ok({ kind: 'return' });
    case mavCmd.nav_land:
      return ok({ kind: 'land', ...location });
    default:
      return fail('MISSION_ITEM_UNKNOWN', { seq, command: wire.command });
  }
};

/** Item 0 of an ArduPilot mission is home; whatever is sent there, it writes its own. */
export const homePlaceholder: WireItem = item(mavCmd.nav_waypoint, { frame: mavFrame.global });

export const hasPosition = (command: number): boolean =>
  command === mavCmd.nav_waypoint || command === mavCmd.nav_takeoff || command === mavCmd.nav_land;

/** What a frame's heights count from; ArduPilot gives 3 back for 6, 0 for 5, 10 for 11: the same frames. */
export const heightFrameOf = (frame: number): HeightFrame | null => {
  switch (frame) {
    case mavFrame.global_relative_alt:
    case mavFrame.global_relative_alt_int:
      return 'relative';
    case mavFrame.global:
    case mavFrame.global_int:
      return 'amsl';
    case mavFrame.global_terrain_alt:
    case mavFrame.global_terrain_alt_int:
      return 'terrain';
    default:
      return null;
  }
};

/** −180 < result ≤ 180. */
const wrap180 = (degrees: number): number => 180 - ((((180 - degrees) % 360) + 360) % 360);
