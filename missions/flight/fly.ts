import {
  type AreasAboard,
  type Clock,
  fail,
  type Fence,
  type Flight,
  type Logger,
  type Mission,
  ok,
  type RallyPoint,
  type Result,
  type VehicleState,
} from '#common';
import { fenceActs } from '../parameters/index.ts';
import { checkMission } from '../plan/index.ts';
import {
  type TransferPorts,
  uploadFence,
  uploadRally,
  uploadVerified,
  type Verified,
} from '../transfer/index.ts';
import type { Fleet } from '../vehicle/index.ts';
import { armAndStart } from './arm.ts';
import { checkAtRest } from './preflight.ts';
import { advanceStage, landmarksOf, type FlightStage, type Progress } from './stage.ts';
import { watchVehicle, type WatchPorts } from '../vehicle/index.ts';

/** How long a take-off may take before the pilot is told that it did not happen. */
const AIRBORNE_WITHIN_MS = 45_000;
/** A link lost in flight is waited for this long: longer than any battery lasts. */
const SILENT_MS = 45 * 60_000;

export type StageReport = {
  readonly stage: FlightStage;
  readonly upload?: Flight['upload'];
  readonly mission_sha256?: string;
  /** Fence and rally points, once they were read back. */
  readonly areas?: AreasAboard;
  /** `lost` while the link is down in flight; the flight goes on and so does the watching. */
  readonly link?: 'live' | 'lost';
};

/** What goes aboard beside the mission. */
export type FlightAreas = { readonly fence: Fence; readonly rally: readonly RallyPoint[] };

export type FlyOptions = {
  /** Absent = what the aircraft holds of fence and rally points stays. */
  readonly areas?: FlightAreas | undefined;
  readonly onStage: (report: StageReport) => void;
  /** Before take-off it cancels; in the air it only ends the watching: the aircraft is not commanded. */
  readonly signal: AbortSignal;
};

export type FlyPorts = { readonly fleet: Fleet; readonly clock: Clock; readonly logger: Logger };

/** The commands of one flight, in order, each stage reported; see GroundControl.fly. */
export const flyMission = async (
  vehicle: VehicleState,
  mission: Mission,
  { onStage, signal, areas }: FlyOptions,
  ports: FlyPorts,
): Promise<Result<Verified>> => {
  const sound = checkMission(mission);
  if (!sound.ok) return sound;
  const rest = checkAtRest(vehicle);
  if (!rest.ok) return rest;
  const transfer = transferPorts(vehicle, ports, signal);
  // The fence first: PX4 looks at a mission's places only against a fence that is there already.
  if (areas !== undefined) {
    const aboard = await uploadAreas(areas, vehicle, transfer);
    if (!aboard.ok) return aboard;
    onStage({ stage: 'uploading', areas: aboard.value });
  }
  const uploaded = await uploadVerified(mission, transfer, (progress) => {
    const { step, sent, total, verified } = progress;
    onStage({ stage: step, upload: { sent, total, verified } });
  });
  if (!uploaded.ok) return uploaded;
  const { mission_sha256 } = uploaded.value;
  ports.fleet.verified(vehicle.id, uploaded.value.opaque_id);
  onStage({ stage: 'arming', mission_sha256 });
  const watch: WatchPorts = { ...ports, vehicle_id: vehicle.id, signal };
  const started = await armAndStart(vehicle, watch);
  if (!started.ok) return started;
  onStage({ stage: 'taking_off' });
  const landed = await followFlight(vehicle, mission, watch, onStage);
  return landed.ok ? uploaded : landed;
};

/**
 * Both lists are written even where they are empty: a rally point left from another site would be where this
 * aircraft returns to. Only an autopilot that keeps no such list at all is flown without.
 */
const uploadAreas = async (
  { fence, rally }: FlightAreas,
  { autopilot }: VehicleState,
  transfer: TransferPorts,
): Promise<Result<AreasAboard>> => {
  const fenced = aboardOf(await uploadFence(fence, transfer));
  if (!fenced.ok) return fenced;
  const rallied = aboardOf(await uploadRally(rally, transfer));
  if (!rallied.ok) return rallied;
  return ok({
    fence: fenced.value,
    fence_areas: fence.length,
    fence_acts: fenced.value === 'verified' ? await fenceActs(autopilot, transfer) : null,
    rally: rallied.value,
    rally_points: rally.length,
  });
};

const aboardOf = (uploaded: Result<Verified>): Result<AreasAboard['fence']> => {
  if (uploaded.ok) return ok('verified');
  const { code, details } = uploaded.error;
  return code === 'MISSION_REFUSED' && details['result'] === 'unsupported' ? ok('unsupported') : uploaded;
};

export const transferPorts = (
  vehicle: VehicleState,
  { fleet, clock }: Pick<FlyPorts, 'fleet' | 'clock'>,
  signal?: AbortSignal,
): TransferPorts => ({
  channel: fleet.channel(vehicle),
  clock,
  target: fleet.target(vehicle),
  home_is_item_0: vehicle.autopilot === 'ardupilot',
  signal,
});

/** Until it has landed and disarmed. A lost link is reported, and the flight goes on with it. */
const followFlight = async (
  vehicle: VehicleState,
  mission: Mission,
  watch: WatchPorts,
  onStage: FlyOptions['onStage'],
): Promise<Result<void>> => {
  const marks = landmarksOf(mission, vehicle.autopilot === 'ardupilot' ? 1 : 0);
  let progress: Progress = { stage: 'taking_off', flown: false };
  let link: VehicleState['link'] = 'live';
  const look = (state: VehicleState): Result<void> | undefined => {
    if (state.link !== link && state.link !== 'recorded') {
      link = state.link;
      onStage({ stage: progress.stage, link: state.link });
    }
    const next = advanceStage(progress, state, marks);
    if (next.stage !== progress.stage) onStage({ stage: next.stage });
    progress = next;
    if (progress.stage === 'landed') return ok(undefined);
    return !progress.flown && !state.armed ? tookNotOff(vehicle) : undefined;
  };
  const airborne = await watchVehicle(
    watch,
    (state) => look(state) ?? (progress.flown ? 'up' : undefined),
    AIRBORNE_WITHIN_MS,
  );
  if (airborne.kind === 'aborted') return fail('FLIGHT_STOPPED', { stage: progress.stage });
  if (airborne.kind === 'answer' && airborne.value !== 'up') return airborne.value;
  // With the link lost nobody can say that it did not take off.
  if (airborne.kind === 'timeout' && link === 'live') return tookNotOff(vehicle);
  const ended = await watchVehicle(watch, look, SILENT_MS, (state) => state.link === 'live');
  if (ended.kind === 'answer') return ended.value;
  if (ended.kind === 'aborted') return fail('FLIGHT_STOPPED', { stage: progress.stage });
  return fail('FLIGHT_WATCH_LOST', { vehicle_id: vehicle.id, silent_s: SILENT_MS / 1000 });
};

const tookNotOff = ({ id }: VehicleState): Result<never> =>
  fail('TAKEOFF_FAILED', { vehicle_id: id, wait_s: AIRBORNE_WITHIN_MS / 1000 });
