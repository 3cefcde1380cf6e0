import type { Clock, Logger, Result } from '#common';
import type { Frame } from './frame.ts';

/** One way to reach aircraft or ground stations. Bytes in and out; it knows frames, not meanings. */
export type Link = {
  readonly uri: string;
  /** Fails only where waiting cannot help (a port in use); a silent peer is not a failure. */
  start(): Promise<Result<void>>;
  stop(): Promise<void>;
  /** To the peer where that system was heard last, or to every peer when it is null or unknown. */
  send(bytes: Uint8Array, system_id: number | null): void;
  /** Where a listener really listens, once started. */
  address(): { readonly host: string; readonly port: number } | null;
};

export type LinkPorts = {
  readonly clock: Clock;
  readonly logger: Logger;
  /** `peer` tells apart who speaks on one link. */
  readonly onFrame: (frame: Frame, peer: string) => void;
};
