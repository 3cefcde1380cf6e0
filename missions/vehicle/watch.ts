import { type Cancel, type Clock, type VehicleState } from '#common';
import type { Fleet } from './fleet.ts';

export type WatchPorts = {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly vehicle_id: string;
  readonly signal: AbortSignal;
};

/** What ended a watch: an answer, the time, or the pilot. */
type Watched<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'aborted' };

/**
 * Looks at every new state of one vehicle until `look` returns an answer; begins with the present
 * state. `timeout_ms` counts anew after each `alive` answer of the state, if that is given.
 */
export const watchVehicle = <T>(
  { fleet, clock, vehicle_id, signal }: WatchPorts,
  look: (state: VehicleState) => T | undefined,
  timeout_ms: number,
  alive: (state: VehicleState) => boolean = () => false,
): Promise<Watched<T>> =>
  new Promise((resolve) => {
    let cancelTimer: Cancel = () => undefined;
    let ended = false;
    const end = (watched: Watched<T>): void => {
      if (ended) return;
      ended = true;
      cancelTimer();
      stopListening();
      signal.removeEventListener('abort', abort);
      resolve(watched);
    };
    const abort = (): void => end({ kind: 'aborted' });
    const startTimer = (): void => {
      cancelTimer();
      cancelTimer = clock.after(timeout_ms, () => end({ kind: 'timeout' }));
    };
    const examine = (state: VehicleState): void => {
      if (ended || state.id !== vehicle_id) return;
      if (alive(state)) startTimer();
      const value = look(state);
      if (value !== undefined) end({ kind: 'answer', value });
    };
    const stopListening = fleet.changed.on(examine);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    startTimer();
    const present = fleet.state(vehicle_id);
    if (present !== undefined) examine(present);
  });
