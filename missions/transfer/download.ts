import { fail, ok } from '#common';
import { missionResult, missionType, type MessageOf, type Message, type Outgoing } from '../mavlink/index.ts';
import type { Protocol, Step, Target } from '../protocol/index.ts';
import { MOST_SILENCES, refused, silent, SILENCE_MS } from './upload.ts';
import type { WireItem } from './wire.ts';

/** Requests under way at once: a vehicle answers each by itself, so a long link is not waited for item by item. */
const WINDOW = 32;
/** No autopilot stores more; a larger count is noise. */
const MOST_ITEMS = 10_000;

export type DownloadState = {
  /** null until the vehicle said how many there are. */
  readonly count: number | null;
  readonly items: ReadonlyMap<number, WireItem>;
  /** Sequence numbers below this were asked for at least once. */
  readonly asked: number;
  readonly silences: number;
};

type DownloadStep = Step<DownloadState, WireItem[]>;

/** Reads every item of the vehicle's mission, home included where it has one. Order of arrival is free. */
export const downloadProtocol = (target: Target): Protocol<DownloadState, WireItem[]> => {
  const list: Outgoing = { name: 'MISSION_REQUEST_LIST', ...target, mission_type: missionType.mission };
  const request = (seq: number): Outgoing => ({
    name: 'MISSION_REQUEST_INT',
    seq,
    ...target,
    mission_type: missionType.mission,
  });
  const thanks: Outgoing = {
    name: 'MISSION_ACK',
    type: missionResult.accepted,
    ...target,
    mission_type: missionType.mission,
  };
  const fresh: DownloadState = { count: null, items: new Map(), asked: 0, silences: 0 };

  const counted = (state: DownloadState, count: number): DownloadStep => {
    // A second, late COUNT of the same length tells nothing new; another length is another mission.
    if (state.count === count) return { state };
    if (count > MOST_ITEMS) return { state, done: refused(missionResult.invalid, 0) };
    if (count === 0) return { state, send: [thanks], done: ok([]) };
    const asked = Math.min(count, WINDOW);
    return {
      state: { ...fresh, count, asked },
      send: Array.from({ length: asked }, (_, seq) => request(seq)),
      wait_ms: SILENCE_MS,
    };
  };

  const arrived = (state: DownloadState, message: MessageOf<'MISSION_ITEM_INT'>): DownloadStep => {
    const { count } = state;
    if (count === null || message.seq >= count || state.items.has(message.seq)) return { state };
    const items = new Map(state.items).set(message.seq, wireItem(message));
    if (items.size === count) {
      const inOrder = [...items].toSorted(([a], [b]) => a - b).map(([, item]) => item);
      return { state: { ...state, items }, send: [thanks], done: ok(inOrder) };
    }
    const more = state.asked < count;
    return {
      state: { count, items, asked: more ? state.asked + 1 : state.asked, silences: 0 },
      send: more ? [request(state.asked)] : [],
      wait_ms: SILENCE_MS,
    };
  };

  const hear = (state: DownloadState, message: Message): DownloadStep => {
    if (!('mission_type' in message) || message.mission_type !== missionType.mission) return { state };
    if (message.name === 'MISSION_COUNT') return counted(state, message.count);
    if (message.name === 'MISSION_ITEM_INT') return arrived(state, message);
    const ended = message.name === 'MISSION_ACK' && message.type !== missionResult.accepted;
    // INVALID_SEQUENCE and OPERATION_CANCELLED are of an upload that is over.
    if (
      !ended ||
      message.type === missionResult.invalid_sequence ||
      message.type === missionResult.operation_cancelled
    ) {
      return { state };
    }
    return { state, done: refused(message.type, state.items.size) };
  };

  const silence = (before: DownloadState): DownloadStep => {
    const state = { ...before, silences: before.silences + 1 };
    if (state.silences > MOST_SILENCES) return { state, done: silent('read', state.items.size) };
    if (state.count === null) return { state, send: [list], wait_ms: SILENCE_MS };
    const missing = Array.from({ length: state.asked }, (_, seq) => seq).filter(
      (seq) => !state.items.has(seq),
    );
    return { state, send: missing.slice(0, WINDOW).map(request), wait_ms: SILENCE_MS };
  };

  return {
    begin: () => ({ state: fresh, send: [list], wait_ms: SILENCE_MS }),
    on: (state, event) => (event.type === 'silence' ? silence(state) : hear(state, event.message)),
    farewell: [{ ...thanks, type: missionResult.operation_cancelled }],
    cancelled: fail('FLIGHT_STOPPED', { stage: 'verifying' }),
  };
};

const wireItem = (message: MessageOf<'MISSION_ITEM_INT'>): WireItem => ({
  command: message.command,
  frame: message.frame,
  params: [message.param1, message.param2, message.param3, message.param4],
  x: message.x,
  y: message.y,
  z: message.z,
});
