import type { StationEvent } from '#common';
import type { LandunBridge, LiveListener, LiveTelling, Reply } from '../ipc/bridge.ts';
import { type AskChannel, asks } from '../ipc/channels.ts';

/** What is used of Electron's ipcRenderer; its own event object never reaches the page. */
export type PageIpc = {
  ask(channel: AskChannel, input: unknown): Promise<Reply>;
  onEvent(listener: (event: StationEvent) => void): void;
  onLive(listener: (telling: LiveTelling) => void): void;
};

/**
 * Makes `window.landun`. It listens once on each channel and keeps its own lists of listeners, so nothing
 * piles up in ipcRenderer and the page gets no channel names, no events and no generic send.
 */
export const createBridge = (ipc: PageIpc): LandunBridge => {
  const eventListeners = new Set<{ listener: (event: StationEvent) => void }>();
  const lives = new Map<string, LiveListener>();
  let opened = 0;

  ipc.onEvent((event) => {
    for (const { listener } of eventListeners) listener(event);
  });
  ipc.onLive((telling) => {
    const listener = lives.get(telling.live_id);
    if (listener === undefined) return;
    if ('text' in telling) {
      listener.text(telling.text);
      return;
    }
    const bytes = telling.binary.byteLength;
    try {
      listener.binary(telling.binary);
    } finally {
      void ipc.ask(asks.liveTaken, { live_id: telling.live_id, bytes });
    }
  });

  return {
    call: (name, input) => ipc.ask(asks.call, { name, input }),
    onEvent: (listener) => {
      const entry = { listener };
      eventListeners.add(entry);
      if (eventListeners.size === 1) void ipc.ask(asks.eventsOpen, {});
      return () => {
        if (eventListeners.delete(entry) && eventListeners.size === 0) void ipc.ask(asks.eventsClose, {});
      };
    },
    openLive: (stream_id, listener, form = 'original') => {
      opened += 1;
      const live_id = `live-${opened}`;
      lives.set(live_id, listener);
      void ipc.ask(asks.liveOpen, { live_id, stream_id, form }).then((reply) => {
        if (reply.ok || !lives.delete(live_id)) return;
        listener.refused?.({ code: reply.code, details: reply.details });
      });
      return () => {
        if (lives.delete(live_id)) void ipc.ask(asks.liveClose, { live_id });
      };
    },
  };
};
