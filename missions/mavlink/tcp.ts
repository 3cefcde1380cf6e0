import { connect, type Socket } from 'node:net';
import { type Cancel, ok } from '#common';
import type { Link, LinkPorts } from './link.ts';
import { FrameSplitter } from './splitter.ts';
import type { LinkAddress } from './uri.ts';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;
/** A stream silent this long with an unfinished frame is checked for whole frames behind a false start. */
const IDLE_CHECK_MS = 200;
/** Unsent bytes beyond which messages are dropped: late telemetry requests are worth nothing. */
const MOST_UNSENT_BYTES = 256 * 1024;

/** Connects, and connects again with back-off whenever the other end goes away (autopilots reboot). */
export const createTcpLink = (uri: string, address: LinkAddress, ports: LinkPorts): Link => {
  const { clock, logger, onFrame } = ports;
  let socket: Socket | null = null;
  let connected = false;
  let stopped = true;
  let retry_ms = FIRST_RETRY_MS;
  let cancelRetry: Cancel = () => undefined;

  const open = (): void => {
    const opening = connect({ host: address.host, port: address.port, noDelay: true });
    const splitter = new FrameSplitter((frame) => {
      retry_ms = FIRST_RETRY_MS;
      onFrame(frame, uri);
    });
    let cancelIdle: Cancel = () => undefined;
    socket = opening;
    opening.on('connect', () => {
      connected = true;
      logger.info({ uri }, 'connected');
    });
    opening.on('data', (bytes) => {
      splitter.push(bytes);
      cancelIdle();
      if (splitter.waiting_bytes > 0) cancelIdle = clock.after(IDLE_CHECK_MS, () => splitter.idle());
    });
    opening.on('error', (error) =>
      logger.debug({ uri, problem: error.message }, 'the link reports an error'),
    );
    opening.on('close', () => {
      cancelIdle();
      if (connected) logger.warn({ uri }, 'connection lost; trying again');
      connected = false;
      socket = null;
      if (stopped) return;
      cancelRetry = clock.after(retry_ms, open);
      retry_ms = Math.min(retry_ms * 2, LONGEST_RETRY_MS);
    });
  };

  return {
    uri,
    start: () => {
      stopped = false;
      open();
      return Promise.resolve(ok(undefined));
    },
    stop: () =>
      new Promise((resolve) => {
        stopped = true;
        cancelRetry();
        const closing = socket;
        if (closing === null) return resolve();
        closing.once('close', () => resolve());
        closing.destroy();
      }),
    send: (bytes) => {
      if (socket === null || !connected || socket.writableLength > MOST_UNSENT_BYTES) return;
      socket.write(bytes);
    },
    address: () => null,
  };
};
