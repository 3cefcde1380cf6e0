import {
  type Cancel,
  type Clock,
  Emitter,
  fail,
  type Fence,
  type Logger,
  type Mission,
  type MissionItem,
  ok,
  type OrderReadBack,
  type Parameter,
  type RallyPoint,
  type Result,
  type VehicleOrder,
  type VehicleState,
} from '#common';
import { Exclusive } from './exclusive.ts';
import { type FilesOfVehicles, filesOfVehicles } from './files-aboard.ts';
import { type FlyOptions, flyMission, transferPorts } from './flight/fly.ts';
import { flyLook } from './flight/look.ts';
import type { Look } from './flight/second-look.ts';
import {
  autopilotComponent,
  createMavlinkPort,
  createTlog,
  type ForwardSettings,
  groundStationComponent,
  type TlogTotals,
} from './mavlink/index.ts';
import { encodingOf, type ParameterList, readParameters, writeParameter } from './parameters/index.ts';
import { checkMission } from './plan/index.ts';
import {
  clearList,
  downloadFence,
  downloadMission,
  downloadRally,
  type ListKind,
  type TransferPorts,
  type TransferProgress,
  uploadFence,
  uploadRally,
  uploadVerified,
  type Verified,
  verifyAboard,
} from './transfer/index.ts';
import { alarmTune, carryOut, Fleet, type Pose } from './vehicle/index.ts';

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
  fly(vehicle_id: string, mission: Mission, options: FlyOptions): Promise<Result<Verified>>;
  /** The same without flying. */
  upload(
    vehicle_id: string,
    mission: Mission,
    options?: { readonly onProgress?: (progress: TransferProgress) => void; readonly signal?: AbortSignal },
  ): Promise<Result<Verified>>;
  download(vehicle_id: string, signal?: AbortSignal): Promise<Result<MissionItem[]>>;
  clear(vehicle_id: string, kind?: ListKind, signal?: AbortSignal): Promise<Result<void>>;
  /** Read back and compared, as a mission is. An empty fence takes it away. */
  uploadFence(vehicle_id: string, fence: Fence, signal?: AbortSignal): Promise<Result<Verified>>;
  downloadFence(vehicle_id: string, signal?: AbortSignal): Promise<Result<Fence>>;
  uploadRally(
    vehicle_id: string,
    points: readonly RallyPoint[],
    signal?: AbortSignal,
  ): Promise<Result<Verified>>;
  downloadRally(vehicle_id: string, signal?: AbortSignal): Promise<Result<RallyPoint[]>>;
  /** Reads the mission aboard and compares, without uploading: after a reconnect, or a change by others. */
  verify(vehicle_id: string, mission: Mission, signal?: AbortSignal): Promise<Result<Verified>>;
  /** All parameters, read now. */
  readParameters(vehicle_id: string, signal?: AbortSignal): Promise<Result<ParameterList>>;
  /** Sets one on a disarmed aircraft; what was read back. */
  setParameter(vehicle_id: string, parameter: Parameter, signal?: AbortSignal): Promise<Result<Parameter>>;
  /** Files aboard, and pictures that the aircraft tell of. */
  readonly files: FilesOfVehicles;
  /** 32 bytes that sign everything to and from an aircraft, already set there; null to talk unsigned. */
  setSigningKey(system_id: number, key: Uint8Array | null): void;
  /**
   * Records everything heard from and sent to a vehicle as a tlog, until the returned function is called.
   * Other aircraft are left out.
   */
  record(vehicle_id: string, path: string): Promise<Result<() => Promise<Result<TlogTotals>>>>;
  /** Parts of the station whose death keeps the heartbeat from going out now. */
  heartbeatWithheld(): readonly string[];
  /** Pause holds the place, resume goes on with the mission. Resolves with the aircraft's answer. */
  command(vehicle_id: string, command: PilotCommand): Promise<Result<void>>;
  /** Any order of a pilot; resolves with the aircraft's answer and, where it reports the thing, once it agrees. */
  order(vehicle_id: string, order: VehicleOrder): Promise<Result<OrderReadBack>>;
  /** Warns in flight of more wind than this; null ends it. */
  watchWind(vehicle_id: string, limit_m_s: number | null): void;
  /** Sounds the buzzer of an aircraft; it does not answer, so this says only that it was sent. */
  sound(vehicle_id: string): Result<void>;
  /** Flies a second look out of a mission under way and goes on with it. */
  look(vehicle_id: string, mission: Mission, look: Look, signal?: AbortSignal): Promise<Result<void>>;
  /** Where each `udpin` link listens, in the order given; null for other links. */
  addresses(): readonly ({ readonly host: string; readonly port: number } | null)[];
};

export type GroundControlOptions = {
  readonly clock: Clock;
  readonly logger: Logger;
  /** `udpin:HOST:PORT`, `udpout:HOST:PORT`, `tcp:HOST:PORT`. */
  readonly links: readonly string[];
  /** Other ground stations that hear every aircraft and, unless `read_only`, may command them. Off by default. */
  readonly forwards?: readonly ForwardSettings[];
  /** MAVLink system id of this station, 1…255; unique among ground stations. */
  readonly system_id?: number;
  /** Parts that must be alive for the heartbeat to go out (recorder, detector), and are not now. */
  readonly dead?: () => readonly string[];
};

export const createGroundControl = (options: GroundControlOptions): GroundControl => {
  const { clock, logger, system_id = DEFAULT_SYSTEM_ID } = options;
  const port = createMavlinkPort({ ...options, system_id, component_id: groundStationComponent });
  const fleet = new Fleet({ clock, logger, port, system_id, dead: options.dead });
  const vehicles = new Emitter<VehicleState>();
  const coalesce = coalescer(clock, (id) => {
    const state = fleet.state(id);
    if (state !== undefined) vehicles.emit(state);
  });
  fleet.changed.on(({ id }) => coalesce.note(id));
  const exclusive = new Exclusive((id) => fleet.state(id));
  const stopping = new AbortController();
  const orStopping = (signal?: AbortSignal): AbortSignal =>
    signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]);

  const files = filesOfVehicles({ fleet, port, clock, exclusive, stopping: stopping.signal });

  const transfer = <T>(
    vehicle_id: string,
    signal: AbortSignal | undefined,
    run: (ports: TransferPorts) => Promise<Result<T>>,
  ): Promise<Result<T>> =>
    exclusive.run(vehicle_id, (vehicle) => run(transferPorts(vehicle, { fleet, clock }, orStopping(signal))));

  /** Remembers what was verified, so that a change by others is noticed. */
  const remembering = async (
    vehicle_id: string,
    work: Promise<Result<Verified>>,
  ): Promise<Result<Verified>> => {
    const verified = await work;
    if (verified.ok) fleet.verified(vehicle_id, verified.value.opaque_id);
    return verified;
  };

  const order = (vehicle_id: string, what: VehicleOrder): Promise<Result<OrderReadBack>> => {
    const vehicle = fleet.state(vehicle_id);
    if (vehicle === undefined) return Promise.resolve(fail('VEHICLE_UNKNOWN', { vehicle_id }));
    return carryOut({ fleet, clock }, vehicle, what, stopping.signal);
  };

  const record: GroundControl['record'] = async (vehicle_id, path) => {
    const vehicle = fleet.state(vehicle_id);
    if (vehicle === undefined) return fail('VEHICLE_UNKNOWN', { vehicle_id });
    const opened = await createTlog(path);
    if (!opened.ok) return opened;
    const others = (): Set<number> =>
      new Set(fleet.states().flatMap((state) => (state.id === vehicle_id ? [] : [state.system_id])));
    let skip = others();
    const cancelRefresh = clock.every(1000, () => {
      skip = others();
    });
    const cancel = port.onTraffic?.((traffic) => {
      if (!skip.has(traffic.system_id)) opened.value.add(traffic.utc_us, traffic.bytes);
    });
    return ok(() => {
      cancel?.();
      cancelRefresh();
      return opened.value.close();
    });
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
      exclusive.run(vehicle_id, (vehicle) =>
        flyMission(vehicle, mission, { ...fly, signal: orStopping(fly.signal) }, { fleet, clock, logger }),
      ),
    upload: (vehicle_id, mission, { onProgress, signal } = {}) => {
      const sound = checkMission(mission);
      if (!sound.ok) return Promise.resolve(sound);
      const work = transfer(vehicle_id, signal, (ports) => uploadVerified(mission, ports, onProgress));
      return remembering(vehicle_id, work);
    },
    verify: (vehicle_id, mission, signal) =>
      remembering(
        vehicle_id,
        transfer(vehicle_id, signal, (ports) => verifyAboard(mission, ports)),
      ),
    download: (vehicle_id, signal) => transfer(vehicle_id, signal, (ports) => downloadMission(ports)),
    clear: (vehicle_id, kind = 'mission', signal) =>
      transfer(vehicle_id, signal, (ports) => clearList(kind, ports)),
    uploadFence: (vehicle_id, fence, signal) =>
      transfer(vehicle_id, signal, (ports) => uploadFence(fence, ports)),
    downloadFence: (vehicle_id, signal) => transfer(vehicle_id, signal, downloadFence),
    uploadRally: (vehicle_id, points, signal) =>
      transfer(vehicle_id, signal, (ports) => uploadRally(points, ports)),
    downloadRally: (vehicle_id, signal) => transfer(vehicle_id, signal, downloadRally),
    readParameters: (vehicle_id, signal) =>
      exclusive.run(vehicle_id, (vehicle) =>
        readParameters(
          transferPorts(vehicle, { fleet, clock }, orStopping(signal)),
          encodingOf(vehicle.autopilot),
        ),
      ),
    setParameter: (vehicle_id, parameter, signal) =>
      exclusive.run(vehicle_id, (vehicle) => {
        if (vehicle.armed) return Promise.resolve(fail('VEHICLE_ARMED', { vehicle_id }));
        const ports = transferPorts(vehicle, { fleet, clock }, orStopping(signal));
        return writeParameter(parameter, ports, encodingOf(vehicle.autopilot));
      }),
    files,
    setSigningKey: (id, key) => port.setKey?.(id, key),
    record,
    heartbeatWithheld: () => fleet.heartbeat_withheld,
    command: async (vehicle_id, command) => {
      const done = await order(vehicle_id, { order: command });
      return done.ok ? ok(undefined) : done;
    },
    order,
    watchWind: (vehicle_id, limit_m_s) => fleet.watchWind(vehicle_id, limit_m_s),
    sound: (vehicle_id) => {
      const vehicle = fleet.state(vehicle_id);
      if (vehicle === undefined) return fail('VEHICLE_UNKNOWN', { vehicle_id });
      if (vehicle.link !== 'live') return fail('VEHICLE_LINK_LOST', { vehicle_id });
      port.send(alarmTune(vehicle, autopilotComponent), vehicle.system_id);
      return ok(undefined);
    },
    look: async (vehicle_id, mission, look, signal) => {
      const vehicle = fleet.state(vehicle_id);
      if (vehicle === undefined) return fail('VEHICLE_UNKNOWN', { vehicle_id });
      return flyLook(vehicle, mission, look, { fleet, clock }, orStopping(signal));
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
