import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { fail, ok, type Result } from '#common';
import { createEncoder, type Link, type LinkPorts } from './link.ts';
import { FrameSplitter } from './splitter.ts';
import type { LinkAddress } from './uri.ts';

/** More peers than any site flies; a flood of forged senders must not grow without end. */
const MOST_PEERS = 64;

type Peer = { readonly host: string; readonly port: number; systems: Set<number> };

/**
 * `udpin` listens and learns a peer from the first datagram that holds a valid frame; `udpout` sends
 * to one fixed address from a port of its own. Every datagram is split by itself, so one peer's
 * garbage never touches another's frames.
 */
export const createUdpLink = (uri: string, address: LinkAddress, ports: LinkPorts): Link => {
  const { logger, onFrame } = ports;
  const encode = createEncoder(ports);
  const peers = new Map<string, Peer>();
  let socket: Socket | null = null;

  if (address.kind === 'udpout') {
    peers.set('fixed', { host: address.host, port: address.port, systems: new Set() });
  }

  const learn = (host: string, port: number): Peer => {
    const key = address.kind === 'udpout' ? 'fixed' : `${host} ${port}`;
    const known = peers.get(key);
    const peer = known ?? { host, port, systems: new Set<number>() };
    if (known === undefined) {
      const oldest = peers.size >= MOST_PEERS ? peers.keys().next().value : undefined;
      if (oldest !== undefined) peers.delete(oldest);
      logger.info({ uri, host, port }, 'a new peer on the link');
    } else if (address.kind === 'udpin') {
      // Keeps the map in order of last heard, so that the oldest goes first.
      peers.delete(key);
    }
    peers.set(key, peer);
    return peer;
  };

  const receive = (bytes: Uint8Array, host: string, port: number): void => {
    const splitter = new FrameSplitter((frame) => {
      const peer = learn(host, port);
      // An aircraft that changed its address is sent to where it speaks from now.
      if (!peer.systems.has(frame.system_id)) {
        for (const other of peers.values()) other.systems.delete(frame.system_id);
        peer.systems.add(frame.system_id);
      }
      onFrame(frame);
    });
    splitter.push(bytes);
    splitter.end();
    if (splitter.bad_bytes > 0)
      logger.debug({ uri, host, port, bad_bytes: splitter.bad_bytes }, 'bytes outside frames');
  };

  return {
    uri,
    start: () =>
      new Promise<Result<void>>((resolve) => {
        const opening = createSocket({ type: isIPv6(address.host) ? 'udp6' : 'udp4' });
        const refuse = (error: Error): void => {
          opening.close();
          resolve(fail('LINK_UNAVAILABLE', { uri, problem: error.message }));
        };
        opening.once('error', refuse);
        opening.once('listening', () => {
          opening.off('error', refuse);
          opening.on('error', (error) =>
            logger.warn({ uri, problem: error.message }, 'the link reports an error'),
          );
          socket = opening;
          resolve(ok(undefined));
        });
        opening.on('message', (bytes, sender) => receive(bytes, sender.address, sender.port));
        if (address.kind === 'udpin') opening.bind(address.port, address.host);
        else opening.bind();
      }),
    stop: () =>
      new Promise((resolve) => {
        const closing = socket;
        socket = null;
        if (closing === null) resolve();
        else closing.close(() => resolve());
      }),
    send: (message, system_id) => {
      const sending = socket;
      if (sending === null || peers.size === 0) return;
      const bytes = encode(message);
      const all = [...peers.values()];
      const holders = system_id === null ? [] : all.filter(({ systems }) => systems.has(system_id));
      for (const peer of holders.length > 0 ? holders : all) {
        sending.send(bytes, peer.port, peer.host, (error) => {
          if (error !== null)
            logger.debug({ uri, host: peer.host, problem: error.message }, 'a datagram was not sent');
        });
      }
    },
    address: () => {
      if (socket === null) return null;
      const bound = socket.address();
      return { host: bound.address, port: bound.port };
    },
  };
};
