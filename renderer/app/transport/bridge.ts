import {
  type CallName,
  type CallOutput,
  type Cancel,
  eventSchema,
  isErrorCode,
  LandunError,
  type LiveForm,
  liveMessageSchema,
} from '#common';
import type { StationClient } from '../../station/client.ts';
import { parseOutput } from './http.ts';

type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string; readonly details: Readonly<Record<string, unknown>> };

/** What a desktop host's preload shows the page as `window.landun`. */
export type Bridge = {
  call(name: CallName, input: unknown): Promise<Reply>;
  onEvent(listener: (event: unknown) => void): Cancel;
  openLive(
    stream_id: string,
    listener: {
      text(message: unknown): void;
      binary(bytes: Uint8Array): void;
      refused?(fault: unknown): void;
    },
    form?: LiveForm,
  ): Cancel;
};

/** The station in the same program: there is no network between, so the connection is never lost. */
export const bridgeStation = (bridge: Bridge): StationClient => ({
  call: async <N extends CallName>(name: N, input: unknown): Promise<CallOutput<N>> => {
    const reply = await bridge.call(name, input);
    if (!reply.ok) {
      if (isErrorCode(reply.code)) throw new LandunError(reply.code, reply.details);
      throw new LandunError('INTERNAL', { incident: reply.code });
    }
    return parseOutput(name, reply.value);
  },
  onEvent: (listener) =>
    bridge.onEvent((event) => {
      const parsed = eventSchema.safeParse(event);
      if (parsed.success) listener(parsed.data);
    }),
  onConnection: (listener) => {
    listener('online');
    return () => undefined;
  },
  openLive: (stream_id, handlers, form) => {
    handlers.onConnection('online');
    return bridge.openLive(
      stream_id,
      {
        text: (message) => {
          const parsed = liveMessageSchema.safeParse(message);
          if (parsed.success) handlers.onMessage(parsed.data);
        },
        binary: (bytes) => handlers.onFragment(bytes),
        refused: () => handlers.onConnection('refused'),
      },
      form,
    );
  },
});
