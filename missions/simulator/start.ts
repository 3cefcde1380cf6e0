import type { Clock, Logger, Position } from '#common';
import { unwrap } from '#common';
import { autopilotComponent, createMavlinkPort } from '../mavlink/index.ts';
import type { Wind } from './motion.ts';
import { seededRandom } from './random.ts';
import { Simulation } from './simulate.ts';

export type SimulatedAircraft = { stop(): Promise<void> };

export type SimulatedAircraftOptions = {
  readonly clock: Clock;
  readonly logger: Logger;
  /** A ground station's `udpin` link. */
  readonly target: { readonly host: string; readonly port: number };
  readonly home: Position;
  /** 1…255, unique among the aircraft of a station. */
  readonly system_id: number;
  readonly home_amsl_m?: number;
  readonly heading_deg?: number;
  readonly wind?: Wind;
  readonly battery_percent?: number;
  /** Seconds after start until its arming checks pass. */
  readonly ready_s?: number;
  /** Whose rules it keeps; ArduPilot's unless said. */
  readonly rules?: 'ardupilot' | 'px4';
  readonly gimbal?: 'v1' | 'v2';
  readonly camera?: boolean;
  /** What its camera photographs, in turn; fetched by MAVLink FTP. */
  readonly pictures?: readonly Uint8Array[];
  /** Of every message in either direction. */
  readonly loss_probability?: number;
  /** The same seed loses the same messages. */
  readonly seed?: number;
};

/**
 * Starts an aircraft that flies, answers and loses packets: MAVLink 2 over real UDP to `target`.
 * Rejects only if no socket can be opened.
 */
export const startSimulatedAircraft = async (
  options: SimulatedAircraftOptions,
): Promise<SimulatedAircraft> => {
  const { clock, logger, target, loss_probability = 0 } = options;
  const random = seededRandom(options.seed ?? 1);
  const lost = (): boolean => loss_probability > 0 && random() < loss_probability;
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const port = createMavlinkPort({
    clock,
    logger: logger.child({ aircraft: options.system_id }),
    links: [`udpout:${host}:${target.port}`],
    system_id: options.system_id,
    component_id: autopilotComponent,
  });
  const simulation = new Simulation({
    ...options,
    send: (message, to) => {
      if (!lost()) port.send(message, to);
    },
  });
  port.onMessage((received) => {
    if (!lost()) simulation.receive(received);
  });
  unwrap(await port.start());
  simulation.start();
  return {
    stop: async () => {
      simulation.stop();
      await port.stop();
    },
  };
};
