import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GroupGate } from './fragment-queue.ts';
import { header, type Message, MessageReader, most_bytes } from './framing.ts';
import { fragmentMessage, parseFragment, toProcess } from './messages.ts';

const flat = (parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts);

describe('MessageReader', () => {
  it('finds every message again, however the bytes are cut', () => {
    const message = fc.record({
      kind: fc.integer({ min: 0, max: 255 }),
      body: fc.uint8Array({ maxLength: 300 }),
    });
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
        (sent, cuts) => {
          const bytes = flat(sent.flatMap(({ kind, body }) => [header(kind, body.length), body]));
          const reader = new MessageReader();
          const received: Message[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const length = cuts[turn % cuts.length] ?? 1;
            received.push(...reader.push(bytes.subarray(at, at + length)));
            at += length;
          }
          expect(received.map(({ kind, body }) => ({ kind, body: [...body] }))).toEqual(
            sent.map(({ kind, body }) => ({ kind, body: [...body] })),
          );
        },
      ),
    );
  });

  it('refuses a length that cannot be, before it waits for the bytes', () => {
    expect(() => new MessageReader().push(header(1, most_bytes))).toThrow(RangeError);
    expect(() => new MessageReader().push(new Uint8Array(5))).toThrow(RangeError);
  });
});

describe('a fragment message', () => {
  it('carries epoch, time, key and bytes', () => {
    const pts = fc.integer({ min: -1_000_000, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), pts, fc.boolean(), fc.uint8Array(), (epoch, pts_us, key, data) => {
        const [message] = new MessageReader().push(
          flat(fragmentMessage(toProcess.fragment, { epoch, pts_us, key, data })),
        );
        const parsed = parseFragment(message?.body ?? new Uint8Array());
        expect({ ...parsed, data: [...parsed.data] }).toEqual({ epoch, pts_us, key, data: [...data] });
      }),
    );
  });
});

describe('GroupGate', () => {
  const fragment = (key: boolean) => ({ pts_us: 0, key, data: new Uint8Array() });

  it('lets everything through while the reader keeps up', () => {
    const gate = new GroupGate({ most_waiting: 1000 });
    expect([true, false, false, true, false].every((key) => gate.admits(fragment(key), 200))).toBe(true);
  });

  it('drops the rest of a group once the reader is behind, and goes on at a key frame when it has caught up', () => {
    const gate = new GroupGate({ most_waiting: 1000 });
    const steps: [boolean, number][] = [
      [true, 0],
      [false, 1001],
      [false, 0],
      [true, 900],
      [false, 0],
      [true, 100],
      [false, 500],
    ];
    expect(steps.map(([key, waiting]) => gate.admits(fragment(key), waiting))).toEqual([
      true,
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(gate.dropped).toBe(4);
  });

  it('never lets a frame through whose group was begun without it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 2000 }))), (steps) => {
        const gate = new GroupGate({ most_waiting: 1000 });
        gate.awaitKey();
        let whole = false;
        for (const [key, waiting] of steps) {
          const admitted = gate.admits(fragment(key), waiting);
          whole = key ? admitted : whole && admitted;
          if (admitted) expect(whole).toBe(true);
        }
      }),
    );
  });
});
