import { fail, type Result, type VehicleState } from '#common';

type Holder = {
  /** Ends work that gives way to other work; null for work that does not. */
  readonly giveWay: AbortController | null;
  readonly done: Promise<void>;
};

/**
 * One transfer or flight at a time for each vehicle: missions, parameters and files share its link, and files its one
 * FTP session. What gives way (pictures fetched at rest) is cut off by whatever a person asks for.
 */
export class Exclusive {
  readonly #holders = new Map<string, Holder>();
  readonly #find: (vehicle_id: string) => VehicleState | undefined;

  constructor(find: (vehicle_id: string) => VehicleState | undefined) {
    this.#find = find;
  }

  run<T>(vehicle_id: string, work: (vehicle: VehicleState) => Promise<Result<T>>): Promise<Result<T>> {
    return this.#hold(vehicle_id, null, work);
  }

  /** The same for work that ends soon after its signal is aborted. */
  runGivingWay<T>(
    vehicle_id: string,
    work: (vehicle: VehicleState, signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const giveWay = new AbortController();
    return this.#hold(vehicle_id, giveWay, (vehicle) => work(vehicle, giveWay.signal));
  }

  /** What gives way, gives way now. */
  clear(vehicle_id: string): void {
    this.#holders.get(vehicle_id)?.giveWay?.abort();
  }

  async #hold<T>(
    vehicle_id: string,
    giveWay: AbortController | null,
    work: (vehicle: VehicleState) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const holder = this.#holders.get(vehicle_id);
    if (holder !== undefined && holder.giveWay !== null && giveWay === null) {
      holder.giveWay.abort();
      await holder.done;
    }
    const vehicle = this.#find(vehicle_id);
    if (vehicle === undefined) return fail('VEHICLE_UNKNOWN', { vehicle_id });
    if (vehicle.id_shared) return fail('VEHICLE_ID_SHARED', { system_id: vehicle.system_id });
    if (this.#holders.has(vehicle_id)) return fail('VEHICLE_BUSY', { vehicle_id });
    if (vehicle.link !== 'live') return fail('VEHICLE_LINK_LOST', { vehicle_id });
    let release: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#holders.set(vehicle_id, { giveWay, done });
    try {
      return await work(vehicle);
    } finally {
      this.#holders.delete(vehicle_id);
      release();
    }
  }
}
