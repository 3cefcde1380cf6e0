import { type Cancel, type Clock, Emitter, fail, type Logger, type Result, type VehicleState } from '#common';
import {
  autopilotComponent,
  groundStationComponent,
  type MavlinkPort,
  mavAutopilot,
  mavCmd,
  mavState,
  mavType,
  type Received,
  type WayQuality,
} from '../mavlink/index.ts';
import { type Channel, channelTo, runProtocol, type Target } from '../protocol/index.ts';
import { type Command, commandProtocol } from './command.ts';
import { type Pose, PoseHistory } from './pose.ts';
import { CameraWatch } from './camera-watch.ts';
import { Heartbeat } from './heartbeat.ts';
import { Identity } from './identity.ts';
import { MissionWatch } from './mission-watch.ts';
import { reduceVehicle, type Track, warned } from './reduce.ts';
import { StreamRequests } from './stream-requests.ts';

const LINK_CHECK_MS = 100;
/** With the check and the screen's own pace, a loss is stated within 3.5 s of the last heartbeat. */
const LINK_LOST_US = 3_150_000;
const MEASURE_MS = 1000;
/** Late telemetry, by the autopilot's own clock; a larger step back is a restart. */
const LATE_MS = 10_000;
/** More aircraft than a site flies; forged system ids must not grow without end. */
const MOST_VEHICLES = 32;

type Member = {
  track: Track;
  readonly poses: PoseHistory;
  heartbeat_monotonic_us: number;
  readonly identity: Identity;
  /** Newest time since boot of each message. */
  readonly newest_ms: Map<string, number>;
  rtt_ms: number | null;
  camera: number | null;
  readonly camera_watch: CameraWatch;
  readonly mission: MissionWatch;
  streams: StreamRequests | null;
  /** Commands of one id wait for each other, since their ACKs cannot be told apart. */
  readonly queues: Map<string, Promise<unknown>>;
  /** The newest order of each kind: who waits for an older one waits no more. */
  readonly orders: Map<string, symbol>;
};

export type FleetPorts = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly port: MavlinkPort;
  readonly system_id: number;
  /** Parts of the station that must be alive for its heartbeat to go out, and are not. */
  readonly dead?: (() => readonly string[]) | undefined;
};

/** Every aircraft heard: its state, its link, its recent poses, and commands to it. */
export class Fleet {
  /** After every change, uncoalesced. */
  readonly changed = new Emitter<VehicleState>();
  readonly #ports: FleetPorts;
  readonly #members = new Map<number, Member>();
  readonly #stopping = new AbortController();
  readonly #heartbeat: Heartbeat;
  #cancels: Cancel[] = [];

  constructor(ports: FleetPorts) {
    this.#ports = ports;
    const { clock, logger, dead = () => [] } = ports;
    this.#heartbeat = new Heartbeat({ clock, logger, dead, send: () => this.#beat() });
  }

  start(): void {
    const { clock, port } = this.#ports;
    this.#cancels = [
      port.onMessage((received) => this.#hear(received)),
      clock.every(LINK_CHECK_MS, () => this.#checkLinks()),
      clock.every(MEASURE_MS, () => this.#measure()),
    ];
    this.#heartbeat.start();
  }

  /** For good: commands under way end unanswered. */
  stop(): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
    this.#heartbeat.stop();
    this.#stopping.abort();
  }

  states(): VehicleState[] {
    return [...this.#members.values()].map(({ track }) => track.state);
  }

  state(id: string): VehicleState | undefined {
    return this.#memberOf(id)?.track.state;
  }

  /** Parts that keep the heartbeat from going out now. */
  get heartbeat_withheld(): readonly string[] {
    return this.#heartbeat.withheld;
  }

  poseAt(id: string, utc_us: number): Pose | null {
    return this.#memberOf(id)?.poses.at(utc_us) ?? null;
  }

  target(state: VehicleState): Target {
    return { target_system: state.system_id, target_component: autopilotComponent };
  }

  channel(state: VehicleState, component = autopilotComponent): Channel {
    const us = { system_id: this.#ports.system_id, component_id: groundStationComponent };
    return channelTo(this.#ports.port, { ...this.target(state), target_component: component }, us);
  }

  /** The camera's own component where it has one (PX4); the autopilot speaks for it otherwise (ArduPilot). */
  cameraComponent(id: string): number {
    const member = this.#memberOf(id);
    return member?.track.state.camera?.component_id ?? member?.camera ?? autopilotComponent;
  }

  /** Sends a command and waits for its answer; commands of the same kind go one after another. */
  command(
    id: string,
    command: Command,
    signal?: AbortSignal,
    component = autopilotComponent,
  ): Promise<Result<void>> {
    const member = this.#memberOf(id);
    if (member === undefined) return Promise.resolve(fail('VEHICLE_UNKNOWN', { vehicle_id: id }));
    const { state } = member.track;
    if (state.id_shared && command.command !== 'set_message_interval')
      return Promise.resolve(fail('VEHICLE_ID_SHARED', { system_id: state.system_id }));
    const stopping = this.#stopping.signal;
    const run = (): Promise<Result<void>> =>
      runProtocol(commandProtocol(command, { ...this.target(state), target_component: component }), {
        channel: this.channel(state, component),
        clock: this.#ports.clock,
        signal: signal === undefined ? stopping : AbortSignal.any([signal, stopping]),
      });
    const before = member.queues.get(command.command) ?? Promise.resolve();
    const answer = before.then(run);
    member.queues.set(command.command, answer);
    return answer;
  }

  /** Warns in flight of more wind than this; null ends it. */
  watchWind(id: string, limit_m_s: number | null): void {
    const member = this.#memberOf(id);
    if (member === undefined) return;
    const { track } = member;
    member.track = warned(
      { ...track, health: { ...track.health, wind_limit_m_s: limit_m_s } },
      this.#ports.clock.utc_us(),
    );
    this.changed.emit(member.track.state);
  }

  /** Notes an order; the function returned says whether it is still the newest of its kind. */
  beginOrder(id: string, kind: string): () => boolean {
    const orders = this.#memberOf(id)?.orders;
    const mine = Symbol(kind);
    orders?.set(kind, mine);
    return () => orders?.get(kind) === mine;
  }

  /** Asks the camera for one message, without waiting: the message is the answer. */
  request(id: string, message_id: number): void {
    const member = this.#memberOf(id);
    if (member !== undefined) this.#requestOf(member, message_id);
  }

  #requestOf({ track: { state }, camera }: Member, message_id: number): void {
    this.#ports.port.send(
      {
        name: 'COMMAND_LONG',
        target_system: state.system_id,
        target_component: state.camera?.component_id ?? camera ?? autopilotComponent,
        command: mavCmd.request_message,
        param1: message_id,
      },
      state.system_id,
    );
  }

  #memberOf(id: string): Member | undefined {
    for (const member of this.#members.values()) if (member.track.state.id === id) return member;
    return undefined;
  }

  #hear(received: Received): void {
    const known = this.#members.get(received.system_id);
    if (known !== undefined && this.#isLate(known, received)) return;
    if (
      known !== undefined &&
      received.message.name === 'HEARTBEAT' &&
      received.message.type === mavType.camera
    )
      this.#hearCamera(known, received.component_id);
    const track = reduceVehicle(known?.track ?? null, received);
    if (track === null || (known === undefined && this.#members.size >= MOST_VEHICLES)) return;
    const now_us = this.#ports.clock.monotonic_us();
    const member = known ?? this.#join(received.system_id, track, now_us);
    const wasLost = member.track.state.link === 'lost';
    member.track = this.#identified(member, this.#steered(track, received), received, now_us);
    if (received.message.name === 'HEARTBEAT' && track.heartbeat_utc_us === received.utc_us)
      member.heartbeat_monotonic_us = now_us;
    member.poses.add(track.state, received.message.name, received.utc_us);
    if (received.message.name === 'GLOBAL_POSITION_INT') member.streams?.positionHeard(now_us);
    if (wasLost && track.state.link === 'live') {
      this.#ports.logger.info({ vehicle_id: track.state.id }, 'the link to the aircraft is back');
    }
    member.streams ??= this.#requestStreams(track.state.id);
    this.changed.emit(member.track.state);
  }

  #hearCamera(member: Member, component_id: number): void {
    if (member.camera !== null) return;
    member.camera = component_id;
    member.camera_watch.appeared(this.#ports.clock.monotonic_us());
  }

  /** Asks without waiting: the message itself is the answer, and the next second asks again. */
  #askCamera(member: Member): void {
    const { state } = member.track;
    if (state.link !== 'live') return;
    const { clock } = this.#ports;
    for (const id of member.camera_watch.due(state.camera, clock.monotonic_us(), clock.utc_us()))
      this.#requestOf(member, id);
  }

  /** What this station has verified aboard; a mission of another name later is somebody else's. */
  verified(id: string, mission_id: number | null): void {
    const member = this.#memberOf(id);
    if (member === undefined) return;
    member.mission.verified(mission_id);
    member.track = warned(
      { ...member.track, state: { ...member.track.state, mission_changed: false } },
      this.#ports.clock.utc_us(),
    );
    this.changed.emit(member.track.state);
  }

  /** Over two links of different speed an older position may come after a newer one. */
  #isLate(member: Member, { message, component_id }: Received): boolean {
    if (!('time_boot_ms' in message)) return false;
    const key = `${component_id} ${message.name}`;
    const newest_ms = member.newest_ms.get(key);
    if (
      newest_ms !== undefined &&
      message.time_boot_ms < newest_ms &&
      newest_ms - message.time_boot_ms < LATE_MS
    )
      return true;
    member.newest_ms.set(key, message.time_boot_ms);
    return false;
  }

  /** Who steers the gimbal: a manager that somebody else steers refuses us. */
  #steered(track: Track, { message }: Received): Track {
    if (message.name !== 'GIMBAL_MANAGER_STATUS') return track;
    const { primary_control_sysid } = message;
    const holder = primary_control_sysid === this.#ports.system_id ? 'us' : 'other';
    const gimbal_control = primary_control_sysid === 0 ? 'nobody' : holder;
    return { ...track, state: { ...track.state, gimbal_control } };
  }

  /** Two aircraft under one id, and a mission that another station changed. */
  #identified(member: Member, track: Track, received: Received, now_us: number): Track {
    const { message, component_id, utc_us } = received;
    if (component_id !== autopilotComponent) return track;
    if (message.name === 'TIMESYNC') this.#noteRoundTrip(member, message, now_us);
    const id_shared = member.identity.hear(received, now_us);
    const mission_changed = track.state.mission_changed || member.mission.changedBy(message, track.state);
    if (id_shared === track.state.id_shared && mission_changed === track.state.mission_changed) return track;
    if (id_shared && !track.state.id_shared)
      this.#ports.logger.error({ system_id: track.state.system_id }, 'two aircraft use one system id');
    return warned({ ...track, state: { ...track.state, id_shared, mission_changed } }, utc_us);
  }

  #noteRoundTrip(member: Member, { tc1, ts1 }: { tc1: number; ts1: number }, now_us: number): void {
    const rtt_ms = now_us / 1000 - ts1 / 1e6;
    // Its own question, or the answer to another station's.
    if (tc1 === 0 || rtt_ms < 0 || rtt_ms > 10_000) return;
    member.rtt_ms = member.rtt_ms === null ? rtt_ms : member.rtt_ms * 0.7 + rtt_ms * 0.3;
  }

  /** Asks for the round trip and takes the quality of each link, once a second. */
  #measure(): void {
    const { port, clock } = this.#ports;
    for (const member of this.#members.values()) {
      const { state } = member.track;
      this.#askCamera(member);
      port.send({ name: 'TIMESYNC', tc1: 0, ts1: clock.monotonic_us() * 1000 }, state.system_id);
      const ways = port.quality?.(state.system_id) ?? [];
      const link_quality = qualityOf(ways, member.rtt_ms);
      const station_dead = this.#heartbeat.withheld.length > 0;
      const { health } = member.track;
      if (link_quality === null && state.link_quality === null && station_dead === health.station_dead)
        continue;
      member.track = warned(
        { ...member.track, health: { ...health, station_dead }, state: { ...state, link_quality } },
        clock.utc_us(),
      );
      this.changed.emit(member.track.state);
    }
  }

  #join(system_id: number, track: Track, now_us: number): Member {
    const member: Member = {
      track,
      poses: new PoseHistory(),
      heartbeat_monotonic_us: now_us,
      identity: new Identity(),
      newest_ms: new Map(),
      rtt_ms: null,
      camera: null,
      camera_watch: new CameraWatch(now_us),
      mission: new MissionWatch(this.#ports.system_id),
      streams: null,
      queues: new Map(),
      orders: new Map(),
    };
    this.#members.set(system_id, member);
    this.#ports.logger.info(
      { vehicle_id: track.state.id, autopilot: track.state.autopilot },
      'an aircraft appeared',
    );
    return member;
  }

  #requestStreams(vehicle_id: string): StreamRequests {
    const { clock, logger } = this.#ports;
    return new StreamRequests({
      clock,
      logger,
      vehicle_id,
      stopping: this.#stopping.signal,
      send: (request) => this.command(vehicle_id, request),
    });
  }

  #beat(): void {
    this.#ports.port.send(
      {
        name: 'HEARTBEAT',
        type: mavType.ground_station,
        autopilot: mavAutopilot.invalid,
        system_status: mavState.active,
        mavlink_version: 3,
      },
      null,
    );
  }

  #checkLinks(): void {
    const now_us = this.#ports.clock.monotonic_us();
    for (const member of this.#members.values()) {
      const { state } = member.track;
      if (now_us - member.heartbeat_monotonic_us > LINK_LOST_US) {
        if (state.link === 'lost') continue;
        member.track = warned(
          { ...member.track, state: { ...state, link: 'lost' } },
          this.#ports.clock.utc_us(),
        );
        this.#ports.logger.warn({ vehicle_id: state.id }, 'the link to the aircraft is lost');
        this.changed.emit(member.track.state);
      } else {
        member.streams?.check(now_us);
      }
    }
  }
}

const qualityOf = (ways: readonly WayQuality[], rtt_ms: number | null): VehicleState['link_quality'] => {
  if (ways.length === 0) return null;
  return {
    rtt_ms: rtt_ms === null ? null : Math.round(rtt_ms),
    // The best way counts: what one loses, another may carry.
    loss_percent: tenths(Math.min(...ways.map(({ loss_percent }) => loss_percent))),
    messages_per_s: Math.round(Math.max(...ways.map(({ messages_per_s }) => messages_per_s))),
    ways: ways.map(({ uri, loss_percent, age_us }) => ({
      uri,
      loss_percent: tenths(loss_percent),
      age_ms: Math.round(age_us / 1000),
    })),
  };
};

const tenths = (value: number): number => Math.round(value * 10) / 10;
