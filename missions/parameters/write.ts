import { fail, ok, type Parameter } from '#common';
import type { Outgoing } from '../mavlink/index.ts';
import type { Protocol, Step, Target } from '../protocol/index.ts';
import { parameterOf } from './read-list.ts';
import { type ParameterEncoding, sameValue, toField, typeNumber } from './values.ts';

const ANSWER_MS = 700;
const MOST_SILENCES = 12;
/** A lost PARAM_SET and one that was not taken look alike, until it was sent this often. */
const MOST_SETS = 8;

type State = { readonly reading: boolean; readonly sets: number; readonly silences: number };

/**
 * Sets one parameter and reads it back: the echo of PARAM_SET only says that it was heard, the answer to a request
 * of its own is what counts.
 */
export const writeProtocol = (
  wanted: Parameter,
  target: Target,
  encoding: ParameterEncoding,
): Protocol<State, Parameter> => {
  const { name, type, value } = wanted;
  const set: Outgoing = {
    name: 'PARAM_SET',
    ...target,
    param_id: name,
    param_value: toField(wanted, encoding),
    param_type: typeNumber(type),
  };
  const read: Outgoing = { name: 'PARAM_REQUEST_READ', ...target, param_id: name, param_index: -1 };
  const ask = (state: State): Step<State, Parameter> => ({
    state,
    send: [state.reading ? read : set],
    wait_ms: ANSWER_MS,
  });
  return {
    begin: () => ask({ reading: false, sets: 1, silences: 0 }),
    on: (state, event) => {
      if (event.type === 'silence') {
        const silences = state.silences + 1;
        if (silences > MOST_SILENCES) return { state, done: fail('PARAM_SILENT', { read: 0, total: 1 }) };
        // Whether the order or its echo was lost, only reading tells.
        return ask({ ...state, reading: true, silences });
      }
      const { message } = event;
      if (message.name !== 'PARAM_VALUE' || message.param_id !== name) return { state };
      const found = parameterOf(message, encoding);
      if (found === null) return { state };
      if (!state.reading) return ask({ ...state, reading: true, silences: 0 });
      if (sameValue(type, found.value, value)) return { state, done: ok(found) };
      if (state.sets < MOST_SETS) return ask({ reading: false, sets: state.sets + 1, silences: 0 });
      return { state, done: fail('PARAM_DIFFERS', { name, sent: value, found: found.value }) };
    },
    cancelled: fail('FLIGHT_STOPPED', { stage: 'parameters' }),
  };
};
