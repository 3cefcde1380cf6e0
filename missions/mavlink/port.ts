import { type Cancel, type Clock, Emitter, fail, type Logger, ok, type Result } from '#common';
import { Dedup } from './dedup.ts';
import { decodeFrame, encodeFrame, type Frame } from './frame.ts';
import type { Link, LinkPorts } from './link.ts';
import type { Message, Outgoing, Received } from './messages.ts';
import { Reorder } from './order.ts';
import { Quality, type SourceQuality } from './quality.ts';
import { type RouteRole, Router, type RouteRules } from './router.ts';
import { createSerialLink } from './serial.ts';
import { Signing } from './signing.ts';
import { createTcpLink } from './tcp.ts';
import { createUdpLink } from './udp.ts';
import { parseAnyUri } from './uri.ts';

/** One frame as it passed, for recording; `bytes` is a view. */
export type Traffic = { readonly utc_us: number; readonly bytes: Uint8Array; readonly system_id: number };

/** How well one way to a system works. */
export type WayQuality = SourceQuality & { readonly uri: string };

/** All links together, as one place to send to and hear from. */
export type MavlinkPort = {
  start(): Promise<Result<void>>;
  stop(): Promise<void>;
  /** To one system over the link it was heard on last, or to everybody when `system_id` is null. */
  send(message: Outgoing, system_id: number | null): void;
  onMessage(listener: (received: Received) => void): Cancel;
  /** Where each `udpin` link listens, in the order of the URIs, forwards after links; null for the others. */
  addresses(): readonly ({ readonly host: string; readonly port: number } | null)[];
  /** Every believed frame that came over an aircraft link, and every one sent to an aircraft. */
  onTraffic?(listener: (traffic: Traffic) => void): Cancel;
  /** The ways a system's autopilot was heard by in the last ten seconds. */
  quality?(system_id: number): readonly WayQuality[];
  /** 32 bytes that sign everything to and from a system; null to stop. Never logged, never given back. */
  setKey?(system_id: number, key: Uint8Array | null): void;
};

export type ForwardSettings = RouteRules & { readonly uri: string };

export type MavlinkPortOptions = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly links: readonly string[];
  /** Other ground stations, or a second link, that hear every aircraft; none unless configured. */
  readonly forwards?: readonly ForwardSettings[] | undefined;
  readonly system_id: number;
  readonly component_id: number;
};

const AUTOPILOT = 1;
const QUALITY_AGE_US = 10_000_000;

const createLink = (uri: string, ports: LinkPorts): Result<Link> => {
  const parsed = parseAnyUri(uri);
  if (!parsed.ok) return parsed;
  if (parsed.value.kind === 'serial') return ok(createSerialLink(uri, parsed.value, ports));
  const make = parsed.value.kind === 'tcp' ? createTcpLink : createUdpLink;
  return ok(make(uri, parsed.value, ports));
};

type Endpoint = { readonly link: Link; readonly role: RouteRole; sequence: number };
type Arrival = {
  readonly bytes: Uint8Array;
  readonly received: Received | null;
  readonly frame: Frame;
  readonly from: number;
};

/** Telemetry that only the newest of is worth anything; a late one would move the aircraft back. */
const isTelemetry = (message: Message): boolean =>
  !('target_system' in message) && message.name !== 'STATUSTEXT';

export const createMavlinkPort = (options: MavlinkPortOptions): MavlinkPort => {
  const { clock, logger, system_id, component_id, forwards = [] } = options;
  const received = new Emitter<Received>();
  const traffic = new Emitter<Traffic>();
  const endpoints: Endpoint[] = [];
  const linkOfSystem = new Map<number, number>();
  const router = new Router(clock, system_id);
  const dedup = new Dedup(clock);
  const quality = new Quality(clock);
  const signing = new Signing(clock);
  const refused = new Map<string, number>();

  const order = new Reorder<Arrival>(clock, ({ bytes, received: message, frame, from }, late) => {
    const stale = late && message !== null && isTelemetry(message.message);
    if (stale) return;
    for (const to of router.targets(frame, from)) endpoints[to]?.link.send(bytes, null);
    if (message !== null) received.emit(message);
  });

  /** Told once for each sender, then counted: a stranger must not fill the log. */
  const refuse = (frame: Frame, verdict: string): void => {
    const key = `${frame.system_id} ${verdict}`;
    const count = (refused.get(key) ?? 0) + 1;
    refused.set(key, count);
    if (count === 1 || count % 1000 === 0)
      logger.warn({ system_id: frame.system_id, verdict, count }, 'a frame was refused by signing');
  };

  const hear = (from: number, frame: Frame, peer: string): void => {
    const endpoint = endpoints[from];
    if (endpoint === undefined) return;
    if (frame.system_id === system_id && frame.component_id === component_id) return;
    if (endpoint.role === 'aircraft') {
      const verdict = signing.check(frame);
      if (verdict !== 'accepted') return refuse(frame, verdict);
      if (frame.component_id === AUTOPILOT) quality.note(`${from} ${frame.system_id}`, frame.sequence);
      linkOfSystem.set(frame.system_id, from);
    }
    router.learn(from, frame.system_id);
    const sender = frame.system_id * 256 + frame.component_id;
    if (endpoint.role === 'aircraft') {
      if (dedup.firstLink(frame, from) !== null) return order.mirrored(sender);
      traffic.emit({ utc_us: clock.utc_us(), bytes: frame.bytes, system_id: frame.system_id });
    }
    const message = endpoint.role === 'aircraft' ? decodeFrame(frame) : null;
    const arrival: Arrival = {
      bytes: frame.bytes,
      frame,
      from,
      received:
        message === null
          ? null
          : {
              system_id: frame.system_id,
              component_id: frame.component_id,
              utc_us: clock.utc_us(),
              message,
              source: `${endpoint.link.uri} ${peer}`,
            },
    };
    return endpoint.role === 'aircraft' ? order.push(sender, frame.sequence, arrival) : pass(arrival);
  };

  /** From another ground station: passed on, not taken for a vehicle's word. */
  const pass = ({ bytes, frame, from }: Arrival): void => {
    const targets = router.targets(frame, from);
    for (const to of targets) {
      const target = endpoints[to];
      target?.link.send(bytes, null);
      if (target?.role === 'aircraft')
        traffic.emit({ utc_us: clock.utc_us(), bytes, system_id: frame.system_id });
    }
  };

  const open = async (uri: string, role: RouteRole, rules: RouteRules): Promise<Result<void>> => {
    const number = router.add({ role, rules });
    const made = createLink(uri, { clock, logger, onFrame: (frame, peer) => hear(number, frame, peer) });
    if (!made.ok) return made;
    endpoints[number] = { link: made.value, role, sequence: 0 };
    return made.value.start();
  };

  const stop = async (): Promise<void> => {
    order.stop();
    await Promise.all(endpoints.splice(0).map(({ link }) => link.stop()));
    linkOfSystem.clear();
  };

  /** Numbered per link, so that the other end can count what was lost. */
  const encode = (message: Outgoing, endpoint: Endpoint): Uint8Array => {
    const bytes = encodeFrame(message, { system_id, component_id, sequence: endpoint.sequence });
    endpoint.sequence = (endpoint.sequence + 1) & 0xff;
    return bytes;
  };

  const sendOver = (number: number, message: Outgoing, target: number | null): void => {
    const endpoint = endpoints[number];
    if (endpoint === undefined) return;
    const heard = target === null ? router.systemsOn(number) : [target];
    const signed = heard.filter((id) => signing.has(id));
    // A broadcast reaches each system in the form it believes.
    for (const id of signed)
      emit(endpoint, signing.sign(encode(message, endpoint), id, number & 0xff), target ?? id);
    if (signed.length < heard.length || heard.length === 0) emit(endpoint, encode(message, endpoint), target);
  };

  const emit = (endpoint: Endpoint, bytes: Uint8Array, to: number | null): void => {
    endpoint.link.send(bytes, to);
    if (endpoint.role === 'aircraft') traffic.emit({ utc_us: clock.utc_us(), bytes, system_id });
  };

  return {
    start: async () => {
      if (options.links.length === 0) return fail('LINK_URI_INVALID', { uri: '' });
      const wanted = [
        ...options.links.map((uri) => ({ uri, role: 'aircraft' as const, rules: {} })),
        ...forwards.map(({ uri, ...rules }) => ({ uri, role: 'forward' as const, rules })),
      ];
      for (const { uri, role, rules } of wanted) {
        const opened = await open(uri, role, rules);
        if (opened.ok) continue;
        await stop();
        return opened;
      }
      return ok(undefined);
    },
    stop,
    send: (message, target) => {
      const known = target === null ? undefined : linkOfSystem.get(target);
      if (known !== undefined) return sendOver(known, message, target);
      for (const number of endpoints.keys()) sendOver(number, message, target);
      return undefined;
    },
    onMessage: (listener) => received.on(listener),
    addresses: () => endpoints.map(({ link }) => link.address()),
    onTraffic: (listener) => traffic.on(listener),
    quality: (id) =>
      endpoints.flatMap(({ link, role }, number) => {
        const measured = role === 'aircraft' ? quality.of(`${number} ${id}`) : null;
        return measured === null || measured.age_us > QUALITY_AGE_US ? [] : [{ uri: link.uri, ...measured }];
      }),
    setKey: (id, key) => signing.setKey(id, key),
  };
};
