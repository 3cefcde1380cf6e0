import type { Clock } from '#common';
import {
  decodeFrame,
  encodeFrame,
  type MavlinkPort,
  type Outgoing,
  type Received,
} from '../mavlink/index.ts';
import { inspectFrame } from '../mavlink/frame.ts';
import { serveMission, type ServerFacts, tickMission } from './mission-server.ts';
import { emptyStore, listOf, type MissionStore, type Peer, type Rules } from './mission-store.ts';
import { seededRandom } from './random.ts';
import { homePlaceholder } from '../transfer/wire.ts';

export const station: Peer = { system_id: 245, component_id: 190 };
export const vehicle: Peer = { system_id: 1, component_id: 1 };

type Fate = 'deliver' | 'lose';
export type LossyOptions = {
  readonly clock: Clock;
  readonly seed: number;
  readonly rules?: Rules;
  /** One way, before any jitter. */
  readonly delay_ms?: number;
  /** In each direction. */
  readonly loss: number;
  /** Of messages that come twice. */
  readonly doubled?: number;
  /** Messages are late by up to this, so that they overtake each other. */
  readonly jitter_ms?: number;
  /** Decides the fate of single messages before chance does. */
  readonly fate?: (message: Outgoing, towards: 'vehicle' | 'station') => Fate | undefined;
  readonly facts?: () => Partial<ServerFacts>;
  /** Changes what the vehicle sends, as a faulty one would. */
  readonly spoil?: (message: Outgoing) => Outgoing;
};

/**
 * A port to the simulator's mission server through a network that loses, doubles and reorders, in
 * the time of its clock, with every message through the real codec: for tests and benches of transfers.
 */
export const lossyPort = (options: LossyOptions) => {
  const {
    clock,
    loss,
    doubled = 0,
    jitter_ms = 0,
    delay_ms: least_ms = 10,
    fate = () => undefined,
    spoil = (message) => message,
  } = options;
  const random = seededRandom(options.seed);
  const listeners = new Set<(received: Received) => void>();
  let store: MissionStore = emptyStore(options.rules ?? 'ardupilot', homePlaceholder);
  const sent: Outgoing[] = [];
  const answered: Outgoing[] = [];

  const travel = (
    message: Outgoing,
    from: Peer,
    towards: 'vehicle' | 'station',
    arrive: (received: Received) => void,
  ): void => {
    const copies = random() < doubled ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const decided = fate(message, towards) ?? (random() < loss ? 'lose' : 'deliver');
      const delay_ms = least_ms + random() * jitter_ms;
      if (decided === 'lose') continue;
      const found = inspectFrame(encodeFrame(message, { ...from, sequence: 0 }), 0);
      if (found.kind !== 'frame') throw new Error('our own frame was not understood');
      const decoded = decodeFrame(found.frame);
      if (decoded === null) throw new Error('our own message was not understood');
      clock.after(delay_ms, () => arrive({ ...from, utc_us: clock.utc_us(), message: decoded }));
    }
  };
  const tell = (received: Received): void => {
    for (const listener of [...listeners]) listener(received);
  };
  const reply = (messages: readonly Outgoing[]): void => {
    for (const message of messages) {
      answered.push(message);
      travel(spoil(message), vehicle, 'station', tell);
    }
  };
  const now_ms = (): number => clock.monotonic_us() / 1000;
  const serve = (received: Received): void => {
    const facts = { now_ms: now_ms(), booting: false, flying_mission: false, ...options.facts?.() };
    const step = serveMission(store, received.message, received, facts);
    store = step.store;
    reply(step.replies);
  };
  const cancelTick = clock.every(50, () => {
    const step = tickMission(store, now_ms());
    store = step.store;
    reply(step.replies);
  });

  const port: MavlinkPort = {
    start: () => Promise.reject(new Error('not a real port')),
    stop: () => Promise.resolve(),
    send: (message) => {
      sent.push(message);
      travel(message, station, 'vehicle', serve);
    },
    onMessage: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    addresses: () => [],
  };
  return {
    port,
    /** Everything the station sent, and the vehicle answered, before loss. */
    sent,
    answered,
    items: (type = 0) => listOf(store, type),
    stop: (): void => cancelTick(),
    receiving: () => store.receiving,
    /** Another ground station speaks to the vehicle. */
    serveFrom: (from: Peer, message: Received['message']): void => serve({ ...from, utc_us: 0, message }),
    /** Something arrives at our station as if from the vehicle. */
    tell: (message: Received['message'], from: Peer = vehicle): void =>
      tell({ ...from, utc_us: clock.utc_us(), message }),
  };
};
