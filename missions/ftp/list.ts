import { fail, ok } from '#common';
import type { Protocol, Step, Target } from '../protocol/index.ts';
import { decodeFtp, encodeFtp, ftpError, type FtpFrame, ftpOpcode, isAnswer } from './frame.ts';

const ANSWER_MS = 500;
const MOST_SENDS = 8;
/** More entries than a card holds in one folder; a vehicle that goes on is not listing a folder. */
const MOST_ENTRIES = 10_000;

export type EntryAboard =
  | { readonly kind: 'file'; readonly name: string; readonly bytes: number }
  | { readonly kind: 'folder'; readonly name: string };

type State = {
  readonly sequence: number;
  readonly sends: number;
  /** Entries told, also those that are skipped: the next request counts from here. */
  readonly offset: number;
  readonly entries: readonly EntryAboard[];
};

const decoder = new TextDecoder();

/** The entries of one answer: `F name\tsize`, `D name`, `S` for what is neither, each ended by a zero. */
export const entriesOf = (data: Uint8Array): (EntryAboard | null)[] => {
  const parts = decoder.decode(data).split('\0');
  // After the last zero comes nothing, or what was cut off.
  parts.pop();
  return parts.map(entryOf);
};

/** Null for what is no entry a path may be made of: it counts and is left out. */
const entryOf = (text: string): EntryAboard | null => {
  const [kind] = text;
  const rest = text.slice(1);
  if (kind === 'D') return isName(rest) ? { kind: 'folder', name: rest } : null;
  const tab = rest.lastIndexOf('\t');
  const digits = rest.slice(tab + 1);
  const name = rest.slice(0, tab);
  if (kind !== 'F' || tab < 0 || !/^\d{1,15}$/.test(digits) || !isName(name)) return null;
  return { kind: 'file', name, bytes: Number(digits) };
};

/** One segment of a path, never more. */
const isName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !/[/\\\p{Cc}]/u.test(name);

/** What a folder aboard holds. FTP_UNAVAILABLE where it cannot be listed. */
export const listProtocol = (
  path: string,
  target: Target,
  last_sequence: number,
): Protocol<State, EntryAboard[]> => {
  const ask = (state: State): Step<State, EntryAboard[]> => ({
    state,
    send: [
      {
        name: 'FILE_TRANSFER_PROTOCOL',
        ...target,
        payload: encodeFtp({
          opcode: ftpOpcode.list_directory,
          sequence: state.sequence,
          offset: state.offset,
          data: new TextEncoder().encode(path),
        }),
      },
    ],
    wait_ms: ANSWER_MS,
  });
  const answered = (state: State, frame: FtpFrame): Step<State, EntryAboard[]> => {
    if (frame.opcode === ftpOpcode.nak) {
      const [error = 0] = frame.data;
      if (error === ftpError.eof) return { state, done: ok([...state.entries]) };
      return { state, done: fail('FTP_UNAVAILABLE', { path, problem: `error ${error}` }) };
    }
    const told = entriesOf(frame.data);
    if (told.length === 0) return { state, done: ok([...state.entries]) };
    const offset = state.offset + told.length;
    if (offset > MOST_ENTRIES)
      return { state, done: fail('FTP_UNAVAILABLE', { path, problem: 'it has no end' }) };
    const entries = [...state.entries, ...told.filter((entry) => entry !== null)];
    return ask({ sequence: (state.sequence + 2) & 0xffff, sends: 1, offset, entries });
  };
  return {
    begin: () => ask({ sequence: (last_sequence + 2) & 0xffff, sends: 1, offset: 0, entries: [] }),
    on: (state, event) => {
      if (event.type === 'silence')
        return state.sends < MOST_SENDS
          ? ask({ ...state, sends: state.sends + 1 })
          : { state, done: fail('FTP_UNAVAILABLE', { path, problem: 'no answer' }) };
      if (event.message.name !== 'FILE_TRANSFER_PROTOCOL') return { state };
      const frame = decodeFtp(event.message.payload);
      if (frame === null || !isAnswer(frame) || frame.answers !== ftpOpcode.list_directory) return { state };
      return frame.sequence === ((state.sequence + 1) & 0xffff) ? answered(state, frame) : { state };
    },
    cancelled: fail('FTP_INTERRUPTED', { path, problem: 'it gave way', received: 0, bytes: 0 }),
  };
};
