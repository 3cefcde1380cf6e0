import { fail, ok, type Result, type VehicleState } from '#common';
import { type Command, type CommandedMode, type Fleet, modeParams } from '../vehicle/index.ts';
import { checkReady } from './preflight.ts';
import { watchVehicle, type WatchPorts } from '../vehicle/index.ts';

const ARMED_WITHIN_MS = 6000;
/** The reason for a refusal comes as a text, often just after the answer. */
const REASON_WITHIN_MS = 600;

const arm: Command = { command: 'component_arm_disarm', params: [1] };
const disarm: Command = { command: 'component_arm_disarm', params: [0] };

const setMode = (
  fleet: Fleet,
  vehicle: VehicleState,
  mode: CommandedMode,
  signal?: AbortSignal,
): Promise<Result<void>> => {
  const params = modeParams(vehicle.autopilot, mode);
  if (params === null) {
    return Promise.resolve(
      fail('COMMAND_REFUSED', { command: 'do_set_mode', result: 'unsupported', reason: mode }),
    );
  }
  // 1 = MAV_MODE_FLAG_CUSTOM_MODE_ENABLED.
  return fleet.command(vehicle.id, { command: 'do_set_mode', params: [1, ...params] }, signal);
};

/**
 * Checks, arms and starts the mission. Whenever that fails after arming was asked for, the aircraft is
 * told to disarm: left armed on the ground it would be a danger (in the air autopilots refuse it).
 */
export const armAndStart = async (vehicle: VehicleState, watch: WatchPorts): Promise<Result<void>> => {
  const { fleet, clock, signal } = watch;
  const ready = checkReady(fleet.state(vehicle.id) ?? vehicle);
  if (!ready.ok) return ready;
  const asked_utc_us = clock.utc_us();
  // ArduCopter does not arm in AUTO; GUIDED waits on the ground for what comes next.
  if (vehicle.autopilot === 'ardupilot') {
    const guided = await setMode(fleet, vehicle, 'guided', signal);
    if (!guided.ok) return withReason(guided, watch, asked_utc_us);
  }
  const armed = await fleet.command(vehicle.id, arm, signal);
  if (!armed.ok && armed.error.code === 'COMMAND_REFUSED') return withReason(armed, watch, asked_utc_us);
  const started = await startOnceArmed(armed, vehicle, watch);
  if (started.ok) return started;
  await fleet.command(vehicle.id, disarm);
  return withReason(started, watch, asked_utc_us);
};

/** Telemetry decides: an answer may be lost where the act was not. */
const startOnceArmed = async (
  armed: Result<void>,
  vehicle: VehicleState,
  watch: WatchPorts,
): Promise<Result<void>> => {
  if (!armed.ok && armed.error.code !== 'COMMAND_UNANSWERED') return armed;
  const seen = await watchVehicle(watch, (state) => (state.armed ? true : undefined), ARMED_WITHIN_MS);
  if (seen.kind === 'aborted') return fail('FLIGHT_STOPPED', { stage: 'arming' });
  if (seen.kind === 'timeout') return fail('COMMAND_UNANSWERED', { command: arm.command });
  // Without the pilot's signal: once asked to start, it must be known whether it did.
  const started = await watch.fleet.command(vehicle.id, { command: 'mission_start' });
  if (started.ok || started.error.code !== 'COMMAND_UNANSWERED') return started;
  const state = watch.fleet.state(vehicle.id);
  return state?.armed === true && state.mode === 'auto' ? ok(undefined) : started;
};

/** Adds what the aircraft said in the meantime to a refusal. */
const withReason = async (
  refused: Result<void>,
  watch: WatchPorts,
  since_utc_us: number,
): Promise<Result<void>> => {
  if (refused.ok || refused.error.code !== 'COMMAND_REFUSED') return refused;
  const said = await watchVehicle(
    watch,
    ({ texts }) => {
      const reasons = texts.filter(({ utc_us, severity }) => utc_us >= since_utc_us && severity <= 4);
      return reasons.length > 0 ? reasons.map(({ text }) => text).join('; ') : undefined;
    },
    REASON_WITHIN_MS,
  );
  const reason = said.kind === 'answer' ? said.value : '';
  const { details } = refused.error;
  if (details['command'] !== arm.command) return fail('COMMAND_REFUSED', { ...details, reason });
  return fail('ARM_REFUSED', { reason: reason === '' ? details['result'] : reason });
};
