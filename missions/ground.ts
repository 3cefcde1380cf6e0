import {
  type Cancel,
  type Clock,
  Emitter,
  fail,
  type Logger,
  type Mission,
  type MissionItem,
  ok,
  type Result,
  type VehicleState,
} from '#common';
import { setMode } from './flight/arm.ts';
import { type FlyOptions, flyMission, transferPorts } from './flight/fly.ts';
import { createMavlinkPort, groundStationComponent } from './mavlink/index.ts';
import { checkMission } from './plan/index.ts';
import { clearMission, downloadMission, type TransferProgress, uploadVerified } from './transfer/index.ts';
import { type CommandedMode, Fleet, type Pose } from './vehicle/index.ts';

/** Unlike the 255 every ground station defaults to: two stations with one id are one to an autopilot. */
const DEFAULT_SYSTEM_ID = 245;
/** At most five states a second for each vehicle. */
const COALESCE_MS = 200;

export type PilotCommand = 'pause' | 'resume' | 'return' | 'land';

export type GroundControl = {
  /** Opens every link; fails (and closes all) on a bad URI or a port in use. */
  start(): Promise<Result<void>>;
  /** For good. Flights under way are no longer followed; the aircraft are not commanded. */
  stop(): Promise<void>;
  vehicles(): VehicleState[];
  /** The newest state of a vehicle after changes, at most five times a second each. */
  onVehicle(listener: (vehicle: VehicleState) => void): Cancel;
  /** Where a vehicle was and looked at a moment (station's UTC, µs); null where telemetry does not say. */
  poseAt(vehicle_id: string, utc_us: number): Pose | null;
  /**
   * Uploads, reads back and compares, checks, arms, starts, and follows the flight; resolves once it has
   * landed and disarmed. A link lost in flight is reported (`link`), not fatal.
   */
  fly(vehicle_id: string, mission: Mission, options: FlyOptions): Promise<Result<{ mission_sha256: string }>>;
  /** The same without flying. */
  upload(
    vehicle_id: string,
    mission: Mission,
    options?: { readonly onProgress?: (progress: TransferProgress) => void; readonly signal?: AbortSignal },
  ): Promise<Result<{ mission_sha256: string }>>;
  download(vehicle_id: string, signal?: AbortSignal): Promise<Result<MissionItem[]>>;
  clear(vehicle_id: string, signal?: AbortSignal): Promise<Result<void>>;
  /** Pause holds the place, resume goes on with the mission. Resolves with the aircraft's answer. */
  command(vehicle_id: string, command: PilotCommand): Promise<Result<void>>;
  /** Where each `udpin` link listens, in the order given; null for other links. */
  addresses(): readonly ({ readonly host: string; readonly port: number } | null)[];
};

export type GroundControlOptions = {
  readonly clock: Clock;
  readonly logger: Logger;
  /** `udpin:HOST:PORT`, `udpout:HOST:PORT`, `tcp:HOST:PORT`. */
  readonly links: readonly string[];
  /** MAVLink system id of this station, 1…255; unique among ground stations. */
  readonly system_id?: number;
};

const modeOfCommand: Readonly<Record<PilotCommand, CommandedMode>> = {
  pause: 'brake',
  resume: 'auto',
  return: 'return',
  land: 'land',
};

export const createGroundControl = (options: GroundControlOptions): GroundControl => {
  const { clock, logger, system_id = DEFAULT_SYSTEM_ID } = options;
  const port = createMavlinkPort({ ...options, system_id, component_id: groundStationComponent });
  const fleet = new Fleet({ clock, logger, port, system_id });
  const vehicles = new Emitter<VehicleState>();
  const coalesce = coalescer(clock, (id) => {
    const state = fleet.state(id);
    if (state !== undefined) vehicles.emit(state);
  });
  fleet.changed.on(({ id }) => coalesce.note(id));
  const busy = new Set<string>();
  const stopping = new AbortController();
  const orStopping = (signal?: AbortSignal): AbortSignal =>
    signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]);

  /** One transfer or flight at a time for each vehicle. */
  const exclusively = async <T>(
    vehicle_id: string,
    run: (vehicle: VehicleState) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const vehicle = fleet.state(vehicle_id);
    if (vehicle === undefined) return fail('VEHICLE_UNKNOWN', { vehicle_id });
    if (busy.has(vehicle_id)) return fail('VEHICLE_BUSY', { vehicle_id });
    if (vehicle.link !== 'live') return fail('VEHICLE_LINK_LOST', { vehicle_id });
    busy.add(vehicle_id);
    try {
      return await run(vehicle);
    } finally {
      busy.delete(vehicle_id);
    }
  };

  return {
    start: async () => {
      const opened = await port.start();
      if (opened.ok) fleet.start();
      return opened;
    },
    stop: async () => {
      stopping.abort();
      fleet.stop();
      coalesce.stop();
      await port.stop();
    },
    vehicles: () => fleet.states(),
    onVehicle: (listener) => vehicles.on(listener),
    poseAt: (vehicle_id, utc_us) => fleet.poseAt(vehicle_id, utc_us),
    fly: (vehicle_id, mission, fly) =>
      exclusively(vehicle_id, (vehicle) =>
        flyMission(vehicle, mission, { ...fly, signal: orStopping(fly.signal) }, { fleet, clock, logger }),
      ),
    upload: (vehicle_id, mission, { onProgress, signal } = {}) =>
      exclusively(vehicle_id, (vehicle) => {
        const sound = checkMission(mission);
        if (!sound.ok) return Promise.resolve(sound);
        return uploadVerified(
          mission,
          transferPorts(vehicle, { fleet, clock }, orStopping(signal)),
          onProgress,
        );
      }),
    download: (vehicle_id, signal) =>
      exclusively(vehicle_id, (vehicle) =>
        downloadMission(transferPorts(vehicle, { fleet, clock }, orStopping(signal))),
      ),
    clear: (vehicle_id, signal) =>
      exclusively(vehicle_id, (vehicle) =>
        clearMission(transferPorts(vehicle, { fleet, clock }, orStopping(signal))),
      ),
    command: async (vehicle_id, command) => {
      const vehicle = fleet.state(vehicle_id);
      if (vehicle === undefined) return fail('VEHICLE_UNKNOWN', { vehicle_id });
      const answer = await setMode(fleet, vehicle, modeOfCommand[command]);
      if (answer.ok) return ok(undefined);
      return fail(answer.error.code, { reason: '', ...answer.error.details, command });
    },
    addresses: () => port.addresses(),
  };
};

/** Tells of an id at once, then at most once in COALESCE_MS, and never forgets the last change. */
const coalescer = (clock: Clock, tell: (id: string) => void) => {
  const waiting = new Map<string, { again: boolean; cancel: Cancel }>();
  const open = (id: string): void => {
    tell(id);
    const entry = { again: false, cancel: clock.after(COALESCE_MS, () => close(id)) };
    waiting.set(id, entry);
  };
  const close = (id: string): void => {
    const again = waiting.get(id)?.again === true;
    waiting.delete(id);
    if (again) open(id);
  };
  return {
    note: (id: string): void => {
      const entry = waiting.get(id);
      if (entry === undefined) open(id);
      else entry.again = true;
    },
    stop: (): void => {
      for (const { cancel } of waiting.values()) cancel();
      waiting.clear();
    },
  };
};
