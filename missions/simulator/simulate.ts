import type { Cancel, Clock, Parameter, Position } from '#common';
import {
  autopilotComponent,
  commandResult,
  mavCmd,
  type Message,
  messageId,
  missionType,
  messageNames,
  type MessageName,
  type Outgoing,
  type Received,
} from '../mavlink/index.ts';
import { homePlaceholder, type WireItem } from '../transfer/wire.ts';
import { type Aircraft, type Notice, parkedAircraft, severity } from './aircraft.ts';
import { armCheck, obey } from './commands.ts';
import { stepAircraft } from './fly.ts';
import { serveMission, type ServerStep, tickMission } from './mission-server.ts';
import { emptyStore, listOf, type MissionStore, type Peer, type Rules } from './mission-store.ts';
import type { Wind } from './motion.ts';
import { Card } from './card.ts';
import { type OpenFile, serveFiles } from './files.ts';
import { packedParameters, type ParameterStore, parameterStore, serveParameters } from './parameters.ts';
import { armable, asPx4, fromPx4, isSaid } from './px4.ts';
import { isCameraMessage } from '../vehicle/camera.ts';
import { canSend, telemetry } from './telemetry.ts';

const TICK_MS = 50;
const STEP_S = 0.02;
/** A stalled machine is caught up with, but not for ever. */
const MOST_CATCH_UP_S = 2;
/** No mission storage in the first second after boot. */
const BOOT_S = 1;

export type SimulationOptions = {
  readonly clock: Clock;
  readonly system_id: number;
  readonly rules?: Rules | undefined;
  readonly home: Position;
  readonly home_amsl_m?: number | undefined;
  readonly heading_deg?: number | undefined;
  readonly wind?: Wind | undefined;
  readonly battery_percent?: number | undefined;
  /** Seconds after start when it is ready to arm. */
  readonly ready_s?: number | undefined;
  /** The gimbal's protocol: manager and device of v2, or the mount of v1. */
  readonly gimbal?: 'v2' | 'v1' | undefined;
  /** False leaves the aircraft without a camera: asked for it, it acknowledges and stays silent. */
  readonly camera?: boolean | undefined;
  /** What the camera photographs, in turn; each is announced and served by MAVLink FTP from the camera's card. */
  readonly pictures?: readonly Uint8Array[] | undefined;
  /** False: files are served in single pieces alone. */
  readonly bursts?: boolean | undefined;
  /** Camera and gimbal acknowledge what they are told and do not do it: a full card, a jammed lens. */
  readonly stuck?: boolean | undefined;
  /** Every message goes out through here; `to` is null for broadcasts. */
  readonly send: (message: Outgoing, to: number | null) => void;
};

/** An aircraft that lives by a clock and speaks messages; it knows no socket. */
export class Simulation {
  readonly #options: SimulationOptions;
  readonly #intervals_us = new Map<MessageName, number>([['HEARTBEAT', 1_000_000]]);
  readonly #due_us = new Map<MessageName, number>();
  #aircraft: Aircraft;
  #store: MissionStore;
  readonly #home_item: WireItem;
  #parameters: ParameterStore;
  #open_file: OpenFile = null;
  readonly #card: Card;
  /** Who steers the gimbal, as PX4's manager keeps it. */
  #gimbal_holder = 0;
  #loaded: readonly WireItem[] | null = null;
  #last_us: number;
  #owed_s = 0;
  #cancel: Cancel = () => undefined;

  constructor(options: SimulationOptions) {
    const { clock, home, home_amsl_m = 40, heading_deg = 0, battery_percent = 98 } = options;
    const wind = options.wind ?? { north_m_s: 0, east_m_s: 0 };
    this.#options = options;
    this.#aircraft = parkedAircraft({ home, home_amsl_m, heading_deg, wind, battery_percent });
    const item0 = {
      ...homePlaceholder,
      x: Math.round(home.lat_deg * 1e7),
      y: Math.round(home.lon_deg * 1e7),
      z: home_amsl_m,
    };
    this.#home_item = item0;
    this.#store = emptyStore(options.rules ?? 'ardupilot', item0);
    this.#card = new Card(options.pictures ?? []);
    this.#parameters = parameterStore(this.#store.rules, options.system_id);
    this.#last_us = clock.monotonic_us();
  }

  get aircraft(): Aircraft {
    return this.#aircraft;
  }

  get store(): MissionStore {
    return this.#store;
  }

  /** What lies on the camera's card, by path. */
  get files(): ReadonlyMap<string, Uint8Array> {
    return this.#card.files;
  }

  get parameters(): readonly Parameter[] {
    return this.#parameters.values;
  }

  start(): void {
    this.#last_us = this.#options.clock.monotonic_us();
    this.#cancel = this.#options.clock.every(TICK_MS, () => this.#tick());
    const like = this.#isPx4() ? 'PX4-like' : 'ArduCopter-like';
    this.#say([{ severity: severity.info, text: `${like} simulated aircraft` }]);
  }

  stop(): void {
    this.#cancel();
  }

  receive({ message, system_id, component_id }: Received): void {
    const from = { system_id, component_id };
    if ('target_system' in message && !this.#isTarget(message)) return;
    if (message.name === 'COMMAND_LONG') return this.#command(message, from);
    if (message.name === 'COMMAND_INT') return this.#command(asLong(message), from);
    if (message.name === 'TIMESYNC') {
      // Its own clock in ns; the question comes back with it.
      if (message.tc1 === 0)
        this.#options.send(
          { name: 'TIMESYNC', tc1: Math.round(this.#aircraft.up_s * 1e9) + 1, ts1: message.ts1 },
          system_id,
        );
      return;
    }
    if (message.name === 'FILE_TRANSFER_PROTOCOL') return this.#serveFile(message.payload, from);
    const served = serveParameters(this.#parameters, message);
    if (served !== null) {
      this.#parameters = served.store;
      for (const reply of served.replies) this.#options.send(reply, system_id);
      return;
    }
    const { mode, mission_running, up_s } = this.#aircraft;
    this.#applyStep(
      serveMission(this.#store, message, from, {
        now_ms: this.#now_ms(),
        booting: up_s < BOOT_S,
        flying_mission: mode === 'auto' && mission_running,
      }),
    );
  }

  /** The card's files, and the parameters packed into one. */
  #serveFile(payload: readonly number[], from: Peer): void {
    const { open, replies } = serveFiles(this.#open_file, payload, from, {
      files: this.#card.files,
      packed: () => packedParameters(this.#parameters),
      bursts: this.#options.bursts,
    });
    this.#open_file = open;
    for (const reply of replies) this.#options.send(reply, from.system_id);
  }

  #isTarget(message: { readonly target_system: number; readonly target_component: number }): boolean {
    const component = message.target_component === 0 || message.target_component === autopilotComponent;
    return (message.target_system === this.#options.system_id || message.target_system === 0) && component;
  }

  #command(command: Extract<Message, { name: 'COMMAND_LONG' }>, from: Peer): void {
    const acknowledge = (result: number): void =>
      this.#options.send(
        {
          name: 'COMMAND_ACK',
          command: command.command,
          result,
          target_system: from.system_id,
          target_component: from.component_id,
        },
        from.system_id,
      );
    if (command.command === mavCmd.set_message_interval) {
      return acknowledge(this.#setInterval(command.param1, command.param2));
    }
    if (command.command === mavCmd.request_message) {
      const name = this.#messageNamed(command.param1);
      acknowledge(name === undefined ? commandResult.unsupported : commandResult.accepted);
      if (name !== undefined) this.#sendTelemetry(name);
      return;
    }
    const steered = this.#steerGimbal(command, from);
    if (steered !== null) return acknowledge(steered);
    if (this.#options.stuck === true && isPayload(command.command))
      return acknowledge(commandResult.accepted);
    const understood = this.#isPx4() ? fromPx4(command, this.#aircraft.home_amsl_m) : command;
    if (understood === null) return acknowledge(commandResult.denied);
    const { aircraft, result, notices } = obey(
      this.#isPx4() && command.command === mavCmd.component_arm_disarm
        ? armable(this.#aircraft)
        : this.#aircraft,
      understood,
      this.#ready_s(),
    );
    this.#aircraft = aircraft;
    acknowledge(result);
    this.#say(notices);
  }

  /** The manager's own answers; null lets the gimbal obey. PX4's refuses whoever has not taken it. */
  #steerGimbal({ command, param1 }: Extract<Message, { name: 'COMMAND_LONG' }>, from: Peer): number | null {
    const manager =
      command === mavCmd.do_gimbal_manager_configure || command === mavCmd.do_gimbal_manager_pitchyaw;
    if (!manager) return null;
    if (this.#options.gimbal === 'v1') return commandResult.unsupported;
    if (command === mavCmd.do_gimbal_manager_configure) {
      // −1 leaves it as it is, −2 makes it the sender's.
      if (param1 !== -1) this.#gimbal_holder = param1 === -2 ? from.system_id : param1;
      return commandResult.accepted;
    }
    return this.#isPx4() && this.#gimbal_holder !== from.system_id ? commandResult.denied : null;
  }

  #isPx4(): boolean {
    return this.#store.rules === 'px4';
  }

  #messageNamed(id: number): MessageName | undefined {
    const name = nameOfMessage(id);
    if (name === undefined || !isSaid(name, this.#store.rules)) return undefined;
    const { gimbal = 'v2' } = this.#options;
    if (name === 'MOUNT_ORIENTATION') return gimbal === 'v1' ? name : undefined;
    if (name === 'GIMBAL_DEVICE_ATTITUDE_STATUS' || name === 'GIMBAL_MANAGER_STATUS')
      return gimbal === 'v2' ? name : undefined;
    return name;
  }

  /** To everybody, in this firmware's own words. */
  #tell(message: Outgoing): void {
    this.#options.send(this.#isPx4() ? asPx4(message, this.#aircraft.mode) : message, null);
  }

  #setInterval(id: number, interval_us: number): number {
    const name = this.#messageNamed(id);
    if (name === undefined) return commandResult.failed;
    // Faster than the tick is not possible; −1 stops, 0 is the default, which is not to send.
    if (interval_us <= 0) this.#intervals_us.delete(name);
    else this.#intervals_us.set(name, Math.max(interval_us, TICK_MS * 1000));
    return commandResult.accepted;
  }

  #tick(): void {
    const now_us = this.#options.clock.monotonic_us();
    this.#owed_s = Math.min(this.#owed_s + (now_us - this.#last_us) / 1e6, MOST_CATCH_UP_S);
    this.#last_us = now_us;
    while (this.#owed_s >= STEP_S) {
      this.#owed_s -= STEP_S;
      const { aircraft, notices, reached } = stepAircraft(this.#aircraft, STEP_S);
      this.#aircraft = aircraft;
      for (const seq of reached) this.#tell({ name: 'MISSION_ITEM_REACHED', seq });
      this.#say(notices);
    }
    for (const taken of this.#card.write(this.#aircraft, this.#options.clock.utc_us())) this.#tell(taken);
    this.#applyStep(tickMission(this.#store, this.#now_ms()));
    for (const [name, interval_us] of this.#intervals_us) {
      const due_us = this.#due_us.get(name) ?? 0;
      if (now_us < due_us) continue;
      // Kept on its grid, unless it fell behind by more than an interval.
      this.#due_us.set(name, Math.max(due_us + interval_us, now_us));
      this.#sendTelemetry(name);
    }
  }

  #applyStep({ store, replies }: ServerStep): void {
    this.#store = store;
    this.#loadMission();
    for (const reply of replies) {
      this.#options.send(reply, 'target_system' in reply ? (reply.target_system ?? null) : null);
    }
  }

  /** The aircraft flies a list whose item 0 is home, whatever the firmware's own counting. */
  #loadMission(): void {
    const list = listOf(this.#store, missionType.mission);
    if (list === this.#loaded) return;
    this.#loaded = list;
    const mission = this.#store.rules === 'ardupilot' ? list : [this.#home_item, ...list];
    this.#aircraft = { ...this.#aircraft, mission };
  }

  #sendTelemetry(name: MessageName): void {
    if (this.#options.camera === false && isCameraMessage(name)) return;
    const message = telemetry(name, {
      aircraft: this.#aircraft,
      utc_us: this.#options.clock.utc_us(),
      gimbal_holder: this.#gimbal_holder,
      would_arm: this.#aircraft.armed || armCheck(this.#aircraft, this.#ready_s()) === null,
    });
    if (message !== null) this.#tell(message);
  }

  #say(notices: readonly Notice[]): void {
    for (const notice of notices) this.#options.send({ name: 'STATUSTEXT', ...notice }, null);
  }

  #ready_s(): number {
    return this.#options.ready_s ?? 2;
  }

  #now_ms(): number {
    return this.#options.clock.monotonic_us() / 1000;
  }
}

/** A place in degrees where COMMAND_LONG has floats: as the simulated aircraft reads both. */
const asLong = (
  message: Extract<Message, { name: 'COMMAND_INT' }>,
): Extract<Message, { name: 'COMMAND_LONG' }> => ({
  ...message,
  name: 'COMMAND_LONG',
  confirmation: 0,
  param5: message.x / 1e7,
  param6: message.y / 1e7,
  param7: message.z,
});

const payload: readonly number[] = [
  mavCmd.set_camera_zoom,
  mavCmd.image_start_capture,
  mavCmd.video_start_capture,
  mavCmd.video_stop_capture,
  mavCmd.do_gimbal_manager_pitchyaw,
  mavCmd.do_mount_control,
];
const isPayload = (command: number): boolean => payload.includes(command);

const nameOfMessage = (id: number): MessageName | undefined =>
  messageNames.find((name) => canSend(name) && messageId(name) === id);
