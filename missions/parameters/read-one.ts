import { fail, ok, type Parameter } from '#common';
import type { Protocol, Step, Target } from '../protocol/index.ts';
import { parameterOf } from './read-list.ts';
import type { ParameterEncoding } from './values.ts';

const ANSWER_MS = 700;
/** A vehicle does not answer for a parameter that it does not have. */
const MOST_SILENCES = 6;

type State = { readonly silences: number };

/** One parameter by its name, as the vehicle keeps it now. */
export const readOneProtocol = (
  name: string,
  target: Target,
  encoding: ParameterEncoding,
): Protocol<State, Parameter> => {
  const ask = (silences: number): Step<State, Parameter> => ({
    state: { silences },
    send: [{ name: 'PARAM_REQUEST_READ', ...target, param_id: name, param_index: -1 }],
    wait_ms: ANSWER_MS,
  });
  return {
    begin: () => ask(0),
    on: (state, event) => {
      if (event.type === 'silence') {
        if (state.silences + 1 >= MOST_SILENCES)
          return { state, done: fail('PARAM_SILENT', { read: 0, total: 1 }) };
        return ask(state.silences + 1);
      }
      const { message } = event;
      if (message.name !== 'PARAM_VALUE' || message.param_id !== name) return { state };
      const found = parameterOf(message, encoding);
      return found === null ? { state } : { state, done: ok(found) };
    },
    cancelled: fail('FLIGHT_STOPPED', { stage: 'parameters' }),
  };
};
