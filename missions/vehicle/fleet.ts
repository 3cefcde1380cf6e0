import { type Cancel, type Clock, Emitter, fail, type Logger, type Result, type VehicleState } from '#common';
import {
  autopilotComponent,
  groundStationComponent,
  type MavlinkPort,
  mavAutopilot,
  mavState,
  mavType,
  type Received,
} from '../mavlink/index.ts';
import { type Channel, channelTo, runProtocol, type Target } from '../protocol/index.ts';
import { type Command, commandProtocol } from './command.ts';
import { type Pose, PoseHistory } from './pose.ts';
import { reduceVehicle, type Track } from './reduce.ts';
import { streamRequests } from './streams.ts';

const HEARTBEAT_MS = 1000;
const LINK_CHECK_MS = 500;
const LINK_LOST_US = 3_500_000;
/** Positions absent this long on a live link: the streams are asked for again (a reboot, a lost request). */
const STREAMS_LOST_US = 5_000_000;
/** More aircraft than a site flies; forged system ids must not grow without end. */
const MOST_VEHICLES = 32;

type Member = {
  track: Track;
  readonly poses: PoseHistory;
  position_monotonic_us: number;
  heartbeat_monotonic_us: number;
  asking: boolean;
  /** Commands of one id wait for each other, since their ACKs cannot be told apart. */
  readonly queues: Map<string, Promise<unknown>>;
};

export type FleetPorts = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly port: MavlinkPort;
  readonly system_id: number;
};

/** Every aircraft heard: its state, its link, its recent poses, and commands to it. */
export class Fleet {
  /** After every change, uncoalesced. */
  readonly changed = new Emitter<VehicleState>();
  readonly #ports: FleetPorts;
  readonly #members = new Map<number, Member>();
  readonly #stopping = new AbortController();
  #cancels: Cancel[] = [];

  constructor(ports: FleetPorts) {
    this.#ports = ports;
  }

  start(): void {
    const { clock, port } = this.#ports;
    this.#cancels = [
      port.onMessage((received) => this.#hear(received)),
      clock.every(HEARTBEAT_MS, () => this.#beat()),
      clock.every(LINK_CHECK_MS, () => this.#checkLinks()),
    ];
    this.#beat();
  }

  /** For good: commands under way end unanswered. */
  stop(): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
    this.#stopping.abort();
  }

  states(): VehicleState[] {
    return [...this.#members.values()].map(({ track }) => track.state);
  }

  state(id: string): VehicleState | undefined {
    return this.#memberOf(id)?.track.state;
  }

  poseAt(id: string, utc_us: number): Pose | null {
    return this.#memberOf(id)?.poses.at(utc_us) ?? null;
  }

  target(state: VehicleState): Target {
    return { target_system: state.system_id, target_component: autopilotComponent };
  }

  channel(state: VehicleState): Channel {
    const us = { system_id: this.#ports.system_id, component_id: groundStationComponent };
    return channelTo(this.#ports.port, this.target(state), us);
  }

  /** Sends a command and waits for its answer; commands of the same kind go one after another. */
  command(id: string, command: Command, signal?: AbortSignal): Promise<Result<void>> {
    const member = this.#memberOf(id);
    if (member === undefined) return Promise.resolve(fail('VEHICLE_UNKNOWN', { vehicle_id: id }));
    const { state } = member.track;
    const stopping = this.#stopping.signal;
    const run = (): Promise<Result<void>> =>
      runProtocol(commandProtocol(command, this.target(state)), {
        channel: this.channel(state),
        clock: this.#ports.clock,
        signal: signal === undefined ? stopping : AbortSignal.any([signal, stopping]),
      });
    const before = member.queues.get(command.command) ?? Promise.resolve();
    const answer = before.then(run);
    member.queues.set(command.command, answer);
    return answer;
  }

  #memberOf(id: string): Member | undefined {
    for (const member of this.#members.values()) if (member.track.state.id === id) return member;
    return undefined;
  }

  #hear(received: Received): void {
    const known = this.#members.get(received.system_id);
    const track = reduceVehicle(known?.track ?? null, received);
    if (track === null || (known === undefined && this.#members.size >= MOST_VEHICLES)) return;
    const now_us = this.#ports.clock.monotonic_us();
    const member = known ?? this.#join(received.system_id, track, now_us);
    const wasLost = member.track.state.link === 'lost';
    member.track = track;
    if (received.message.name === 'HEARTBEAT' && track.heartbeat_utc_us === received.utc_us)
      member.heartbeat_monotonic_us = now_us;
    member.poses.add(track.state, received.message.name, received.utc_us);
    if (received.message.name === 'GLOBAL_POSITION_INT') member.position_monotonic_us = now_us;
    if (wasLost && track.state.link === 'live') {
      this.#ports.logger.info({ vehicle_id: track.state.id }, 'the link to the aircraft is back');
    }
    if (known === undefined) void this.#askForStreams(member);
    this.changed.emit(track.state);
  }

  #join(system_id: number, track: Track, now_us: number): Member {
    const member: Member = {
      track,
      poses: new PoseHistory(),
      position_monotonic_us: now_us,
      heartbeat_monotonic_us: now_us,
      asking: false,
      queues: new Map(),
    };
    this.#members.set(system_id, member);
    this.#ports.logger.info(
      { vehicle_id: track.state.id, autopilot: track.state.autopilot },
      'an aircraft appeared',
    );
    return member;
  }

  async #askForStreams(member: Member): Promise<void> {
    if (member.asking || this.#stopping.signal.aborted) return;
    member.asking = true;
    const { id } = member.track.state;
    for (const request of streamRequests) {
      const answer = await this.command(id, request);
      // Not every autopilot has every message; a silent one is asked again by the link check.
      if (!answer.ok)
        this.#ports.logger.debug({ vehicle_id: id, fault: answer.error }, 'a stream was not granted');
      if (!answer.ok && answer.error.code !== 'COMMAND_REFUSED') break;
    }
    member.position_monotonic_us = this.#ports.clock.monotonic_us();
    member.asking = false;
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
        member.track = { ...member.track, state: { ...state, link: 'lost' } };
        this.#ports.logger.warn({ vehicle_id: state.id }, 'the link to the aircraft is lost');
        this.changed.emit(member.track.state);
      } else if (now_us - member.position_monotonic_us > STREAMS_LOST_US) {
        void this.#askForStreams(member);
      }
    }
  }
}
