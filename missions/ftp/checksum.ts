import { crc32 } from 'node:zlib';
import { fail, ok } from '#common';
import type { Protocol, Step, Target } from '../protocol/index.ts';
import { decodeFtp, encodeFtp, ftpOpcode, isAnswer, uint32Of } from './frame.ts';

/** A vehicle reads the whole file for it, from a card. */
const ANSWER_MS = 3000;
const MOST_SENDS = 4;

/** MAVLink FTP's CRC32 as ArduPilot and PX4 reckon it: that of ZIP, but begun with zero and not inverted at the end. */
export const ftpCrc32 = (bytes: Uint8Array): number => ~crc32(bytes, 0xffff_ffff) >>> 0;

type State = { readonly sequence: number; readonly sends: number };

/** The checksum of a file as the vehicle reckons it; null where it reckons none. */
export const checksumProtocol = (
  path: string,
  target: Target,
  last_sequence: number,
): Protocol<State, number | null> => {
  const ask = (state: State): Step<State, number | null> => ({
    state,
    send: [
      {
        name: 'FILE_TRANSFER_PROTOCOL',
        ...target,
        payload: encodeFtp({
          opcode: ftpOpcode.calc_file_crc32,
          sequence: state.sequence,
          data: new TextEncoder().encode(path),
        }),
      },
    ],
    wait_ms: ANSWER_MS,
  });
  return {
    begin: () => ask({ sequence: (last_sequence + 2) & 0xffff, sends: 1 }),
    on: (state, event) => {
      if (event.type === 'silence')
        return state.sends < MOST_SENDS
          ? ask({ ...state, sends: state.sends + 1 })
          : { state, done: ok(null) };
      if (event.message.name !== 'FILE_TRANSFER_PROTOCOL') return { state };
      const frame = decodeFtp(event.message.payload);
      if (frame === null || !isAnswer(frame) || frame.answers !== ftpOpcode.calc_file_crc32) return { state };
      if (frame.sequence !== ((state.sequence + 1) & 0xffff)) return { state };
      return { state, done: ok(frame.opcode === ftpOpcode.nak ? null : uint32Of(frame.data)) };
    },
    cancelled: fail('FTP_INTERRUPTED', { path, problem: 'it gave way', received: 0, bytes: 0 }),
  };
};
