import { fail, ok, type Result } from '#common';
import type { Outgoing } from '../mavlink/index.ts';
import type { Protocol, Step, Target } from '../protocol/index.ts';
import {
  decodeFtp,
  encodeFtp,
  FTP_DATA_BYTES,
  ftpError,
  type FtpFrame,
  ftpOpcode,
  isAnswer,
} from './frame.ts';

const ANSWER_MS = 500;
/** Whether FTP is there at all is known sooner than whether a piece is lost. */
const MOST_OPENS = 4;
const MOST_READS = 12;
const MOST_REOPENS = 3;
/** 1,349 parameters are 17 kB. A vehicle that gives more than this is not giving parameters. */
const MOST_BYTES = 1_000_000;

type State = {
  readonly session: number | null;
  readonly sequence: number;
  readonly pieces: readonly Uint8Array[];
  readonly bytes: number;
  readonly sends: number;
  readonly reopened: number;
};

/**
 * Reads a file that is made while it is read, so that nobody knows its size: one piece after another, always of one
 * size, since ArduPilot places padding by it. Ends with what there is at the end of the file; `FTP_UNAVAILABLE` where
 * it cannot be opened.
 */
export const readToEndProtocol = (path: string, target: Target): Protocol<State, Uint8Array> => {
  const send = (frame: Partial<FtpFrame> & Pick<FtpFrame, 'opcode' | 'sequence'>): Outgoing => ({
    name: 'FILE_TRANSFER_PROTOCOL',
    ...target,
    payload: encodeFtp(frame),
  });
  const open = (state: State): Outgoing =>
    send({
      opcode: ftpOpcode.open_file_ro,
      sequence: state.sequence,
      data: new TextEncoder().encode(path),
    });
  const read = (state: State): Outgoing =>
    send({
      opcode: ftpOpcode.read_file,
      sequence: state.sequence,
      session: state.session ?? 0,
      offset: state.bytes,
      size: FTP_DATA_BYTES,
    });
  const ask = (state: State): Step<State, Uint8Array> => ({
    state,
    send: [state.session === null ? open(state) : read(state)],
    wait_ms: ANSWER_MS,
  });
  /** The next request; its answer counts one further, so a late answer to the one before is told apart. */
  const onwards = (state: State): Step<State, Uint8Array> =>
    ask({ ...state, sequence: (state.sequence + 2) & 0xffff, sends: 1 });
  const finish = (state: State, done: Result<Uint8Array>): Step<State, Uint8Array> => ({
    state,
    send:
      state.session === null
        ? []
        : [
            send({
              opcode: ftpOpcode.terminate_session,
              sequence: state.sequence + 2,
              session: state.session,
            }),
          ],
    done,
  });
  const start: State = { session: null, sequence: 0, pieces: [], bytes: 0, sends: 1, reopened: 0 };

  const answered = (state: State, frame: FtpFrame): Step<State, Uint8Array> => {
    if (frame.opcode === ftpOpcode.nak) {
      const [error] = frame.data;
      if (state.session !== null && error === ftpError.eof) return finish(state, ok(joined(state.pieces)));
      // Closed meanwhile: a late answer to our own reset, or another station's. What was read may be another's by now.
      if (state.session !== null && error === ftpError.invalid_session && state.reopened < MOST_REOPENS)
        return onwards({ ...start, sequence: state.sequence, reopened: state.reopened + 1 });
      return finish(state, fail('FTP_UNAVAILABLE', { path, problem: `error ${error ?? 0}` }));
    }
    if (state.session === null) return onwards({ ...state, session: frame.session });
    if (frame.session !== state.session || frame.offset !== state.bytes) return { state };
    const bytes = state.bytes + frame.data.length;
    if (frame.data.length === 0) return finish(state, ok(joined(state.pieces)));
    if (bytes > MOST_BYTES) return finish(state, fail('FTP_UNAVAILABLE', { path, problem: 'it has no end' }));
    return onwards({ ...state, pieces: [...state.pieces, frame.data], bytes });
  };

  return {
    // Sessions that an earlier, cut-off read left open are given back first: a vehicle has few.
    begin: () => {
      const first = ask({ ...start, sequence: 2 });
      return {
        ...first,
        send: [send({ opcode: ftpOpcode.reset_sessions, sequence: 0 }), ...(first.send ?? [])],
      };
    },
    on: (state, event) => {
      if (event.type === 'silence') {
        if (state.sends >= (state.session === null ? MOST_OPENS : MOST_READS))
          return finish(state, fail('FTP_UNAVAILABLE', { path, problem: 'no answer' }));
        return ask({ ...state, sends: state.sends + 1 });
      }
      if (event.message.name !== 'FILE_TRANSFER_PROTOCOL') return { state };
      const frame = decodeFtp(event.message.payload);
      const expected = state.session === null ? ftpOpcode.open_file_ro : ftpOpcode.read_file;
      if (frame === null || !isAnswer(frame) || frame.answers !== expected) return { state };
      if (frame.sequence !== ((state.sequence + 1) & 0xffff)) return { state };
      return answered(state, frame);
    },
    cancelled: fail('FLIGHT_STOPPED', { stage: 'parameters' }),
  };
};

const joined = (pieces: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};
