import type { Cancel } from '#common';
import type { Connection } from '../../station/client.ts';
import { backoff_ms } from './backoff.ts';

export type SocketHandlers = {
  onText(text: string): void;
  onBinary(bytes: Uint8Array): void;
  onConnection(connection: Connection): void;
};

/** An attempt that neither opens nor fails is given up after this. */
const connect_timeout_ms = 8000;
/** The station's close codes for "sign in first" and "no such stream": asking again would not help. */
const refusals: readonly number[] = [4401, 4404];

/**
 * A WebSocket of this page's own origin that comes back by itself until it is closed or refused.
 * `path` starts with `/`, e.g. `/ws/events`.
 */
export const openSocket = (path: string, handlers: SocketHandlers): Cancel => {
  let socket: WebSocket | undefined;
  let timer: number | undefined;
  let attempt = 0;
  let closed = false;

  const connect = (): void => {
    const current = new WebSocket(socketUrl(path, location));
    current.binaryType = 'arraybuffer';
    socket = current;
    handlers.onConnection(attempt === 0 ? 'connecting' : 'lost');
    const guard = window.setTimeout(() => current.close(), connect_timeout_ms);
    current.addEventListener('open', () => {
      window.clearTimeout(guard);
      if (closed) return;
      attempt = 0;
      handlers.onConnection('online');
    });
    current.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (closed) return;
      if (typeof data === 'string') handlers.onText(data);
      else if (data instanceof ArrayBuffer) handlers.onBinary(new Uint8Array(data));
    });
    // 'error' is always followed by 'close'.
    current.addEventListener('close', ({ code }) => {
      window.clearTimeout(guard);
      if (closed) return;
      if (refusals.includes(code)) {
        handlers.onConnection('refused');
        return;
      }
      handlers.onConnection('lost');
      timer = window.setTimeout(connect, backoff_ms(attempt, Math.random()));
      attempt += 1;
    });
  };

  connect();
  return () => {
    closed = true;
    window.clearTimeout(timer);
    socket?.close();
  };
};

/** `ws:` or `wss:` as the page itself came. */
export const socketUrl = (path: string, page: { protocol: string; host: string }): string =>
  `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}${path}`;
