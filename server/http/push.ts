import type { WebSocket } from '@fastify/websocket';
import type { LiveForm } from '#common';
import type { LiveSink, Station } from '#station';
import { eventText } from './event-text.ts';

/** A screen that has this much unsent is behind: it starts again at the next key frame. */
const congested_bytes = 4 * 1024 * 1024;

// Codes an application may choose: RFC 6455 §7.4.2.
const sign_in_required = 4401;
const unknown_stream = 4404;

/** Sends every event of the station to one screen until it goes. */
export const pushEvents = async (
  station: Station,
  socket: WebSocket,
  session: string | null,
  /** Types of events that this screen wants, separated by commas; empty wants all. */
  only = '',
): Promise<void> => {
  const wanted = only === '' ? undefined : new Set(only.split(','));
  const screen = await station.openScreen(session, (event) => {
    if (wanted === undefined || wanted.has(event.type)) socket.send(eventText(event));
  });
  if (!screen.ok) return socket.close(sign_in_required, screen.error.code);
  endWith(socket, screen.value);
};

/** Sends one stream's fragments and findings to one screen until it goes. */
export const pushLive = async (
  station: Station,
  socket: WebSocket,
  session: string | null,
  stream_id: string,
  form: LiveForm,
): Promise<void> => {
  const sink: LiveSink = {
    text: (message) => socket.send(JSON.stringify(message)),
    binary: (bytes) => {
      if (socket.bufferedAmount > congested_bytes) return false;
      socket.send(bytes, { binary: true });
      return true;
    },
  };
  const live = await station.openLive(session, stream_id, sink, form);
  if (!live.ok) {
    return socket.close(
      live.error.code === 'SIGN_IN_REQUIRED' ? sign_in_required : unknown_stream,
      live.error.code,
    );
  }
  endWith(socket, live.value);
};

const endWith = (socket: WebSocket, cancel: () => void): void => {
  // The peer may have gone while its session was looked up.
  if (socket.readyState !== socket.OPEN) cancel();
  else socket.on('close', cancel);
};
