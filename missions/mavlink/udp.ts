import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { fail, ok, type Result } from '#common';
import type { Link, LinkPorts } from './link.ts';
import { FrameSplitter } from './splitter.ts';
import type { LinkAddress } from './uri.ts';

/** More peers than any site flies; a flood of forged senders must not grow without end. */
const MOST_PEERS = 64;

/**
 * A burst while the station is busy elsewhere waits in the system, not on the floor: about two seconds of 5,000
 * messages, since the system counts some 800 bytes for a small datagram. The system may allow less.
 */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** Frames of one turn of the event loop go together, up to what one packet carries everywhere. */
const MOST_DATAGRAM_BYTES = 1200;

type Peer = {
  readonly host: string;
  readonly port: number;
  readonly systems: Set<number>;
  waiting: Uint8Array[];
  waiting_bytes: number;
};

const newPeer = (host: string, port: number): Peer => ({
  host,
  port,
  systems: new Set(),
  waiting: [],
  waiting_bytes: 0,
});

/**
 * `udpin` listens and learns a peer from the first datagram that holds a valid frame; `udpout` sends
 * to one fixed address from a port of its own. Every datagram is split by itself, so one peer's
 * garbage never touches another's frames.
 */
export const createUdpLink = (uri: string, address: LinkAddress, ports: LinkPorts): Link => {
  const { logger, onFrame } = ports;
  const peers = new Map<string, Peer>();
  let socket: Socket | null = null;

  if (address.kind === 'udpout') {
    peers.set('fixed', newPeer(address.host, address.port));
  }

  const learn = (host: string, port: number): Peer => {
    const key = address.kind === 'udpout' ? 'fixed' : `${host} ${port}`;
    const known = peers.get(key);
    const peer = known ?? newPeer(host, port);
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
      onFrame(frame, `${host} ${port}`);
    });
    splitter.push(bytes);
    splitter.end();
    if (splitter.bad_bytes > 0)
      logger.debug({ uri, host, port, bad_bytes: splitter.bad_bytes }, 'bytes outside frames');
  };

  const flush = (peer: Peer): void => {
    const frames = peer.waiting;
    if (frames.length === 0 || socket === null) return;
    peer.waiting = [];
    peer.waiting_bytes = 0;
    socket.send(frames, peer.port, peer.host, (error) => {
      if (error !== null)
        logger.debug({ uri, host: peer.host, problem: error.message }, 'a datagram was not sent');
    });
  };

  const enqueue = (peer: Peer, bytes: Uint8Array): void => {
    if (peer.waiting_bytes + bytes.length > MOST_DATAGRAM_BYTES) flush(peer);
    if (peer.waiting.length === 0) setImmediate(() => flush(peer));
    peer.waiting.push(bytes);
    peer.waiting_bytes += bytes.length;
  };

  return {
    uri,
    start: () =>
      new Promise<Result<void>>((resolve) => {
        const opening = createSocket({
          type: isIPv6(address.host) ? 'udp6' : 'udp4',
          recvBufferSize: RECEIVE_BUFFER_BYTES,
        });
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
    send: (bytes, system_id) => {
      if (socket === null || peers.size === 0) return;
      const all = [...peers.values()];
      const holders = system_id === null ? [] : all.filter(({ systems }) => systems.has(system_id));
      for (const peer of holders.length > 0 ? holders : all) enqueue(peer, bytes);
    },
    address: () => {
      if (socket === null) return null;
      const bound = socket.address();
      return { host: bound.address, port: bound.port };
    },
  };
};
