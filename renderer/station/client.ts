import type { Cancel, Client, LiveForm, LiveMessage, StationEvent } from '#common';

/** `lost` means that what is on screen may be out of date; `refused`, that the session is over. */
export type Connection = 'connecting' | 'online' | 'lost' | 'refused';

/** What a live view hears of one stream. */
export type LiveHandlers = {
  onMessage(message: LiveMessage): void;
  /** The first after each `init` message is the initialisation segment, each other one a fragment. */
  onFragment(bytes: Uint8Array): void;
  onConnection(connection: Connection): void;
};

/** All that a screen may ask of the station, over whatever transport the host offers. */
export type StationClient = {
  readonly call: Client;
  /** Listens only while somebody is signed in: the station counts listeners as screens. */
  onEvent(listener: (event: StationEvent) => void): Cancel;
  /** Tells the present state at once, then every change. */
  onConnection(listener: (connection: Connection) => void): Cancel;
  /** `form` h264 asks for a branch encoded anew, where the original cannot be decoded here. */
  openLive(stream_id: string, handlers: LiveHandlers, form?: LiveForm): Cancel;
};
