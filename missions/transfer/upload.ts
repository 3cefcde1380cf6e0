import { fail, ok, type Result } from '#common';
import { missionResult, nameOf, type Message, type Outgoing } from '../mavlink/index.ts';
import type { Protocol, Step, Target } from '../protocol/index.ts';
import type { WireItem } from './wire.ts';

/** Silences are checked every second; the vehicle asks again by itself about as often. */
export const SILENCE_MS = 1000;
export const MOST_SILENCES = 8;
/** After the last item was sent: the vehicle would have asked again for a lost one by then. */
const SETTLING_SILENCES = 3;

export type UploadState = {
  readonly phase: 'announcing' | 'serving';
  /** Items asked for so far: one more than the highest sequence number sent. */
  readonly sent: number;
  readonly silences: number;
};

/**
 * How far an upload came. Only reading back tells what the vehicle holds: `unconfirmed` is no
 * failure (the last ACK may be lost), `not_ready` and `denied` may pass.
 */
export type UploadOutcome = 'accepted' | 'unconfirmed' | 'not_ready' | 'denied';

type UploadStep = Step<UploadState, UploadOutcome>;

/**
 * Sends a mission the way vehicles want it: they ask, we answer, and items are never sent unasked. A
 * timer would only feed a vehicle items that it did not expect (INVALID_SEQUENCE).
 */
export const uploadProtocol = (
  items: readonly WireItem[],
  target: Target,
  mission_type: number,
): Protocol<UploadState, UploadOutcome> => {
  const announce: Outgoing = {
    name: 'MISSION_COUNT',
    count: items.length,
    ...target,
    mission_type,
  };

  const serve = (state: UploadState, seq: number): UploadStep => {
    const item = items[seq];
    if (item === undefined) return { state };
    return {
      state: { phase: 'serving', sent: Math.max(state.sent, seq + 1), silences: 0 },
      send: [itemMessage(item, seq, target, mission_type)],
      wait_ms: SILENCE_MS,
    };
  };

  const acknowledged = (state: UploadState, type: number): UploadStep => {
    switch (type) {
      case missionResult.accepted:
        // Before the last item was asked for, it can only belong to an earlier transfer.
        return state.sent < items.length ? { state } : { state, done: ok('accepted') };
      case missionResult.invalid_sequence:
        // A doubled or late item; ArduPilot's session goes on, and it asks again for what it wants.
        return { state };
      case missionResult.no_space:
        return { state, done: ok('not_ready') };
      case missionResult.denied:
        return { state, done: ok('denied') };
      case missionResult.operation_cancelled:
        // Before an item was asked for it is of an earlier session of ours.
        return state.phase === 'announcing' ? { state } : { state, done: ok('unconfirmed') };
      // ArduPilot answers ERROR to an item that comes twice at the end: reading back decides.
      case missionResult.error:
        // PX4 says so, too, while it is busy with a transfer that was broken off.
        return { state, done: ok(state.phase === 'announcing' ? 'denied' : 'unconfirmed') };
      default:
        return { state, done: refused(type, Math.max(state.sent - 1, 0)) };
    }
  };

  const hear = (state: UploadState, message: Message): UploadStep => {
    if (!('mission_type' in message) || message.mission_type !== mission_type) return { state };
    if (message.name === 'MISSION_REQUEST_INT' || message.name === 'MISSION_REQUEST')
      return serve(state, message.seq);
    return message.name === 'MISSION_ACK' ? acknowledged(state, message.type) : { state };
  };

  const silence = (before: UploadState): UploadStep => {
    const state = { ...before, silences: before.silences + 1 };
    if (state.phase === 'announcing') {
      if (state.silences > MOST_SILENCES) return { state, done: silent('announce', 0) };
      return { state, send: [announce], wait_ms: SILENCE_MS };
    }
    const patience = state.sent === items.length ? SETTLING_SILENCES : MOST_SILENCES;
    if (state.silences > patience) return { state, done: ok('unconfirmed') };
    return { state, wait_ms: SILENCE_MS };
  };

  return {
    begin: () => ({
      state: { phase: 'announcing', sent: 0, silences: 0 },
      send: [announce],
      wait_ms: SILENCE_MS,
    }),
    on: (state, event) => (event.type === 'silence' ? silence(state) : hear(state, event.message)),
    farewell: [
      {
        name: 'MISSION_ACK',
        type: missionResult.operation_cancelled,
        ...target,
        mission_type,
      },
    ],
    cancelled: fail('FLIGHT_STOPPED', { stage: 'uploading' }),
  };
};

export const refused = (type: number, seq: number): Result<never> =>
  fail('MISSION_REFUSED', { result: nameOf(missionResult, type), seq });

export const silent = (step: 'announce' | 'items' | 'read' | 'clear', seq: number): Result<never> =>
  fail('MISSION_SILENT', { step, seq });

const itemMessage = (item: WireItem, seq: number, target: Target, mission_type: number): Outgoing => ({
  name: 'MISSION_ITEM_INT',
  ...target,
  seq,
  command: item.command,
  frame: item.frame,
  param1: item.params[0],
  param2: item.params[1],
  param3: item.params[2],
  param4: item.params[3],
  x: item.x,
  y: item.y,
  z: item.z,
  autocontinue: 1,
  mission_type,
});
