import { MavLinkProtocolV2 } from 'node-mavlink';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '#common';
import { encodeFrame, type Frame, inspectFrame } from './frame.ts';
import { Signing } from './signing.ts';

const key = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
const beat = (system_id: number, sequence = 0): Uint8Array =>
  encodeFrame({ name: 'HEARTBEAT', type: 2, autopilot: 3 }, { system_id, component_id: 1, sequence });
const frameOf = (bytes: Uint8Array): Frame => {
  const found = inspectFrame(bytes, 0);
  if (found.kind !== 'frame') throw new Error(found.kind);
  return found.frame;
};
const meet = () => {
  const clock = new FakeClock();
  const ours = new Signing(clock);
  ours.setKey(1, key);
  return { clock, ours };
};

describe('signing', () => {
  it('writes the signature that node-mavlink writes, and node-mavlink believes it', () => {
    const { ours, clock } = meet();
    const signed = ours.sign(beat(1), 1, 3);
    const theirs = new MavLinkProtocolV2(1, 1, MavLinkProtocolV2.IFLAG_SIGNED);
    const header = theirs.header(Buffer.from(signed), 0n);
    const signature = theirs.signature(Buffer.from(signed), header);
    expect(signature?.matches(Buffer.from(key))).toBe(true);
    expect(signature?.linkId).toBe(3);
    expect(clock.utc_us()).toBeGreaterThan(0);
  });

  it('believes each frame once and in order, however many go out in one moment', () => {
    const { ours } = meet();
    const there = meet().ours;
    for (let count = 0; count < 50; count += 1) {
      const frame = frameOf(there.sign(beat(1, count), 1, 0));
      expect(ours.check(frame)).toBe('accepted');
      expect(ours.check(frame)).toBe('replayed');
    }
  });

  it('refuses what is unsigned, changed in any byte, signed by another key, or recorded', async () => {
    const { clock, ours } = meet();
    expect(ours.check(frameOf(beat(1)))).toBe('unsigned');
    const signed = meet().ours.sign(beat(1), 1, 0);
    fc.assert(
      fc.property(
        fc.integer({ min: signed.length - 13, max: signed.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, flip) => {
          const bytes = Uint8Array.from(signed);
          bytes[at] = (bytes[at] ?? 0) ^ flip;
          expect(ours.check(frameOf(bytes))).toBe('bad_signature');
        },
      ),
    );
    const other = new Signing(clock);
    other.setKey(1, new Uint8Array(32));
    expect(ours.check(frameOf(other.sign(beat(1), 1, 0)))).toBe('bad_signature');
    await clock.advance(120_000);
    expect(ours.check(frameOf(signed))).toBe('replayed');
  });

  it('asks nothing of systems without a key, and leaves radios their unsigned status', () => {
    const { ours } = meet();
    expect(ours.check(frameOf(beat(9)))).toBe('accepted');
    const radio = encodeFrame(
      { name: 'RADIO_STATUS', rssi: 90 },
      { system_id: 1, component_id: 68, sequence: 0 },
    );
    expect(ours.check(frameOf(radio))).toBe('accepted');
    expect(ours.sign(radio, 9, 0)).toBe(radio);
  });

  it('never signs twice with one time, even when the clock is set back', () => {
    const signing = new Signing({
      utc_us: () => steps.shift() ?? 0,
      monotonic_us: () => 0,
      after: () => () => undefined,
      every: () => () => undefined,
    });
    const steps = [2e15, 2e15, 1.9e15, 2.1e15];
    const times = [1, 2, 3, 4].map(() => signing.nextTime());
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    expect(new Set(times).size).toBe(4);
  });
});
