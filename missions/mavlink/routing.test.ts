import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock, silentLogger } from '#common';
import { fastClock } from '../testing/fast-clock.ts';
import { Dedup } from './dedup.ts';
import { messageId } from './dictionary.ts';
import { encodeFrame, type Frame, inspectFrame } from './frame.ts';
import type { Outgoing } from './messages.ts';
import { Reorder } from './order.ts';
import { createMavlinkPort, type ForwardSettings } from './port.ts';
import { Quality } from './quality.ts';
import { Router } from './router.ts';
import { FrameSplitter } from './splitter.ts';

const bytesOf = (message: Outgoing, system_id: number, sequence = 0): Uint8Array =>
  encodeFrame(message, { system_id, component_id: 1, sequence });
const frameOf = (message: Outgoing, system_id: number, sequence = 0): Frame => {
  const found = inspectFrame(bytesOf(message, system_id, sequence), 0);
  if (found.kind !== 'frame') throw new Error(found.kind);
  return found.frame;
};
const beat: Outgoing = { name: 'HEARTBEAT', type: 2, autopilot: 3 };
const arm = (target_system: number): Outgoing => ({ name: 'COMMAND_LONG', command: 400, target_system });

describe('where frames go', () => {
  const [AIR, AIR2, GCS, TABLET] = [0, 1, 2, 3];
  const meet = (rules: { gcs?: object } = {}) => {
    const clock = new FakeClock();
    const router = new Router(clock, 245);
    for (const role of ['aircraft', 'aircraft', 'forward', 'forward'] as const)
      router.add({ role, rules: role === 'forward' ? { ...rules.gcs } : {} });
    router.learn(AIR, 1);
    router.learn(AIR2, 2);
    router.learn(GCS, 255);
    return { clock, router };
  };

  it('telemetry to every station, never to the other aircraft', () => {
    expect(meet().router.targets(frameOf(beat, 1), AIR)).toEqual([GCS, TABLET]);
  });

  it('a command to the aircraft it names, by the link heard last; an answer to who asked', async () => {
    const { clock, router } = meet();
    expect(router.targets(frameOf(arm(2), 255), GCS)).toEqual([AIR2]);
    await clock.advance(100);
    router.learn(AIR, 2);
    expect(router.targets(frameOf(arm(2), 255), GCS)).toEqual([AIR]);
    const answer = frameOf({ name: 'COMMAND_ACK', command: 400, target_system: 255 }, 1);
    expect(router.targets(answer, AIR)).toEqual([GCS]);
    expect(router.targets(frameOf(arm(9), 255), GCS)).toEqual([]);
    // Meant for this station: nobody else's business.
    expect(router.targets(frameOf({ name: 'COMMAND_ACK', target_system: 245 }, 1), AIR)).toEqual([]);
  });

  it('nothing back to where its sender is heard (a loop), until it was silent there for a while', async () => {
    const { clock, router } = meet();
    router.learn(TABLET, 1);
    expect(router.targets(frameOf(beat, 1), AIR)).toEqual([GCS]);
    await clock.advance(10_500);
    expect(router.targets(frameOf(beat, 1), AIR)).toEqual([GCS, TABLET]);
  });

  it('keeps to allow and deny lists, and a read-only station only looks on', () => {
    const id = messageId('HEARTBEAT');
    expect(meet({ gcs: { deny: [id] } }).router.targets(frameOf(beat, 1), AIR)).toEqual([]);
    expect(meet({ gcs: { allow: [id] } }).router.targets(frameOf(arm(1), 255), GCS)).toEqual([]);
    const { router } = meet({ gcs: { read_only: true } });
    expect(router.targets(frameOf(arm(1), 255), GCS)).toEqual([]);
    expect(router.targets(frameOf(beat, 1), AIR)).toEqual([GCS, TABLET]);
  });
});

describe('one stream over two links', () => {
  it('is told apart from a repetition on one link', async () => {
    const clock = new FakeClock();
    const dedup = new Dedup(clock);
    const frame = frameOf(beat, 1, 7);
    expect([dedup.firstLink(frame, 0), dedup.firstLink(frame, 1), dedup.firstLink(frame, 0)]).toEqual([
      null,
      0,
      null,
    ]);
    await clock.advance(3000);
    expect(dedup.firstLink(frame, 1)).toBeNull();
  });

  it('comes out once each and in order, whatever overtakes what within 60 ms', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ delay_ms: fc.integer({ min: 0, max: 55 }), lost: fc.boolean() }), {
          minLength: 5,
          maxLength: 60,
        }),
        async (frames) => {
          const clock = new FakeClock();
          const out: number[] = [];
          const order = new Reorder<number>(clock, (item, late) => {
            if (!late) out.push(item);
          });
          order.mirrored(1);
          order.push(1, 250, -1);
          frames.forEach(({ delay_ms, lost }, index) => {
            if (!lost) clock.after(index + delay_ms, () => order.push(1, (251 + index) & 0xff, index));
          });
          await clock.advance(500);
          const came = frames.flatMap(({ lost }, index) => (lost ? [] : [index]));
          expect(out.slice(1)).toEqual([...out.slice(1)].toSorted((a, b) => a - b));
          expect(new Set(out).size).toBe(out.length);
          // Without loss none is given up.
          if (frames.every(({ lost }) => !lost)) expect(out.slice(1)).toEqual(came);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('link quality', () => {
  it('counts gaps in the sequence over ten seconds, and forgets', async () => {
    const clock = new FakeClock();
    const quality = new Quality(clock);
    for (let count = 0; count < 300; count += 1) if (count % 10 !== 3) quality.note('a', count & 0xff);
    expect(quality.of('a')?.loss_percent).toBeCloseTo(10, 1);
    await clock.advance(11_000);
    expect(quality.of('a')).toMatchObject({ loss_percent: 0, messages_per_s: 0, age_us: 11_000_000 });
    expect(quality.of('b')).toBeNull();
  });
});

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const peer = async () => {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  closers.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  const heard: Frame[] = [];
  socket.on('message', (bytes) => {
    const splitter = new FrameSplitter((frame) => heard.push(frame));
    splitter.push(bytes);
  });
  const said = async (name: string): Promise<Frame> => {
    for (;;) {
      const found = heard.find(({ message_name }) => message_name === name);
      if (found !== undefined) return found;
      await once(socket, 'message');
    }
  };
  return { socket, heard, said, port: socket.address().port };
};

const open = async (forwards: ForwardSettings[] = []) => {
  const port = createMavlinkPort({
    clock: fastClock(5),
    logger: silentLogger,
    links: ['udpin:127.0.0.1:0'],
    forwards,
    system_id: 245,
    component_id: 190,
  });
  expect(await port.start()).toEqual({ ok: true, value: undefined });
  closers.push(() => port.stop());
  return { port, there: port.addresses()[0]?.port ?? 0 };
};

describe('over real sockets', () => {
  it('another station sees the aircraft and its commands arrive, unchanged', async () => {
    const [drone, gcs] = [await peer(), await peer()];
    const { there } = await open([{ uri: `udpout:127.0.0.1:${gcs.port}` }]);
    drone.socket.send(bytesOf(beat, 1, 42), there, '127.0.0.1');
    const seen = await gcs.said('HEARTBEAT');
    expect(seen).toMatchObject({ system_id: 1, sequence: 42 });
    const answerTo = await new Promise<number>((resolve) => {
      gcs.socket.once('message', (_bytes, sender) => resolve(sender.port));
      drone.socket.send(bytesOf(beat, 1, 43), there, '127.0.0.1');
    });
    gcs.socket.send(bytesOf(arm(1), 255, 9), answerTo, '127.0.0.1');
    expect(await drone.said('COMMAND_LONG')).toMatchObject({ system_id: 255, sequence: 9 });
  });

  it('signs to an aircraft with a key, and hears only what it signed', async () => {
    const drone = await peer();
    const { port, there } = await open();
    const key = new Uint8Array(32).fill(5);
    port.setKey?.(1, key);
    const heard: string[] = [];
    port.onMessage(({ message }) => heard.push(message.name));
    const { Signing } = await import('./signing.ts');
    const its = new Signing(new FakeClock(Date.now() * 1000));
    its.setKey(1, key);
    const arrived = new Promise<void>((resolve) => {
      port.onMessage(({ message }) => {
        if (message.name === 'SYSTEM_TIME') resolve();
      });
    });
    drone.socket.send(bytesOf(beat, 1), there, '127.0.0.1');
    drone.socket.send(
      its.sign(bytesOf({ name: 'SYSTEM_TIME', time_boot_ms: 5 }, 1), 1, 0),
      there,
      '127.0.0.1',
    );
    await arrived;
    expect(heard).toEqual(['SYSTEM_TIME']);
    port.send(arm(1), 1);
    const command = await drone.said('COMMAND_LONG');
    expect(its.check({ ...command, system_id: 1 })).toBe('accepted');
  });
});
