import { missionResult, missionType, type MessageOf, type Message, type Outgoing } from '../mavlink/index.ts';
import {
  listOf,
  type MissionStore,
  opaqueId,
  type Peer,
  problemOf,
  type Receiving,
  type Rules,
  stored,
  withList,
} from './mission-store.ts';

/** When a vehicle asks again for an item, and when it gives a silent sender up. */
const patience: Readonly<Record<Rules, { readonly ask_again_ms: number; readonly give_up_ms: number }>> = {
  ardupilot: { ask_again_ms: 1000, give_up_ms: 8000 },
  px4: { ask_again_ms: 250, give_up_ms: 5000 },
};
const MOST_ITEMS = 1200;

export type ServerStep = { readonly store: MissionStore; readonly replies: readonly Outgoing[] };
export type ServerFacts = {
  readonly now_ms: number;
  /** The store is not mounted yet: the first second after boot. */
  readonly booting: boolean;
  readonly flying_mission: boolean;
};

type Ack = (type: number) => Outgoing;
type Turn = {
  readonly store: MissionStore;
  readonly from: Peer;
  readonly facts: ServerFacts;
  readonly type: number;
  readonly ack: Ack;
};

/**
 * The mission protocol as the two firmwares serve it, faults and all. ArduCopter asks with
 * MISSION_REQUEST (not _INT), overwrites a mission item by item, writes its own home into item 0,
 * refuses a second station, knows no cancelling. PX4 swaps whole lists, answers a doubled last item
 * with its ACK again, gives items out strictly one after another and ends the transfer with an error
 * when asked for another.
 */
export const serveMission = (
  store: MissionStore,
  message: Message,
  from: Peer,
  facts: ServerFacts,
): ServerStep => {
  const type = 'mission_type' in message ? message.mission_type : missionType.mission;
  const ack: Ack = (result) => ({
    name: 'MISSION_ACK',
    ...addressed(from),
    type: result,
    mission_type: type,
    opaque_id: opaqueId(store, type),
  });
  const turn: Turn = { store, from, facts, type, ack };
  const only = (...replies: Outgoing[]): ServerStep => ({ store, replies });
  if (type > missionType.rally)
    return message.name === 'MISSION_COUNT' ? only(ack(missionResult.unsupported)) : only();
  switch (message.name) {
    case 'MISSION_COUNT':
      return count(turn, message.count);
    case 'MISSION_ITEM_INT':
      return take(turn, message);
    case 'MISSION_REQUEST_LIST':
      return list(turn);
    case 'MISSION_REQUEST':
    case 'MISSION_REQUEST_INT':
      return store.rules === 'px4'
        ? giveNext(turn, message.seq)
        : only(give(turn, message.seq) ?? ack(missionResult.invalid_sequence));
    case 'MISSION_CLEAR_ALL':
      return clear(turn);
    case 'MISSION_ACK': {
      // ArduPilot has no cancelling: whatever the sender says, it goes on asking until its own time is up.
      if (store.rules === 'ardupilot') return only();
      return { store: { ...store, receiving: null, sending: null }, replies: [] };
    }
    default:
      return only();
  }
};

/** Asks again, or gives up, as time passes. */
export const tickMission = (store: MissionStore, now_ms: number): ServerStep => {
  const { ask_again_ms, give_up_ms } = patience[store.rules];
  const { receiving, sending } = store;
  if (sending !== null && now_ms - sending.heard_ms >= give_up_ms)
    return { store: { ...store, sending: null }, replies: [] };
  if (receiving === null) return { store, replies: [] };
  if (now_ms - receiving.heard_ms >= give_up_ms) return giveUp(store, receiving);
  if (now_ms - receiving.asked_ms < ask_again_ms) return { store, replies: [] };
  return {
    store: { ...store, receiving: { ...receiving, asked_ms: now_ms } },
    replies: [ask(store.rules, receiving)],
  };
};

const giveUp = (store: MissionStore, { from, type }: Receiving): ServerStep => ({
  store: { ...store, receiving: null },
  replies:
    store.rules === 'px4'
      ? []
      : [
          {
            name: 'MISSION_ACK',
            ...addressed(from),
            type: missionResult.operation_cancelled,
            mission_type: type,
          },
        ],
});

const count = ({ store, from, facts, type, ack }: Turn, wanted: number): ServerStep => {
  const only = (result: number): ServerStep => ({ store, replies: [ack(result)] });
  const { receiving, rules } = store;
  if (rules === 'px4' && (store.sending !== null || (receiving !== null && receiving.next > 0)))
    return only(missionResult.error);
  if (receiving !== null && !same(receiving.from, from)) return only(missionResult.denied);
  if (facts.booting || wanted > MOST_ITEMS) return only(missionResult.no_space);
  const { now_ms } = facts;
  if (wanted === 0) return { ...clear({ store: { ...store, receiving: null }, from, facts, type, ack }) };
  // ArduPilot cuts a longer mission at once and overwrites the rest as items come.
  const kept =
    rules === 'ardupilot' && type === missionType.mission
      ? withList(store, type, listOf(store, type).slice(0, wanted))
      : store;
  const fresh: Receiving = {
    from,
    type,
    count: wanted,
    next: 0,
    staged: [],
    heard_ms: now_ms,
    asked_ms: now_ms,
  };
  return { store: { ...kept, receiving: fresh, finished: 0 }, replies: [ask(rules, fresh)] };
};

const take = (turn: Turn, message: MessageOf<'MISSION_ITEM_INT'>): ServerStep => {
  const { store, from, facts, ack, type } = turn;
  const { receiving, rules } = store;
  const only = (result: number): ServerStep => ({ store, replies: [ack(result)] });
  if (receiving === null) {
    const last = rules === 'px4' && store.finished > 0 && message.seq === store.finished - 1;
    return only(last ? missionResult.accepted : missionResult.error);
  }
  if (!same(receiving.from, from)) return only(missionResult.denied);
  if (receiving.type !== type) return only(missionResult.error);
  const heard = { ...receiving, heard_ms: facts.now_ms };
  if (message.seq !== receiving.next) {
    if (rules === 'px4') return { store: { ...store, receiving: heard }, replies: [] };
    return only(missionResult.invalid_sequence);
  }
  // Whatever is sent as ArduPilot's item 0, it keeps its own home.
  const home = rules === 'ardupilot' && type === missionType.mission && message.seq === 0;
  const problem = home ? null : problemOf(message);
  // A refused item does not end ArduPilot's session; it does end PX4's.
  if (problem !== null)
    return { store: rules === 'px4' ? { ...store, receiving: null } : store, replies: [ack(problem)] };
  const item = home ? (listOf(store, type)[0] ?? stored(rules, message)) : stored(rules, message);
  const staged = [...receiving.staged, item];
  const next = receiving.next + 1;
  const whole = next === receiving.count;
  const written =
    whole || (rules === 'ardupilot' && type === missionType.mission)
      ? withList(store, type, [...staged, ...listOf(store, type).slice(next, receiving.count)])
      : store;
  if (whole) {
    const done = { ...written, receiving: null, finished: next };
    return {
      store: done,
      replies: [{ ...ack(missionResult.accepted), opaque_id: opaqueId(done, type) } as Outgoing],
    };
  }
  const going: Receiving = { ...heard, next, staged, asked_ms: facts.now_ms };
  return { store: { ...written, receiving: going }, replies: [ask(rules, going)] };
};

const list = ({ store, from, facts, type, ack }: Turn): ServerStep => {
  const busy = store.rules === 'px4' ? missionResult.error : missionResult.denied;
  if (store.receiving !== null) return { store, replies: [ack(busy)] };
  const items = listOf(store, type);
  const announce: Outgoing = {
    name: 'MISSION_COUNT',
    ...addressed(from),
    count: items.length,
    mission_type: type,
    opaque_id: opaqueId(store, type),
  };
  const sending = { to: from, type, next: 0, heard_ms: facts.now_ms };
  return {
    store: store.rules === 'px4' && items.length > 0 ? { ...store, sending } : store,
    replies: [announce],
  };
};

/** PX4: only the next item, or the one before it once more. */
const giveNext = (turn: Turn, seq: number): ServerStep => {
  const { store, from, facts, type, ack } = turn;
  const { sending } = store;
  if (sending === null) return { store, replies: [] };
  if (!same(sending.to, from)) return { store, replies: [ack(missionResult.denied)] };
  const item = give(turn, seq);
  if (item === null || type !== sending.type || !(seq === sending.next || seq === sending.next - 1))
    return { store: { ...store, sending: null }, replies: [ack(missionResult.error)] };
  const next = Math.max(sending.next, seq + 1);
  return { store: { ...store, sending: { ...sending, next, heard_ms: facts.now_ms } }, replies: [item] };
};

const clear = ({ store, facts, type, ack }: Turn): ServerStep => {
  if (store.receiving !== null) return { store, replies: [ack(missionResult.denied)] };
  // ArduPilot cannot be cleared while the mission is being flown.
  if (store.rules === 'ardupilot' && type === missionType.mission && facts.flying_mission)
    return { store, replies: [ack(missionResult.error)] };
  const kept =
    store.rules === 'ardupilot' && type === missionType.mission ? listOf(store, type).slice(0, 1) : [];
  return { store: withList(store, type, kept), replies: [ack(missionResult.accepted)] };
};

const give = ({ store, from, type }: Turn, seq: number): Outgoing | null => {
  const item = listOf(store, type)[seq];
  if (item === undefined) return null;
  const [param1, param2, param3, param4] = item.params;
  const { command, frame, x, y, z } = item;
  return {
    name: 'MISSION_ITEM_INT',
    ...addressed(from),
    ...{ seq, command, frame, param1, param2, param3, param4, x, y, z },
    autocontinue: 1,
    mission_type: type,
  };
};

const ask = (rules: Rules, { from, next, type }: Receiving): Outgoing => ({
  name: rules === 'px4' ? 'MISSION_REQUEST_INT' : 'MISSION_REQUEST',
  ...addressed(from),
  seq: next,
  mission_type: type,
});

const addressed = ({ system_id, component_id }: Peer) => ({
  target_system: system_id,
  target_component: component_id,
});

const same = (a: Peer, b: Peer): boolean => a.system_id === b.system_id && a.component_id === b.component_id;
