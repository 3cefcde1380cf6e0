import {
  mavCmd,
  mavFrame,
  type MessageOf,
  missionResult,
  missionType,
  type Message,
  type Outgoing,
} from '../mavlink/index.ts';
import { hasPosition, heightFrameOf, type WireItem } from '../transfer/wire.ts';

/** ArduPilot's figures: it asks again every second and gives a silent sender up after eight. */
const ASK_AGAIN_MS = 1000;
const GIVE_UP_MS = 8000;
const MOST_ITEMS = 1200;

export type Peer = { readonly system_id: number; readonly component_id: number };

export type MissionStore = {
  /** Item 0 is home, always there. */
  readonly items: readonly WireItem[];
  readonly receiving: {
    readonly from: Peer;
    readonly count: number;
    readonly next: number;
    readonly heard_ms: number;
    readonly asked_ms: number;
  } | null;
};

export type ServerStep = { readonly store: MissionStore; readonly replies: readonly Outgoing[] };
export type ServerFacts = {
  readonly now_ms: number;
  /** The store is not mounted yet: the first second after boot. */
  readonly booting: boolean;
  readonly flying_mission: boolean;
};

/**
 * The mission protocol as ArduCopter serves it, faults and all: it asks with MISSION_REQUEST (not
 * _INT), overwrites items one by one as they come, writes its own home into item 0, answers frame 3
 * for 6 and frame 0 for items without position, keeps heights in cm, and refuses a second station.
 */
export const serveMission = (
  store: MissionStore,
  message: Message,
  from: Peer,
  facts: ServerFacts,
): ServerStep => {
  const mission_type = 'mission_type' in message ? message.mission_type : missionType.mission;
  const ack = (type: number): Outgoing => ({ name: 'MISSION_ACK', ...addressed(from), type, mission_type });
  const only = (...replies: Outgoing[]): ServerStep => ({ store, replies });
  switch (message.name) {
    case 'MISSION_COUNT':
      if (mission_type !== missionType.mission) return only(ack(missionResult.unsupported));
      return count(store, message.count, from, facts, ack);
    case 'MISSION_ITEM_INT':
      return take(store, message, from, facts, ack);
    case 'MISSION_REQUEST_LIST':
      if (mission_type !== missionType.mission) return only(ack(missionResult.unsupported));
      if (store.receiving !== null) return only(ack(missionResult.denied));
      return only({ name: 'MISSION_COUNT', ...addressed(from), count: store.items.length, mission_type });
    case 'MISSION_REQUEST':
    case 'MISSION_REQUEST_INT':
      return only(give(store, message.seq, from) ?? ack(missionResult.invalid_sequence));
    case 'MISSION_CLEAR_ALL':
      if (store.receiving !== null) return only(ack(missionResult.denied));
      // It cannot be cleared while it is being flown.
      if (facts.flying_mission) return only(ack(missionResult.error));
      return { store: { ...store, items: store.items.slice(0, 1) }, replies: [ack(missionResult.accepted)] };
    case 'MISSION_ACK':
      // ArduPilot has no cancelling: whatever the sender says, it goes on asking until its own time is up.
      return only();
    default:
      return only();
  }
};

/** Asks again, or gives up, as time passes. */
export const tickMission = (store: MissionStore, now_ms: number): ServerStep => {
  const { receiving } = store;
  if (receiving === null) return { store, replies: [] };
  const { from, next } = receiving;
  if (now_ms - receiving.heard_ms >= GIVE_UP_MS) {
    const type = missionResult.operation_cancelled;
    return {
      store: { ...store, receiving: null },
      replies: [{ name: 'MISSION_ACK', ...addressed(from), type, mission_type: missionType.mission }],
    };
  }
  if (now_ms - receiving.asked_ms < ASK_AGAIN_MS) return { store, replies: [] };
  return { store: { ...store, receiving: { ...receiving, asked_ms: now_ms } }, replies: [ask(next, from)] };
};

type Ack = (type: number) => Outgoing;

const count = (store: MissionStore, wanted: number, from: Peer, facts: ServerFacts, ack: Ack): ServerStep => {
  const only = (type: number): ServerStep => ({ store, replies: [ack(type)] });
  if (store.receiving !== null && !same(store.receiving.from, from)) return only(missionResult.denied);
  if (facts.booting || wanted > MOST_ITEMS) return only(missionResult.no_space);
  const items = store.items.slice(0, Math.max(wanted, 1));
  if (wanted === 0) return { store: { items, receiving: null }, replies: [ack(missionResult.accepted)] };
  const { now_ms } = facts;
  const receiving = { from, count: wanted, next: 0, heard_ms: now_ms, asked_ms: now_ms };
  return { store: { items, receiving }, replies: [ask(0, from)] };
};

const take = (
  store: MissionStore,
  message: MessageOf<'MISSION_ITEM_INT'>,
  from: Peer,
  { now_ms }: ServerFacts,
  ack: Ack,
): ServerStep => {
  const { receiving } = store;
  const only = (type: number): ServerStep => ({ store, replies: [ack(type)] });
  if (receiving === null) return only(missionResult.error);
  if (!same(receiving.from, from)) return only(missionResult.denied);
  if (message.seq !== receiving.next) return only(missionResult.invalid_sequence);
  const problem = problemOf(message);
  // A refused item does not end ArduPilot's session.
  if (problem !== null) return only(problem);
  const items = [...store.items];
  if (message.seq > 0) items[message.seq] = stored(message);
  const next = message.seq + 1;
  if (next === receiving.count)
    return { store: { items, receiving: null }, replies: [ack(missionResult.accepted)] };
  return {
    store: { items, receiving: { ...receiving, next, heard_ms: now_ms, asked_ms: now_ms } },
    replies: [ask(next, from)],
  };
};

const known: ReadonlySet<number> = new Set([
  mavCmd.nav_waypoint,
  mavCmd.nav_takeoff,
  mavCmd.nav_land,
  mavCmd.nav_return_to_launch,
  mavCmd.do_change_speed,
  mavCmd.do_gimbal_manager_pitchyaw,
  mavCmd.set_camera_zoom,
  mavCmd.image_start_capture,
  mavCmd.image_stop_capture,
]);

const problemOf = (message: MessageOf<'MISSION_ITEM_INT'>): number | null => {
  if (!known.has(message.command)) return missionResult.unsupported;
  // It flies heights above take-off only, and says so.
  if (hasPosition(message.command) && heightFrameOf(message.frame) !== 'relative')
    return missionResult.unsupported_frame;
  if (Number.isNaN(message.param1)) return missionResult.invalid_param1;
  if (Math.abs(message.x) > 900_000_000 && hasPosition(message.command))
    return missionResult.invalid_param5_x;
  return null;
};

const stored = (message: MessageOf<'MISSION_ITEM_INT'>): WireItem => {
  const positioned = hasPosition(message.command);
  return {
    command: message.command,
    frame: positioned
      ? message.frame === mavFrame.global_relative_alt_int
        ? mavFrame.global_relative_alt
        : message.frame
      : 0,
    // A landing item's fourth param comes back as a turn direction, whatever was sent.
    params: [
      message.param1,
      message.param2,
      message.param3,
      message.command === mavCmd.nav_land ? 1 : message.param4,
    ],
    x: message.x,
    y: message.y,
    z: positioned ? Math.fround(Math.trunc(Math.fround(message.z * 100)) / 100) : message.z,
  };
};

const give = (store: MissionStore, seq: number, to: Peer): Outgoing | null => {
  const item = store.items[seq];
  if (item === undefined) return null;
  const [param1, param2, param3, param4] = item.params;
  const { command, frame, x, y, z } = item;
  return {
    name: 'MISSION_ITEM_INT',
    ...addressed(to),
    ...{ seq, command, frame, param1, param2, param3, param4, x, y, z },
    autocontinue: 1,
    mission_type: missionType.mission,
  };
};

const ask = (seq: number, from: Peer): Outgoing => ({
  name: 'MISSION_REQUEST',
  ...addressed(from),
  seq,
  mission_type: missionType.mission,
});

const addressed = ({ system_id, component_id }: Peer) => ({
  target_system: system_id,
  target_component: component_id,
});

const same = (a: Peer, b: Peer): boolean => a.system_id === b.system_id && a.component_id === b.component_id;
