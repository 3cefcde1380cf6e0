import type { Clock, Logger, Result } from '#common';
import { encodeFrame } from './frame.ts';
import type { Frame } from './frame.ts';
import type { Outgoing } from './messages.ts';

/** One way to reach aircraft. Bytes in and out; it knows frames, not meanings. */
export type Link = {
  readonly uri: string;
  /** Fails only where waiting cannot help (a port in use); a silent peer is not a failure. */
  start(): Promise<Result<void>>;
  stop(): Promise<void>;
  /** To the peer where that system was heard last, or to every peer when it is null or unknown. */
  send(message: Outgoing, system_id: number | null): void;
  /** Where a listener really listens, once started. */
  address(): { readonly host: string; readonly port: number } | null;
};

export type LinkPorts = {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Who we are on this link. */
  readonly system_id: number;
  readonly component_id: number;
  readonly onFrame: (frame: Frame) => void;
};

/** Numbers the frames of one link by itself, so that the other end can count what was lost. */
export const createEncoder = ({ system_id, component_id }: Pick<LinkPorts, 'system_id' | 'component_id'>) => {
  let sequence = 0;
  return (message: Outgoing): Uint8Array => {
    const bytes = encodeFrame(message, { system_id, component_id, sequence });
    sequence = (sequence + 1) & 0xff;
    return bytes;
  };
};
