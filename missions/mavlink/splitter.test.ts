import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, LONGEST_FRAME } from './frame.ts';
import { FrameSplitter } from './splitter.ts';

const heartbeat = (sequence: number): Uint8Array =>
  encodeFrame(
    { name: 'HEARTBEAT', type: 2, custom_mode: sequence },
    { system_id: 1, component_id: 1, sequence },
  );

/** Bytes that look like starts of frames far more often than chance would have it. */
const garbage = fc.array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0xfd, 0xfe, 0, 9, 33)), {
  maxLength: 400,
});

const join = (parts: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

const cut = (bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] => {
  const chunks: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(bytes.slice(at, at + size));
    at += size;
  }
  return chunks;
};

const collect = () => {
  const sequences: number[] = [];
  return { sequences, splitter: new FrameSplitter(({ sequence }) => sequences.push(sequence)) };
};

describe('cutting frames out of bytes', () => {
  it('loses no frame to garbage, however it is cut, and holds back at most one frame', () => {
    fc.assert(
      fc.property(
        fc.array(garbage, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 }),
        (between, sizes) => {
          const { sequences, splitter } = collect();
          const bytes = join(between.flatMap((rubbish, index) => [rubbish, heartbeat(index)]));
          for (const chunk of cut(bytes, sizes)) {
            splitter.push(chunk);
            expect(splitter.waiting_bytes).toBeLessThan(LONGEST_FRAME);
          }
          splitter.end();
          expect(sequences).toEqual(between.map((_, index) => index));
          expect(splitter.bad_bytes).toBeLessThanOrEqual(between.flat().length);
          if (splitter.skipped_frames === 0) expect(splitter.bad_bytes).toBe(between.flat().length);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('never throws on noise, and stays small', () => {
    const { splitter } = collect();
    let state = 1;
    for (let block = 0; block < 200; block += 1) {
      splitter.push(
        Uint8Array.from({ length: 10_000 }, () => {
          state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
          return state >>> 16;
        }),
      );
      expect(splitter.waiting_bytes).toBeLessThan(LONGEST_FRAME);
    }
    splitter.end();
    expect(splitter.bad_bytes).toBeGreaterThan(1_900_000);
  });

  it('loses none of 100 heartbeats to ten false starts of unknown ids (node-mavlink keeps 40)', () => {
    const { sequences, splitter } = collect();
    const falseStart = [0xfd, 200, 0, 0, 1, 1, 1, 0xff, 0xff, 0xff];
    splitter.push(
      join(
        Array.from({ length: 100 }, (_, index) =>
          join([index % 10 === 0 ? falseStart : [], heartbeat(index)]),
        ),
      ),
    );
    splitter.end();
    expect(sequences).toHaveLength(100);
    expect(splitter.bad_bytes).toBe(100);
  });

  it('begins with console text, as ArduPilot’s TCP port does', () => {
    const { sequences, splitter } = collect();
    const text = new TextEncoder().encode(
      '\r\nInit ArduCopter V4.7.0-dev (1f2e3d4c)\r\nFree RAM: 131072\r\n',
    );
    splitter.push(text);
    splitter.push(heartbeat(1));
    expect(sequences).toEqual([1]);
    expect(splitter.bad_bytes).toBe(text.length);
  });

  it('skips a well-placed frame of an unknown id and says so', () => {
    const { sequences, splitter } = collect();
    const unknown = [0xfd, 3, 0, 0, 9, 1, 1, 0xf0, 0xf0, 0x01, 1, 2, 3, 0xaa, 0xbb];
    splitter.push(join([heartbeat(1), unknown, unknown, heartbeat(2), unknown]));
    splitter.end();
    expect(sequences).toEqual([1, 2]);
    expect({ bad: splitter.bad_bytes, skipped: splitter.skipped_frames }).toEqual({ bad: 0, skipped: 3 });
  });

  it('on a quiet stream finds the frame behind an unfinished false start', () => {
    const { sequences, splitter } = collect();
    // A HEARTBEAT’s header that claims 255 bytes.
    splitter.push(join([[0xfd, 255, 0, 0, 0, 1, 1, 0, 0, 0], heartbeat(5)]));
    expect(sequences).toEqual([]);
    splitter.idle();
    expect(sequences).toEqual([5]);
  });

  it('ends each datagram by itself: half a frame costs nothing of the next', () => {
    const { sequences, splitter } = collect();
    for (const datagram of [heartbeat(1).slice(0, 9), heartbeat(2), heartbeat(3).slice(4), heartbeat(4)]) {
      splitter.push(datagram);
      splitter.end();
    }
    expect(sequences).toEqual([2, 4]);
  });
});
