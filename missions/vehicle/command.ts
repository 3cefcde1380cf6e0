import { fail, ok, type Result } from '#common';
import { commandResult, mavCmd, nameOf, type Outgoing } from '../mavlink/index.ts';
import type { Protocol, Target } from '../protocol/index.ts';

const ANSWER_MS = 1000;
const MOST_SENDS = 6;
/** A vehicle that said “in progress” works: it is not hurried by resending. */
const PROGRESS_MS = 10_000;

export type CommandName = keyof typeof mavCmd;
export type Command = {
  readonly command: CommandName;
  /** param1…param7; those left out are 0. */
  readonly params?: readonly number[];
  /** Sent as COMMAND_INT, whose place does not lose metres to a float. x, y in degrees. */
  readonly at?: {
    readonly lat_deg: number;
    readonly lon_deg: number;
    readonly z_m: number;
    readonly frame: number;
  };
};

type State = { readonly sends: number; readonly in_progress: boolean };

/** One COMMAND_LONG: sent again with a rising `confirmation` until answered, a refusal named. */
export const commandProtocol = (
  { command, params = [], at }: Command,
  target: Target,
): Protocol<State, void> => {
  const [param1 = 0, param2 = 0, param3 = 0, param4 = 0, param5 = 0, param6 = 0, param7 = 0] = params;
  const placed: Outgoing | null =
    at === undefined
      ? null
      : {
          name: 'COMMAND_INT',
          ...target,
          command: mavCmd[command],
          frame: at.frame,
          param1,
          param2,
          param3,
          param4,
          x: Math.round(at.lat_deg * 1e7),
          y: Math.round(at.lon_deg * 1e7),
          z: at.z_m,
        };
  const long = (confirmation: number): Outgoing => ({
    name: 'COMMAND_LONG',
    ...target,
    command: mavCmd[command],
    confirmation,
    param1,
    param2,
    param3,
    param4,
    param5,
    param6,
    param7,
  });
  const attempt = (confirmation: number): Outgoing => placed ?? long(confirmation);
  const answered = (result: number): Result<void> =>
    result === commandResult.accepted
      ? ok(undefined)
      : fail('COMMAND_REFUSED', { command, result: nameOf(commandResult, result), reason: '' });
  return {
    begin: () => ({ state: { sends: 1, in_progress: false }, send: [attempt(0)], wait_ms: ANSWER_MS }),
    on: (state, event) => {
      if (event.type === 'silence') {
        if (state.in_progress || state.sends >= MOST_SENDS) {
          return { state, done: fail('COMMAND_UNANSWERED', { command }) };
        }
        return {
          state: { ...state, sends: state.sends + 1 },
          send: [attempt(state.sends)],
          wait_ms: ANSWER_MS,
        };
      }
      const { message } = event;
      if (message.name !== 'COMMAND_ACK' || message.command !== mavCmd[command]) return { state };
      if (message.result === commandResult.in_progress) {
        return { state: { ...state, in_progress: true }, wait_ms: PROGRESS_MS };
      }
      return { state, done: answered(message.result) };
    },
    cancelled: fail('FLIGHT_STOPPED', { stage: 'arming' }),
  };
};
