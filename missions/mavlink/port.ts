import { type Cancel, type Clock, Emitter, fail, type Logger, ok, type Result } from '#common';
import { decodeFrame, type Frame } from './frame.ts';
import type { Link, LinkPorts } from './link.ts';
import type { Outgoing, Received } from './messages.ts';
import { createTcpLink } from './tcp.ts';
import { createUdpLink } from './udp.ts';
import { parseLinkUri } from './uri.ts';

/** All links together, as one place to send to and hear from. */
export type MavlinkPort = {
  start(): Promise<Result<void>>;
  stop(): Promise<void>;
  /** To one system over the link it was heard on last, or to everybody when `system_id` is null. */
  send(message: Outgoing, system_id: number | null): void;
  onMessage(listener: (received: Received) => void): Cancel;
  /** Where each `udpin` link listens, in the order of the URIs; null for the others. */
  addresses(): readonly ({ readonly host: string; readonly port: number } | null)[];
};

export type MavlinkPortOptions = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly links: readonly string[];
  readonly system_id: number;
  readonly component_id: number;
};

const createLink = (uri: string, ports: LinkPorts): Result<Link> => {
  const parsed = parseLinkUri(uri);
  if (!parsed.ok) return parsed;
  const make = parsed.value.kind === 'tcp' ? createTcpLink : createUdpLink;
  return ok(make(uri, parsed.value, ports));
};

export const createMavlinkPort = (options: MavlinkPortOptions): MavlinkPort => {
  const { clock, logger, system_id, component_id } = options;
  const received = new Emitter<Received>();
  const links: Link[] = [];
  const linkOfSystem = new Map<number, Link>();

  const hear = (link: Link, frame: Frame): void => {
    if (frame.system_id === system_id && frame.component_id === component_id) return;
    linkOfSystem.set(frame.system_id, link);
    const message = decodeFrame(frame);
    if (message === null) return;
    received.emit({
      system_id: frame.system_id,
      component_id: frame.component_id,
      utc_us: clock.utc_us(),
      message,
    });
  };

  const open = async (uri: string): Promise<Result<void>> => {
    const holder: { link: Link | null } = { link: null };
    const onFrame = (frame: Frame): void => {
      if (holder.link !== null) hear(holder.link, frame);
    };
    const made = createLink(uri, { clock, logger, system_id, component_id, onFrame });
    if (!made.ok) return made;
    holder.link = made.value;
    const started = await made.value.start();
    if (started.ok) links.push(made.value);
    return started;
  };

  const stop = async (): Promise<void> => {
    await Promise.all(links.splice(0).map((link) => link.stop()));
    linkOfSystem.clear();
  };

  return {
    start: async () => {
      if (options.links.length === 0) return fail('LINK_URI_INVALID', { uri: '' });
      for (const uri of options.links) {
        const opened = await open(uri);
        if (opened.ok) continue;
        await stop();
        return opened;
      }
      return ok(undefined);
    },
    stop,
    send: (message, target) => {
      const known = target === null ? undefined : linkOfSystem.get(target);
      for (const link of known === undefined ? links : [known]) link.send(message, target);
    },
    onMessage: (listener) => received.on(listener),
    addresses: () => links.map((link) => link.address()),
  };
};
