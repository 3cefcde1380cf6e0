import { type Cancel, Emitter, eventSchema, liveMessageSchema, type StationEvent } from '#common';
import type { Connection, StationClient } from '../../station/client.ts';
import { httpClient } from './http.ts';
import { openSocket } from './socket.ts';

/** The station over HTTP and WebSocket of the origin that served this page. */
export const browserStation = (): StationClient => {
  const events = new Emitter<StationEvent>();
  const connections = new Emitter<Connection>();
  let connection: Connection = 'connecting';
  let closeEvents: Cancel | undefined;
  let listeners = 0;

  const open = (): Cancel =>
    openSocket('/ws/events', {
      onText: (text) => {
        const parsed = eventSchema.safeParse(parseJson(text));
        // An event of a newer station that this page does not know is left out; records are refetched anyway.
        if (parsed.success) events.emit(parsed.data);
      },
      onBinary: () => undefined,
      onConnection: (next) => {
        connection = next;
        connections.emit(next);
      },
    });

  return {
    call: httpClient((url, init) => fetch(url, init)),
    onEvent: (listener) => {
      const off = events.on(listener);
      listeners += 1;
      closeEvents ??= open();
      return once(() => {
        off();
        listeners -= 1;
        if (listeners > 0) return;
        closeEvents?.();
        closeEvents = undefined;
      });
    },
    onConnection: (listener) => {
      listener(connection);
      return connections.on(listener);
    },
    openLive: (stream_id, handlers, form = 'original') =>
      openSocket(`/ws/streams/${encodeURIComponent(stream_id)}/live?form=${form}`, {
        onText: (text) => {
          const parsed = liveMessageSchema.safeParse(parseJson(text));
          if (parsed.success) handlers.onMessage(parsed.data);
        },
        onBinary: (bytes) => handlers.onFragment(bytes),
        onConnection: (next) => handlers.onConnection(next),
      }),
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the schema refuses undefined like any other wrong message.
    return undefined;
  }
};

const once = (run: () => void): Cancel => {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
};
