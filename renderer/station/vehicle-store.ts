import type { Cancel, VehicleState } from '#common';

/** A vehicle's state, and when this page received it on its own clock (ms, as of `performance.now()`). */
export type HeardVehicle = { readonly state: VehicleState; readonly received_ms: number };

/**
 * Holds what changes many times a second outside React. Listeners are told at most once per animation
 * frame (`schedule`), however many messages came in between.
 */
export class VehicleStore {
  readonly #vehicles = new Map<string, HeardVehicle>();
  readonly #listeners = new Set<() => void>();
  readonly #schedule: (run: () => void) => void;
  readonly #now_ms: () => number;
  #list: readonly string[] = [];
  #pending = false;

  constructor(schedule: (run: () => void) => void, now_ms: () => number) {
    this.#schedule = schedule;
    this.#now_ms = now_ms;
  }

  put(state: VehicleState): void {
    const known = this.#vehicles.get(state.id);
    // A repeated record (link lost, refetch) does not make an old message young.
    const fresh = known === undefined || known.state.heard_utc_us !== state.heard_utc_us;
    this.#vehicles.set(state.id, { state, received_ms: fresh ? this.#now_ms() : known.received_ms });
    if (known === undefined) this.#list = [...this.#vehicles.keys()].toSorted();
    this.#tell();
  }

  get(id: string | undefined): HeardVehicle | undefined {
    return id === undefined ? undefined : this.#vehicles.get(id);
  }

  /** Ids of all vehicles heard; the same array until one is added. */
  ids(): readonly string[] {
    return this.#list;
  }

  clear(): void {
    this.#vehicles.clear();
    this.#list = [];
    this.#tell();
  }

  readonly subscribe = (listener: () => void): Cancel => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  #tell(): void {
    if (this.#pending) return;
    this.#pending = true;
    this.#schedule(() => {
      this.#pending = false;
      for (const listener of this.#listeners) listener();
    });
  }
}
