import { fail, ok } from '#common';
import { missionResult, type MessageOf, type Message, type Outgoing } from '../mavlink/index.ts';
import type { Protocol, Step, Target } from '../protocol/index.ts';
import { refused, silent, SILENCE_MS } from './upload.ts';
import type { WireItem } from './wire.ts';

/** Requests under way at once: a vehicle answers each by itself, so a long link is not waited for item by item. */
const WINDOW = 64;
/** No autopilot stores more; a larger count is noise. */
const MOST_ITEMS = 10_000;
/** Each costs about a second; PX4 frees itself from a broken transfer after five. */
const MOST_RESTARTS = 40;
/** Asked for one after another, each waits for the one before: a shorter wait pays. */
const SINGLE_SILENCE_MS = 400;
/** Silent this long, PX4 has ended the transfer. */
const ANEW_AFTER_MS = 5000;
/** Asking to read harms nothing, so it is patient. */
const GIVE_UP_AFTER_MS = 12_500;

export type Downloaded = {
  readonly items: WireItem[];
  /** What the vehicle calls this list; null where it gives no such name. */
  readonly opaque_id: number | null;
};

export type DownloadState = {
  /** null until the vehicle said how many there are. */
  readonly count: number | null;
  readonly opaque_id: number | null;
  readonly items: ReadonlyMap<number, WireItem>;
  /** Sequence numbers below this were asked for at least once. */
  readonly asked: number;
  readonly window: number;
  readonly silences: number;
  readonly restarts: number;
};

type DownloadStep = Step<DownloadState, Downloaded>;

const fresh: DownloadState = {
  count: null,
  opaque_id: null,
  items: new Map(),
  asked: 0,
  window: WINDOW,
  silences: 0,
  restarts: 0,
};

/** Of an upload that is over; they say nothing of this reading. */
const stale: ReadonlySet<number> = new Set([
  missionResult.accepted,
  missionResult.invalid_sequence,
  missionResult.operation_cancelled,
]);
/** The vehicle is busy, or was asked out of its order (PX4 gives items strictly one after another). */
const busy: ReadonlySet<number> = new Set([missionResult.error, missionResult.denied]);

/**
 * Reads every item of one of the vehicle's lists, home included where it has one. Order of arrival is
 * free. A vehicle that will not be asked for several at once is asked for one after another.
 */
export const downloadProtocol = (
  target: Target,
  mission_type: number,
): Protocol<DownloadState, Downloaded> => {
  const list: Outgoing = { name: 'MISSION_REQUEST_LIST', ...target, mission_type };
  const request = (seq: number): Outgoing => ({ name: 'MISSION_REQUEST_INT', seq, ...target, mission_type });
  const thanks: Outgoing = { name: 'MISSION_ACK', type: missionResult.accepted, ...target, mission_type };

  const counted = (state: DownloadState, { count, opaque_id }: MessageOf<'MISSION_COUNT'>): DownloadStep => {
    const id = opaque_id === 0 ? null : opaque_id;
    // A second, late COUNT tells nothing new; another length or name is another list.
    if (state.count === count && state.opaque_id === id) return { state };
    if (count > MOST_ITEMS) return { state, done: refused(missionResult.invalid, 0) };
    if (count === 0) return { state, send: [thanks], done: ok({ items: [], opaque_id: id }) };
    const asked = Math.min(count, state.window);
    const { window, restarts, silences } = state;
    return {
      state: { ...fresh, window, restarts, silences, count, opaque_id: id, asked },
      send: Array.from({ length: asked }, (_, seq) => request(seq)),
      wait_ms: waitOf(state),
    };
  };

  const arrived = (state: DownloadState, message: MessageOf<'MISSION_ITEM_INT'>): DownloadStep => {
    const { count } = state;
    if (count === null || message.seq >= count || state.items.has(message.seq)) return { state };
    const items = new Map(state.items).set(message.seq, wireItem(message));
    if (items.size === count) {
      const inOrder = [...items].toSorted(([a], [b]) => a - b).map(([, item]) => item);
      return {
        state: { ...state, items },
        send: [thanks],
        done: ok({ items: inOrder, opaque_id: state.opaque_id }),
      };
    }
    const more = state.asked < count;
    return {
      state: { ...state, items, asked: more ? state.asked + 1 : state.asked, silences: 0 },
      send: more ? [request(state.asked)] : [],
      wait_ms: waitOf(state),
    };
  };

  const hear = (state: DownloadState, message: Message): DownloadStep => {
    if (!('mission_type' in message) || message.mission_type !== mission_type) return { state };
    if (message.name === 'MISSION_COUNT') return counted(state, message);
    if (message.name === 'MISSION_ITEM_INT') return arrived(state, message);
    if (message.name !== 'MISSION_ACK' || stale.has(message.type)) return { state };
    if (!busy.has(message.type) || state.restarts >= MOST_RESTARTS)
      return { state, done: refused(message.type, state.items.size) };
    return { state: { ...fresh, window: 1, restarts: state.restarts + 1 }, wait_ms: SILENCE_MS };
  };

  const silence = (before: DownloadState): DownloadStep => {
    const state = { ...before, silences: before.silences + 1 };
    const wait_ms = waitOf(state);
    const silent_ms = state.silences * wait_ms;
    if (silent_ms > GIVE_UP_AFTER_MS) return { state, done: silent('read', state.items.size) };
    if (state.count === null) return { state, send: [list], wait_ms };
    // PX4 may have ended the transfer, and the word of it was lost: begin anew.
    if (silent_ms % ANEW_AFTER_MS < wait_ms) {
      const { restarts } = state;
      const silences = Math.ceil(silent_ms / SINGLE_SILENCE_MS);
      return { state: { ...fresh, window: 1, silences, restarts }, send: [list], wait_ms: SINGLE_SILENCE_MS };
    }
    const missing = Array.from({ length: state.asked }, (_, seq) => seq).filter(
      (seq) => !state.items.has(seq),
    );
    return { state, send: missing.slice(0, state.window).map(request), wait_ms };
  };

  return {
    begin: () => ({ state: fresh, send: [list], wait_ms: SILENCE_MS }),
    on: (state, event) => (event.type === 'silence' ? silence(state) : hear(state, event.message)),
    farewell: [{ ...thanks, type: missionResult.operation_cancelled }],
    cancelled: fail('FLIGHT_STOPPED', { stage: 'verifying' }),
  };
};

const waitOf = ({ window }: DownloadState): number => (window === 1 ? SINGLE_SILENCE_MS : SILENCE_MS);

const wireItem = (message: MessageOf<'MISSION_ITEM_INT'>): WireItem => ({
  command: message.command,
  frame: message.frame,
  params: [message.param1, message.param2, message.param3, message.param4],
  x: message.x,
  y: message.y,
  z: message.z,
});
