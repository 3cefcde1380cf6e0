import { fail, ok } from '#common';
import { missionResult, type Outgoing } from '../mavlink/index.ts';
import type { Protocol, Target } from '../protocol/index.ts';
import { MOST_SILENCES, refused, silent, SILENCE_MS } from './upload.ts';

/** Empties one of the vehicle's lists. Clearing twice is harmless, so it is simply asked again. */
export const clearProtocol = (
  target: Target,
  mission_type: number,
): Protocol<{ readonly silences: number }, void> => {
  const clear: Outgoing = { name: 'MISSION_CLEAR_ALL', ...target, mission_type };
  return {
    begin: () => ({ state: { silences: 0 }, send: [clear], wait_ms: SILENCE_MS }),
    on: (state, event) => {
      if (event.type === 'silence') {
        const silences = state.silences + 1;
        if (silences > MOST_SILENCES) return { state, done: silent('clear', 0) };
        return { state: { silences }, send: [clear], wait_ms: SILENCE_MS };
      }
      const { message } = event;
      if (message.name !== 'MISSION_ACK' || message.mission_type !== mission_type) return { state };
      const accepted = message.type === missionResult.accepted;
      return { state, done: accepted ? ok(undefined) : refused(message.type, 0) };
    },
    cancelled: fail('FLIGHT_STOPPED', { stage: 'uploading' }),
  };
};
