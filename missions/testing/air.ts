import { FakeClock, silentLogger } from '#common';
import { groundStationComponent, type MavlinkPort, type Outgoing, type Received } from '../mavlink/index.ts';
import { seededRandom } from '../simulator/random.ts';
import { Simulation, type SimulationOptions } from '../simulator/simulate.ts';
import { Fleet } from '../vehicle/index.ts';
import { message } from './messages.ts';

const vehicle = { system_id: 1, component_id: 1 };
const station = { system_id: 245, component_id: groundStationComponent };

/** A station's fleet and a simulated aircraft in virtual time; the air between loses what it is told to. */
export const meetInTheAir = (
  options: {
    loss: number;
    seed: number;
    /** False loses a message for certain. */
    keep?: (part: Outgoing) => boolean;
  } & Partial<SimulationOptions>,
) => {
  const clock = new FakeClock();
  const random = seededRandom(options.seed);
  const air = { cut: false };
  const listeners = new Set<(received: Received) => void>();
  const travel = (part: Outgoing, from: typeof vehicle, arrive: (received: Received) => void): void => {
    if (air.cut || random() < options.loss || options.keep?.(part) === false) return;
    const whole = message(part);
    clock.after(20 + random() * 60, () => arrive({ ...from, utc_us: clock.utc_us(), message: whole }));
  };
  const simulation = new Simulation({
    home: { lat_deg: 29.8713, lon_deg: 121.5468 },
    ready_s: 0,
    ...options,
    clock,
    system_id: 1,
    send: (part) =>
      travel(part, vehicle, (received) => {
        for (const listener of [...listeners]) listener(received);
      }),
  });
  const port: MavlinkPort = {
    start: () => Promise.reject(new Error('not a real port')),
    stop: () => Promise.resolve(),
    send: (part) => travel(part, station, (received) => simulation.receive(received)),
    onMessage: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    addresses: () => [],
  };
  const fleet = new Fleet({ clock, logger: silentLogger, port, system_id: station.system_id });
  fleet.start();
  simulation.start();
  return { clock, fleet, port, simulation, air };
};
