import {
  type Clock,
  fail,
  ok,
  type OrderReadBack,
  type Result,
  type VehicleOrder,
  type VehicleState,
} from '#common';
import { gimbalYawLock, mavFrame, zoomRange } from '../mavlink/index.ts';
import { distance_m } from '../plan/index.ts';
import type { Command } from './command.ts';
import type { Fleet } from './fleet.ts';
import { type CommandedMode, modeParams } from './modes.ts';
import { type Expectation, expectationOf, type Report, untold } from './read-back.ts';
import { watchVehicle } from './watch.ts';

/** Further than this is a mission, not an order. */
const FURTHEST_M = 2000;
/** MAV_DO_REPOSITION_FLAGS_CHANGE_MODE: into guided (ArduPilot) or hold (PX4) by itself. */
const CHANGE_MODE = 1;
/** MAV_MOUNT_MODE_MAVLINK_TARGETING, of the older gimbal protocol. */
const MOUNT_TARGETING = 2;

const modes: Readonly<Partial<Record<VehicleOrder['order'], CommandedMode>>> = {
  pause: 'brake',
  resume: 'auto',
  return: 'return',
  land: 'land',
};

type Step = {
  readonly command: Command;
  readonly to: 'autopilot' | 'camera';
  /** Done first; its refusal does not matter. */
  readonly before?: Command;
};

/** The command of an order for this aircraft's firmware, and what to try where the first is not known there. */
export const stepsOf = (state: VehicleState, order: VehicleOrder): Result<readonly Step[]> => {
  const mode = modes[order.order];
  if (mode !== undefined) {
    const params = modeParams(state.autopilot, mode);
    if (params === null)
      return fail('COMMAND_REFUSED', { command: order.order, result: 'unsupported', reason: '' });
    // 1 = MAV_MODE_FLAG_CUSTOM_MODE_ENABLED.
    return ok([{ command: { command: 'do_set_mode', params: [1, ...params] }, to: 'autopilot' }]);
  }
  switch (order.order) {
    case 'goto':
      return reposition(state, order, order.height_m);
    case 'height':
      return state.position === null
        ? fail('PREFLIGHT_POSITION', { vehicle_id: state.id, fix_type: state.gps?.fix_type ?? 0 })
        : reposition(state, state.position, order.height_m);
    case 'speed':
      // 1 = ground speed, −1 = leave the throttle alone.
      return ok([
        { command: { command: 'do_change_speed', params: [1, order.speed_m_s, -1] }, to: 'autopilot' },
      ]);
    case 'gimbal':
      return ok(gimbal(state, order.pitch_deg, order.yaw_deg));
    case 'zoom':
      return ok(onCamera({ command: 'set_camera_zoom', params: [zoomRange, order.percent] }));
    case 'photo':
      // Interval 0, one picture.
      return ok(onCamera({ command: 'image_start_capture', params: [0, 0, 1] }));
    case 'record':
      return ok(onCamera({ command: order.on ? 'video_start_capture' : 'video_stop_capture', params: [0] }));
    case 'pause':
    case 'resume':
    case 'return':
    case 'land':
      return fail('INTERNAL', {});
  }
};

const reposition = (
  state: VehicleState,
  to: { readonly lat_deg: number; readonly lon_deg: number },
  height_m: number,
): Result<readonly Step[]> => {
  if (!state.armed || state.landed === 'on_ground')
    return fail('ORDER_NOT_AIRBORNE', { vehicle_id: state.id });
  const away_m = state.position === null ? Infinity : distance_m(state.position, to);
  if (!(away_m <= FURTHEST_M))
    return fail('ORDER_TOO_FAR', { distance_m: Math.round(away_m), limit_m: FURTHEST_M });
  // PX4 takes a height above sea level whatever the frame says.
  const home_amsl_m = (state.altitude_amsl_m ?? Number.NaN) - (state.height_m ?? Number.NaN);
  const px4 = state.autopilot === 'px4';
  if (px4 && Number.isNaN(home_amsl_m))
    return fail('PREFLIGHT_POSITION', { vehicle_id: state.id, fix_type: state.gps?.fix_type ?? 0 });
  const at = {
    lat_deg: to.lat_deg,
    lon_deg: to.lon_deg,
    z_m: px4 ? home_amsl_m + height_m : height_m,
    frame: px4 ? mavFrame.global_int : mavFrame.global_relative_alt_int,
  };
  // −1 = its own speed; heading as it is (NaN is “not given”).
  return ok([
    { command: { command: 'do_reposition', params: [-1, CHANGE_MODE, 0, Number.NaN], at }, to: 'autopilot' },
  ]);
};

/** −2: primary control to whoever asks; −1: secondary control stays as it is. */
const takeGimbal: Command = { command: 'do_gimbal_manager_configure', params: [-2, -2, -1, -1] };

const shortWay = (degrees: number): number => ((((degrees + 180) % 360) + 360) % 360) - 180;

/** Gimbal manager first, the mount of protocol v1 where that is not known. */
const gimbal = (
  { gimbal_control, heading_deg }: VehicleState,
  pitch_deg: number,
  yaw_deg: number | undefined,
): Step[] => {
  const yaw = yaw_deg === undefined ? 0 : yaw_deg > 180 ? yaw_deg - 360 : yaw_deg;
  const flags = yaw_deg === undefined ? 0 : gimbalYawLock;
  // A mount of protocol v1 turns from the nose alone.
  const fromNose = yaw_deg === undefined ? 0 : shortWay(yaw - (heading_deg ?? 0));
  const params = [pitch_deg, yaw, Number.NaN, Number.NaN, flags, 0, 0];
  return [
    {
      command: { command: 'do_gimbal_manager_pitchyaw', params },
      to: 'autopilot',
      // A manager that says who steers refuses everybody else.
      ...(gimbal_control === 'other' || gimbal_control === 'nobody' ? { before: takeGimbal } : {}),
    },
    {
      command: {
        command: 'do_mount_control',
        params: [pitch_deg, 0, fromNose, 0, 0, 0, MOUNT_TARGETING],
      },
      to: 'autopilot',
    },
  ];
};

const onCamera = (command: Command): Step[] => [{ command, to: 'camera' }];

export type OrderPorts = { readonly fleet: Fleet; readonly clock: Clock };

/**
 * Carries an order out; a second way is tried only where the first is not known to the aircraft. Where the aircraft
 * reports the thing ordered, success is that it reports it as ordered: ORDER_NOT_FOLLOWED says what was asked and
 * what was reported instead.
 */
export const carryOut = async (
  ports: OrderPorts,
  state: VehicleState,
  order: VehicleOrder,
  signal: AbortSignal,
): Promise<Result<OrderReadBack>> => {
  const expected = expectationOf(order, state);
  const isNewest = ports.fleet.beginOrder(state.id, order.order);
  const answer = await acknowledged(ports.fleet, state, order, signal);
  if (!answer.ok) return answer;
  return expected === null
    ? ok(untold(order.order))
    : readBack(ports, { vehicle_id: state.id, order: order.order, expected, isNewest }, signal);
};

const acknowledged = async (
  fleet: Fleet,
  state: VehicleState,
  order: VehicleOrder,
  signal: AbortSignal,
): Promise<Result<void>> => {
  const steps = stepsOf(state, order);
  if (!steps.ok) return steps;
  let answer: Result<void> = fail('COMMAND_REFUSED', {
    command: order.order,
    result: 'unsupported',
    reason: '',
  });
  for (const { command, to, before } of steps.value) {
    if (before !== undefined) await fleet.command(state.id, before, signal);
    const component = to === 'camera' ? fleet.cameraComponent(state.id) : undefined;
    answer = await fleet.command(state.id, command, signal, component);
    const unknown =
      !answer.ok &&
      answer.error.code === 'COMMAND_REFUSED' &&
      answer.error.details['result'] === 'unsupported';
    if (!unknown) break;
  }
  return answer.ok
    ? answer
    : fail(answer.error.code, { reason: '', ...answer.error.details, command: order.order });
};

const ASK_EVERY_MS = 700;
/** Older than this at the end, a report says nothing of how things are now. */
const FRESH_US = 2_500_000;

type Awaited = {
  readonly vehicle_id: string;
  readonly order: VehicleOrder['order'];
  readonly expected: Expectation;
  readonly isNewest: () => boolean;
};

/** Waits until the aircraft reports what was ordered; a newer order of the same kind ends the waiting. */
const readBack = async (
  { fleet, clock }: OrderPorts,
  { vehicle_id, order, expected, isNewest }: Awaited,
  signal: AbortSignal,
): Promise<Result<OrderReadBack>> => {
  const last: { report: Report | null; at_us: number } = { report: null, at_us: 0 };
  const ask = (): void => {
    for (const id of expected.request) fleet.request(vehicle_id, id);
  };
  ask();
  const cancel = clock.every(ASK_EVERY_MS, ask);
  const watched = await watchVehicle<'agrees' | 'superseded'>(
    { fleet, clock, vehicle_id, signal },
    (state) => {
      if (!isNewest()) return 'superseded';
      const report = expected.reported(state);
      if (report === null || report.sample === last.report?.sample) return undefined;
      [last.report, last.at_us] = [report, clock.monotonic_us()];
      return report.agrees ? 'agrees' : undefined;
    },
    expected.within_ms,
  );
  cancel();
  if (watched.kind === 'answer') return ok(watched.value);
  if (watched.kind === 'aborted') return fail('FLIGHT_STOPPED', { stage: 'flying' });
  if (last.report === null || clock.monotonic_us() - last.at_us > FRESH_US) return ok('silent');
  return fail('ORDER_NOT_FOLLOWED', {
    command: order,
    asked: expected.asked,
    reported: last.report.value,
    within_s: expected.within_ms / 1000,
  });
};
