import type { CallName, Cancel, Fault, LiveForm, LiveMessage, StationEvent } from '#common';

/** A call's outcome as data: Electron would keep only the message of a thrown error. */
export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: Fault['code']; readonly details: Fault['details'] };

/** Where the page takes the fragments and findings of one stream. */
export type LiveListener = {
  text(message: LiveMessage): void;
  /** The initialisation segment after each `init`, then moof+mdat fragments. */
  binary(bytes: Uint8Array): void;
  /** The station refused; nothing more will come. */
  refused?(fault: { readonly code: Fault['code']; readonly details: Fault['details'] }): void;
};

/**
 * `window.landun`: everything the page can reach. Each listener comes with its own undo, because the
 * context bridge wraps callbacks and a later `off` would never match.
 */
export type LandunBridge = {
  call(name: CallName, input: unknown): Promise<Reply>;
  onEvent(listener: (event: StationEvent) => void): Cancel;
  openLive(stream_id: string, listener: LiveListener, form?: LiveForm): Cancel;
};

/** One message of the live channel. */
export type LiveTelling = { readonly live_id: string } & (
  | { readonly text: LiveMessage }
  | { readonly binary: Uint8Array }
);
