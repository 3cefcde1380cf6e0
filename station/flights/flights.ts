import {
  type CallInput,
  type Clock,
  Emitter,
  fail,
  type Flight,
  type Ids,
  type Logger,
  ok,
  type Person,
  type Result,
} from '#common';
import type { GroundControl } from '#missions';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import type { Plans } from '../plans/plans.ts';
import { findRecord, parseBody } from '../storage/records.ts';

type Ports = {
  database: Database;
  ledger: Ledger;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  ground: GroundControl;
  plans: Plans;
};

/** 架次: a pilot's act starts one; it lives in the database from its first stage to its last. */
export class Flights {
  readonly changed = new Emitter<Flight>();
  readonly #ports: Ports;
  readonly #active = new Map<string, { flight: Flight; abort: AbortController; done: Promise<void> }>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Flights that a restart cut off are said to be so; nothing is commanded. */
  async recover(): Promise<void> {
    const rows = await this.#ports.database
      .selectFrom('flights')
      .select('body')
      .where('ended_utc_us', 'is', null)
      .execute();
    for (const row of rows) {
      const flight = parseBody('flights', row);
      await this.#save({
        ...flight,
        stage: 'aborted',
        ended_utc_us: this.#ports.clock.utc_us(),
        fault: { code: 'FLIGHT_INTERRUPTED', details: {} },
      });
    }
  }

  async stop(): Promise<void> {
    const running = [...this.#active.values()];
    for (const { abort } of running) abort.abort();
    await Promise.all(running.map(({ done }) => done));
  }

  async start(input: CallInput<'flights.start'>, pilot: Person): Promise<Result<Flight>> {
    const { database, ledger, clock, ids, ground, plans } = this.#ports;
    const stored = await findRecord(database, 'missions', input.mission_id);
    if (!stored.ok) return stored;
    const vehicle = ground.vehicles().find(({ id }) => id === input.vehicle_id);
    if (vehicle === undefined) return fail('VEHICLE_UNKNOWN', { vehicle_id: input.vehicle_id });
    const cleared = await plans.preflight(stored.value, vehicle, input.signed ?? []);
    if (!cleared.ok) return cleared;
    const { mission, preflight } = cleared.value;
    const busy = this.activeOn(input.vehicle_id);
    if (busy !== undefined) return fail('FLIGHT_UNDER_WAY', { flight_id: busy.id });
    const flight: Flight = {
      id: ids.next('flight'),
      mission_id: mission.id,
      site_id: mission.site_id,
      vehicle_id: input.vehicle_id,
      pilot_id: pilot.id,
      stage: 'uploading',
      started_utc_us: clock.utc_us(),
      ended_utc_us: null,
      upload: { sent: 0, total: mission.items.length, verified: false },
      mission_sha256: null,
      ...(preflight === undefined ? {} : { preflight }),
      fault: null,
    };
    const abort = new AbortController();
    const entry = { flight, abort, done: Promise.resolve() };
    // Taken before the first await, so that a second press finds the aircraft busy.
    this.#active.set(flight.id, entry);
    await database.transaction().execute(async (transaction) => {
      await transaction.insertInto('flights').values(rowOf(flight)).execute();
      await ledger.append(transaction, {
        actor: pilot.id,
        action: 'flight.start',
        object: flight.id,
        details: {
          mission_id: flight.mission_id,
          vehicle_id: flight.vehicle_id,
          ...(preflight === undefined ? {} : { signed: preflight.signed.map(({ code }) => code) }),
        },
      });
    });
    this.changed.emit(flight);
    entry.done = this.#fly(flight.id, mission, abort.signal);
    return ok(flight);
  }

  async command(input: CallInput<'flights.command'>, pilot: Person): Promise<Result<Flight>> {
    const entry = this.#active.get(input.flight_id);
    if (entry === undefined) {
      const known = await findRecord(this.#ports.database, 'flights', input.flight_id);
      return known.ok ? fail('STATE_CONFLICT', { kind: 'flight', state: known.value.stage }) : known;
    }
    const { ledger, database, ground } = this.#ports;
    await database.transaction().execute((transaction) =>
      ledger.append(transaction, {
        actor: pilot.id,
        action: `flight.${input.command}`,
        object: input.flight_id,
      }),
    );
    const done = await ground.command(entry.flight.vehicle_id, input.command);
    return done.ok ? ok(entry.flight) : done;
  }

  async list(limit: number): Promise<Flight[]> {
    const rows = await this.#ports.database
      .selectFrom('flights')
      .select('body')
      .orderBy('started_utc_us', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => parseBody('flights', row));
  }

  /** The flight an aircraft is on now. */
  activeOn(vehicle_id: string): Flight | undefined {
    for (const { flight } of this.#active.values()) if (flight.vehicle_id === vehicle_id) return flight;
    return undefined;
  }

  async #fly(id: string, mission: Parameters<GroundControl['fly']>[1], signal: AbortSignal): Promise<void> {
    const { ground, clock, logger } = this.#ports;
    const change = (part: Partial<Flight>): Promise<void> => {
      const entry = this.#active.get(id);
      if (entry === undefined) return Promise.resolve();
      entry.flight = { ...entry.flight, ...part };
      return this.#save(entry.flight);
    };
    // Saves follow one another, so that an older stage never overwrites a newer one.
    let saves = Promise.resolve();
    const queue = (part: Partial<Flight>): void => {
      saves = saves.then(() => change(part));
    };
    const vehicle_id = this.#active.get(id)?.flight.vehicle_id ?? '';
    try {
      const flown = await ground.fly(vehicle_id, mission, {
        signal,
        onStage: ({ stage, upload, mission_sha256 }) =>
          queue({
            stage,
            ...(upload === undefined ? {} : { upload }),
            ...(mission_sha256 === undefined ? {} : { mission_sha256 }),
          }),
      });
      await saves;
      const ended_utc_us = clock.utc_us();
      if (flown.ok)
        await change({ stage: 'landed', ended_utc_us, mission_sha256: flown.value.mission_sha256 });
      else await change({ stage: signal.aborted ? 'aborted' : 'failed', ended_utc_us, fault: flown.error });
    } catch (error) {
      logger.error({ flight_id: id, error: String(error) }, 'flight ended by an unexpected error');
      await change({
        stage: 'failed',
        ended_utc_us: clock.utc_us(),
        fault: { code: 'INTERNAL', details: {} },
      });
    } finally {
      this.#active.delete(id);
    }
  }

  async #save(flight: Flight): Promise<void> {
    await this.#ports.database
      .updateTable('flights')
      .set({ body: JSON.stringify(flight), ended_utc_us: flight.ended_utc_us })
      .where('id', '=', flight.id)
      .execute();
    this.changed.emit(flight);
  }
}

const rowOf = (flight: Flight) => ({
  id: flight.id,
  mission_id: flight.mission_id,
  site_id: flight.site_id,
  pilot_id: flight.pilot_id,
  started_utc_us: flight.started_utc_us,
  ended_utc_us: flight.ended_utc_us,
  body: JSON.stringify(flight),
});
