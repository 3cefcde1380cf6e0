import { fail, ok, type Parameter, parameterSchema } from '#common';
import type { MessageOf, Outgoing } from '../mavlink/index.ts';
import type { Protocol, Step, Target } from '../protocol/index.ts';
import { fromField, type ParameterEncoding, shortest, typeOfNumber } from './values.ts';

const SILENCE_MS = 1000;
const MOST_SILENCES = 15;
/** Asked for at once where some were lost. */
const WINDOW = 20;

type State = {
  readonly count: number | null;
  readonly found: ReadonlyMap<number, Parameter>;
  readonly silences: number;
};

/** PARAM_VALUE as a parameter; null for a type or a name that is none. */
export const parameterOf = (
  { param_id, param_type, param_value }: MessageOf<'PARAM_VALUE'>,
  encoding: ParameterEncoding,
): Parameter | null => {
  const type = typeOfNumber(param_type);
  if (type === undefined) return null;
  const value = fromField(param_value, type, encoding);
  const parsed = parameterSchema.safeParse({
    name: param_id,
    type,
    value: type === 'float' ? shortest(value) : value,
  });
  return parsed.success ? parsed.data : null;
};

/** The classic protocol: the vehicle says all of them, and what was lost is asked for by its index. */
export const readListProtocol = (
  target: Target,
  encoding: ParameterEncoding,
): Protocol<State, Parameter[]> => {
  const list: Outgoing = { name: 'PARAM_REQUEST_LIST', ...target };
  const missing = ({ count, found }: State): Outgoing[] => {
    const requests: Outgoing[] = [];
    for (let index = 0; index < (count ?? 0) && requests.length < WINDOW; index += 1)
      if (!found.has(index))
        requests.push({ name: 'PARAM_REQUEST_READ', ...target, param_id: '', param_index: index });
    return requests;
  };
  const silent = (state: State): Step<State, Parameter[]> => {
    const silences = state.silences + 1;
    if (silences > MOST_SILENCES)
      return { state, done: fail('PARAM_SILENT', { read: state.found.size, total: state.count ?? 0 }) };
    const asked = missing(state);
    return { state: { ...state, silences }, send: asked.length > 0 ? asked : [list], wait_ms: SILENCE_MS };
  };
  return {
    begin: () => ({
      state: { count: null, found: new Map(), silences: 0 },
      send: [list],
      wait_ms: SILENCE_MS,
    }),
    on: (state, event) => {
      if (event.type === 'silence') return silent(state);
      const { message } = event;
      if (message.name !== 'PARAM_VALUE') return { state };
      const { param_count, param_index } = message;
      const parameter = parameterOf(message, encoding);
      // 65535 answers a request by name: not a place in the list.
      if (parameter === null || param_count === 0 || param_index >= param_count) return { state };
      const found = new Map(state.found).set(param_index, parameter);
      const next: State = { count: param_count, found, silences: 0 };
      if (found.size < param_count) return { state: next, wait_ms: SILENCE_MS };
      return {
        state: next,
        done: ok([...found.entries()].sort(([a], [b]) => a - b).map(([, each]) => each)),
      };
    },
    cancelled: fail('FLIGHT_STOPPED', { stage: 'parameters' }),
  };
};
