import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '#common';
import { fastClock } from '../testing/fast-clock.ts';
import { encodeFrame } from './frame.ts';
import { createMavlinkPort, type MavlinkPort } from './port.ts';
import type { Outgoing, Received } from './messages.ts';
import { parseLinkUri } from './uri.ts';

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const open = async (uri: string): Promise<MavlinkPort> => {
  const port = createMavlinkPort({
    clock: fastClock(20),
    logger: silentLogger,
    links: [uri],
    system_id: 245,
    component_id: 190,
  });
  expect(await port.start()).toEqual({ ok: true, value: undefined });
  closers.push(() => port.stop());
  return port;
};

const heartbeat = (system_id: number, sequence = 0): Uint8Array =>
  encodeFrame({ name: 'HEARTBEAT', type: 2, autopilot: 3 }, { system_id, component_id: 1, sequence });

const next = (port: MavlinkPort): Promise<Received> =>
  new Promise((resolve) => {
    const cancel = port.onMessage((received) => {
      cancel();
      resolve(received);
    });
  });

const peer = async () => {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  closers.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  const heard: Buffer[] = [];
  socket.on('message', (bytes) => heard.push(bytes));
  return { socket, heard };
};

describe('a UDP link', () => {
  it('learns peers by their datagrams and sends each vehicle only its own', async () => {
    const port = await open('udpin:127.0.0.1:0');
    const there = port.addresses()[0]?.port ?? 0;
    const [a, b] = [await peer(), await peer()];
    for (const [index, each] of [a, b].entries()) {
      const received = next(port);
      each.socket.send(Buffer.concat([Buffer.from([0xfd, 1, 2]), heartbeat(index + 1)]), there, '127.0.0.1');
      expect(await received).toMatchObject({ system_id: index + 1, message: { name: 'HEARTBEAT' } });
    }
    const ask: Outgoing = { name: 'MISSION_REQUEST_LIST', target_system: 2, target_component: 1 };
    const arrived = once(b.socket, 'message');
    port.send(ask, 2);
    await arrived;
    const both = [once(a.socket, 'message'), once(b.socket, 'message')];
    port.send({ name: 'HEARTBEAT', type: 6 }, null);
    await Promise.all(both);
    expect([a.heard.length, b.heard.length]).toEqual([1, 2]);
    // One sequence for the link, counted up by one.
    expect([b.heard[0]?.[4], b.heard[1]?.[4]]).toEqual([0, 1]);
  });

  it('follows a vehicle whose address changed', async () => {
    const port = await open('udpin:127.0.0.1:0');
    const there = port.addresses()[0]?.port ?? 0;
    const [before, after] = [await peer(), await peer()];
    for (const each of [before, after]) {
      const received = next(port);
      each.socket.send(heartbeat(9), there, '127.0.0.1');
      await received;
    }
    const arrived = once(after.socket, 'message');
    port.send({ name: 'MISSION_REQUEST_LIST', target_system: 9 }, 9);
    await arrived;
    expect(before.heard).toEqual([]);
  });
});

describe('a TCP link', () => {
  it('takes console text before frames, and comes back by itself when the autopilot reboots', async () => {
    const clients: Socket[] = [];
    const server = createServer((client) => clients.push(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => {
      for (const client of clients) client.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    });
    const address = server.address();
    const number = typeof address === 'object' && address !== null ? address.port : 0;
    const first = once(server, 'connection');
    const port = await open(`tcp:127.0.0.1:${number}`);
    await first;
    for (let boot = 1; boot <= 2; boot += 1) {
      const received = next(port);
      clients.at(-1)?.write('Init ArduCopter V4.7.0-dev\r\n');
      const frame = heartbeat(1, boot);
      clients.at(-1)?.write(frame.subarray(0, 7));
      clients.at(-1)?.write(frame.subarray(7));
      expect(await received).toMatchObject({ system_id: 1 });
      const again = once(server, 'connection');
      clients.at(-1)?.destroy();
      await again;
    }
    const answer = once(clients.at(-1) ?? server, 'data');
    // The socket is connected a moment after the server accepted it.
    const sending = setInterval(() => port.send({ name: 'HEARTBEAT', type: 6 }, null), 5);
    const [bytes] = await answer;
    clearInterval(sending);
    expect(bytes[0]).toBe(0xfd);
  });
});

describe('link addresses', () => {
  it.each(['udpin:0.0.0.0:14550', 'udpout:drone.local:14550', 'tcp://127.0.0.1:5760', 'udpin:[::1]:0'])(
    'takes %s',
    (uri) => {
      expect(parseLinkUri(uri)).toMatchObject({ ok: true });
    },
  );
  it.each([
    '',
    'udp:1.2.3.4:1',
    'udpin:host',
    'udpin:a:b:1',
    'tcp:1.2.3.4:70000',
    'tcp:1.2.3.4:0',
    'udpin:host:12x',
  ])('refuses “%s”', (uri) => {
    expect(parseLinkUri(uri)).toMatchObject({ error: { code: 'LINK_URI_INVALID', details: { uri } } });
  });
});
