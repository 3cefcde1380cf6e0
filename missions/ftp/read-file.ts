import { fail, ok, type Result } from '#common';
import type { Outgoing } from '../mavlink/index.ts';
import type { Protocol, Step, Target } from '../protocol/index.ts';
import { Assembly } from './assembly.ts';
import {
  decodeFtp,
  encodeFtp,
  FTP_DATA_BYTES,
  ftpError,
  type FtpFrame,
  ftpOpcode,
  isAnswer,
  sequenceAfter,
  uint32Of,
} from './frame.ts';

const ANSWER_MS = 500;
const MOST_OPENS = 6;
const MOST_REOPENS = 3;
/** Silences in a row without one new byte: six seconds. */
const MOST_STALLS = 12;
/** Bursts that brought nothing at all, before single pieces are asked for. */
const MOST_EMPTY_BURSTS = 4;
/** ArduPilot queues five requests and drops the sixth. */
const WINDOW = 4;
/** A shorter hole is asked for piece by piece: a burst goes on far beyond it. */
const WORTH_A_BURST = 8 * FTP_DATA_BYTES;
/** Answers lie this far from the newest sequence number; what is farther belongs to an earlier file. */
const NEAR = 16_000;

export type ReadFileOptions = {
  readonly path: string;
  readonly target: Target;
  /** A longer file is refused before it is read. */
  readonly most_bytes: number;
  /** Of the last file operation with this vehicle: late pieces of that file are told apart by it. */
  readonly last_sequence: number;
  /** What of the file had come when an earlier reading was cut off. */
  readonly kept?: Assembly | null;
  /** A file of this size was read already: null is the answer. */
  readonly unless_bytes?: number | undefined;
};

export type ReadFileState = {
  readonly session: number | null;
  /** The newest sequence number, ours or theirs. */
  readonly sequence: number;
  /** How far the sequence number went since this file was begun. */
  readonly advanced: number;
  readonly file: Assembly | null;
  readonly way: 'burst' | 'single';
  /** Single pieces under way, by sequence number. */
  readonly asked: ReadonlyMap<number, number>;
  /** Where the search for the next single piece goes on. */
  readonly cursor: number;
  readonly sends: number;
  readonly stalls: number;
  readonly received_before: number;
  readonly has_burst: boolean;
  readonly never_burst: boolean;
  readonly reopened: number;
  readonly last_error: number | null;
};

type Answer = Uint8Array | null;
type ReadStep = Step<ReadFileState, Answer>;
type Request = Partial<FtpFrame> & Pick<FtpFrame, 'opcode'>;

/**
 * Reads a file whose size its opening tells: by bursts to its end, then what was lost of them, by another burst where
 * much is missing in one place, else piece by piece. Where a vehicle knows no bursts, all of it piece by piece. Ends
 * with the bytes; FTP_TOO_LARGE, FTP_UNAVAILABLE where it cannot be opened, FTP_INTERRUPTED where answers stop coming:
 * the state's `file` then holds what has come, for `kept`.
 * https://mavlink.io/en/services/ftp.html
 */
export const readFileProtocol = (options: ReadFileOptions): Protocol<ReadFileState, Answer> => {
  const { path, target, most_bytes, unless_bytes } = options;
  const send = (frame: Request & { readonly sequence: number }): Outgoing => ({
    name: 'FILE_TRANSFER_PROTOCOL',
    ...target,
    payload: encodeFtp(frame),
  });
  const start: ReadFileState = {
    session: null,
    sequence: (options.last_sequence + 2) & 0xffff,
    advanced: 0,
    file: options.kept ?? null,
    way: 'burst',
    asked: new Map(),
    cursor: 0,
    sends: 1,
    stalls: 0,
    received_before: 0,
    has_burst: false,
    never_burst: false,
    reopened: 0,
    last_error: null,
  };
  /** One number further; an answer's is one more, so two leaves room for it. */
  const numbered = (state: ReadFileState): ReadFileState => ({
    ...state,
    sequence: (state.sequence + 2) & 0xffff,
    advanced: state.advanced + 2,
  });
  const finish = (before: ReadFileState, done: Result<Answer>): ReadStep => {
    const state = numbered(before);
    const { session, sequence } = state;
    const farewell =
      session === null ? [] : [send({ opcode: ftpOpcode.terminate_session, sequence, session })];
    return { state, send: farewell, done };
  };
  const interrupted = (state: ReadFileState, problem: string): ReadStep =>
    finish(
      state,
      fail('FTP_INTERRUPTED', {
        path,
        problem,
        received: state.file?.received ?? 0,
        bytes: state.file?.size ?? 0,
      }),
    );
  const open = (state: ReadFileState): ReadStep => ({
    state,
    send: [
      send({
        opcode: ftpOpcode.open_file_ro,
        sequence: state.sequence,
        data: new TextEncoder().encode(path),
      }),
    ],
    wait_ms: ANSWER_MS,
  });

  const readPiece = ({ session }: ReadFileState, sequence: number, offset: number): Outgoing =>
    send({
      opcode: ftpOpcode.read_file,
      sequence,
      session: session ?? 0,
      offset,
      size: FTP_DATA_BYTES,
    });
  /** As many single pieces as the window has room for. */
  const fill = (before: ReadFileState): ReadStep => {
    let state: ReadFileState = { ...before, way: 'single' };
    const asked = new Map(state.asked);
    const out: Outgoing[] = [];
    while (asked.size < WINDOW) {
      const gap = state.file?.gap(state.cursor) ?? null;
      if (gap === null) break;
      state = { ...numbered(state), cursor: Math.min(gap.start + FTP_DATA_BYTES, gap.end) };
      asked.set(state.sequence, gap.start);
      out.push(readPiece(state, state.sequence, gap.start));
    }
    return { state: { ...state, asked }, send: out, wait_ms: ANSWER_MS };
  };
  const onwards = (before: ReadFileState): ReadStep => {
    const { file } = before;
    if (file === null) return open(before);
    if (file.whole) return finish(before, ok(file.bytes));
    const state = { ...before, asked: new Map<number, number>(), cursor: 0 };
    const holes = before.never_burst ? [] : [file.tail(), file.gap()];
    const hole = holes.find((each) => each !== null && each.end - each.start >= WORTH_A_BURST) ?? null;
    if (hole === null) return fill(state);
    const next = numbered({ ...state, way: 'burst', received_before: file.received });
    return {
      state: next,
      send: [
        send({
          opcode: ftpOpcode.burst_read_file,
          sequence: next.sequence,
          session: next.session ?? 0,
          offset: hole.start,
          size: FTP_DATA_BYTES,
        }),
      ],
      wait_ms: ANSWER_MS,
    };
  };
  /** Something ended without one new byte, or with some. */
  const reckoned = (state: ReadFileState): ReadFileState => {
    const received = state.file?.received ?? 0;
    const stalls = received > state.received_before ? 0 : state.stalls + 1;
    const never_burst = state.never_burst || (!state.has_burst && stalls >= MOST_EMPTY_BURSTS);
    return { ...state, stalls, never_burst, received_before: received };
  };
  const burstEnded = (state: ReadFileState): ReadStep => {
    const next = reckoned(state);
    return next.stalls >= MOST_STALLS ? interrupted(next, 'no answer') : onwards(next);
  };

  const opened = (state: ReadFileState, frame: FtpFrame): ReadStep => {
    const size = uint32Of(frame.data);
    if (size === null)
      return finish(state, fail('FTP_UNAVAILABLE', { path, problem: 'its size is not told' }));
    const next = { ...state, session: frame.session, stalls: 0 };
    if (size > most_bytes)
      return finish(next, fail('FTP_TOO_LARGE', { path, bytes: size, most: most_bytes }));
    if (size === unless_bytes) return finish(next, ok(null));
    const file = state.file?.size === size ? state.file : new Assembly(size);
    return onwards({ ...next, file, received_before: file.received });
  };
  const refused = (state: ReadFileState, { data, answers }: FtpFrame): ReadStep => {
    const [error = 0] = data;
    const next = { ...state, last_error: error };
    if (next.session === null)
      return finish(next, fail('FTP_UNAVAILABLE', { path, problem: `error ${error}` }));
    if (error === ftpError.invalid_session && next.reopened < MOST_REOPENS)
      return open(numbered({ ...next, session: null, sends: 1, reopened: next.reopened + 1 }));
    const is_burst = answers === ftpOpcode.burst_read_file;
    if (is_burst && next.way === 'burst') {
      // EOF is how a burst that reached the end says so; anything else before the first piece: it knows none.
      const never_burst = next.never_burst || (error !== ftpError.eof && !next.has_burst);
      return never_burst ? onwards({ ...next, never_burst: true }) : burstEnded(next);
    }
    return { state: next };
  };
  const came = (before: ReadFileState, frame: FtpFrame): ReadStep => {
    const file = before.file;
    if (file === null) return { state: before };
    const fresh = file.put(frame.offset, frame.data);
    const is_burst = frame.answers === ftpOpcode.burst_read_file;
    const ahead = Math.max(0, sequenceAfter(frame.sequence, before.sequence));
    const state: ReadFileState = {
      ...before,
      sequence: (before.sequence + ahead) & 0xffff,
      advanced: before.advanced + ahead,
      stalls: fresh > 0 ? 0 : before.stalls,
      has_burst: before.has_burst || (is_burst && frame.data.length > 0),
    };
    if (file.whole) return finish(state, ok(file.bytes));
    if (state.way === 'burst')
      return is_burst && frame.burst_complete ? burstEnded(state) : { state, wait_ms: ANSWER_MS };
    if (is_burst) return { state };
    // Answers come in order but for some jitter: what was asked for three before this one is lost.
    const answered = (frame.sequence - 1) & 0xffff;
    const asked = new Map([...state.asked].filter(([sequence]) => sequenceAfter(sequence, answered) > -6));
    asked.delete(answered);
    const next = fill({ ...state, asked });
    return next.state.asked.size === 0 ? onwards(next.state) : next;
  };

  return {
    // Sessions that an earlier, cut-off read left open are given back first: a vehicle has few.
    begin: () => {
      const first = open(numbered(start));
      const reset = send({ opcode: ftpOpcode.reset_sessions, sequence: start.sequence });
      return { ...first, send: [reset, ...(first.send ?? [])] };
    },
    on: (state, event) => {
      if (event.type === 'silence') {
        if (state.session === null) {
          const problem = 'no answer';
          if (state.sends < MOST_OPENS) return open({ ...state, sends: state.sends + 1 });
          return state.file === null
            ? finish(state, fail('FTP_UNAVAILABLE', { path, problem }))
            : interrupted(state, problem);
        }
        if (state.way === 'burst') return burstEnded(state);
        const next = reckoned(state);
        if (next.stalls >= MOST_STALLS)
          return interrupted(next, next.last_error === null ? 'no answer' : `error ${next.last_error}`);
        return onwards(next);
      }
      if (event.message.name !== 'FILE_TRANSFER_PROTOCOL') return { state };
      const frame = decodeFtp(event.message.payload);
      if (frame === null || !isAnswer(frame)) return { state };
      const distance = sequenceAfter(frame.sequence, state.sequence);
      if (state.session === null) {
        if (frame.answers !== ftpOpcode.open_file_ro || distance !== 1) return { state };
        return frame.opcode === ftpOpcode.nak ? refused(state, frame) : opened(state, frame);
      }
      const reads = frame.answers === ftpOpcode.read_file || frame.answers === ftpOpcode.burst_read_file;
      if (!reads || frame.session !== state.session) return { state };
      if (distance > NEAR || distance < -Math.min(NEAR, state.advanced)) return { state };
      return frame.opcode === ftpOpcode.nak ? refused(state, frame) : came(state, frame);
    },
    farewell: [send({ opcode: ftpOpcode.reset_sessions, sequence: 0 })],
    cancelled: fail('FTP_INTERRUPTED', { path, problem: 'it gave way', received: 0, bytes: 0 }),
  };
};
