import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CallInput,
  type CallOutput,
  type ChecklistEntry,
  type Clock,
  Emitter,
  fail,
  type Flight,
  type FlightFigures,
  type Ids,
  type Logger,
  type Mission,
  ok,
  type Parameter,
  type Person,
  type Result,
  type SignalPoint,
  type StreamState,
  thinSignal,
  type VehicleOrder,
} from '#common';
import { type GroundControl, measureFlight, restOf } from '#missions';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import type { Cleared, Plans } from '../plans/plans.ts';
import type { Checklists } from './checklist/checklists.ts';
import { findRecord, parseBody } from '../storage/records.ts';
import { mayGo } from './may-go.ts';
import { logSignal, readSignal, signalPath } from './signal/signal-log.ts';

type Ports = {
  database: Database;
  ledger: Ledger;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  ground: GroundControl;
  plans: Plans;
  checklists: Checklists;
  /** Where the telemetry log of each flight lies. */
  flights_dir: string;
  /** Whose picture is looked at along the way. */
  readonly streams: () => readonly StreamState[];
};

export const telemetryPath = (flights_dir: string, flight_id: string): string =>
  join(flights_dir, `${flight_id}.tlog`);

/** As many places of one flight as a map shows well: a second each of the first half hour. */
const most_signal_points = 1800;

type ReadyToFly = Cleared & { readonly checklist: readonly ChecklistEntry[] };

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
    const cleared = await this.#clear(input.mission_id, input.vehicle_id, pilot, input.signed ?? []);
    return cleared.ok ? this.#begin(cleared.value, input.vehicle_id, pilot) : cleared;
  }

  /** After a battery change: the rest of a flight that ended early, from the leg it was on. */
  async resume(flight_id: string, pilot: Person): Promise<Result<Flight>> {
    const before = await findRecord(this.#ports.database, 'flights', flight_id);
    if (!before.ok) return before;
    const { ended_utc_us, reached_item, mission_id, vehicle_id, preflight } = before.value;
    if (ended_utc_us === null) return fail('FLIGHT_UNDER_WAY', { flight_id });
    if (reached_item === null)
      return fail('FLIGHT_NOT_RESUMABLE', { flight_id, problem: 'it never reached an item' });
    const signed = preflight?.signed.map(({ code }) => code) ?? [];
    const cleared = await this.#clear(mission_id, vehicle_id, pilot, signed);
    if (!cleared.ok) return cleared;
    const { mission } = cleared.value;
    const rest = restOf(mission, reached_item);
    if (!rest.ok) return fail(rest.error.code, { ...rest.error.details, flight_id });
    return this.#begin({ ...cleared.value, mission: rest.value }, vehicle_id, pilot, {
      id: flight_id,
      skipped: mission.items.length - rest.value.items.length,
    });
  }

  /** The mission as it may be flown now by this aircraft, with what was checked and signed. */
  async #clear(
    mission_id: string,
    vehicle_id: string,
    pilot: Person,
    signed: readonly string[],
  ): Promise<Result<ReadyToFly>> {
    const { database, ground, plans, checklists } = this.#ports;
    const busy = this.activeOn(vehicle_id);
    if (busy !== undefined) return fail('FLIGHT_UNDER_WAY', { flight_id: busy.id });
    const stored = await findRecord(database, 'missions', mission_id);
    if (!stored.ok) return stored;
    const vehicle = ground.vehicles().find(({ id }) => id === vehicle_id);
    if (vehicle === undefined) return fail('VEHICLE_UNKNOWN', { vehicle_id });
    const cleared = await plans.preflight(stored.value, vehicle, signed);
    if (!cleared.ok) return cleared;
    const checklist = await checklists.clear(stored.value, vehicle, pilot);
    return checklist.ok ? ok({ ...cleared.value, checklist: checklist.value }) : checklist;
  }

  /** `resumes` names the flight taken up again and how many items of its mission are left out. */
  async #begin(
    { mission, areas, preflight, checklist }: ReadyToFly,
    vehicle_id: string,
    pilot: Person,
    resumes?: { readonly id: string; readonly skipped: number },
  ): Promise<Result<Flight>> {
    const { database, ledger, clock, ids, checklists } = this.#ports;
    const input = { vehicle_id };
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
      areas: null,
      mission_sha256: null,
      ...(preflight === undefined ? {} : { preflight }),
      checklist: [...checklist],
      reached_item: null,
      resumes_flight_id: resumes?.id ?? null,
      telemetry_log: false,
      fault: null,
    };
    const abort = new AbortController();
    const entry = { flight, abort, done: Promise.resolve() };
    // Taken before the first await, so that a second press finds the aircraft busy.
    this.#active.set(flight.id, entry);
    await database.transaction().execute(async (transaction) => {
      await transaction.insertInto('flights').values(rowOf(flight)).execute();
      await checklists.take(transaction, vehicle_id);
      await ledger.append(transaction, {
        actor: pilot.id,
        action: 'flight.start',
        object: flight.id,
        details: {
          mission_id: flight.mission_id,
          vehicle_id: flight.vehicle_id,
          ...(preflight === undefined ? {} : { signed: preflight.signed.map(({ code }) => code) }),
          ...(resumes === undefined ? {} : { resumes_flight_id: resumes.id }),
          checklist: checklist.map(({ item, state, reason, ticked }) => ({
            item,
            state,
            ...(ticked === null ? {} : { reason, by: ticked.person_id, utc_us: ticked.utc_us }),
          })),
        },
      });
    });
    this.changed.emit(flight);
    entry.done = this.#fly(flight.id, { mission, areas }, abort.signal, resumes?.skipped ?? 0);
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

  /** A flight under way. */
  active(flight_id: string): Flight | undefined {
    return this.#active.get(flight_id)?.flight;
  }

  /** Any order of a pilot to an aircraft, in the ledger before it goes out. */
  async order(
    vehicle_id: string,
    order: VehicleOrder,
    pilot: Person,
  ): Promise<Result<CallOutput<'vehicles.order'>>> {
    const { ledger, database, ground } = this.#ports;
    const allowed =
      order.order === 'goto'
        ? await mayGo(this.#ports, this.activeOn(vehicle_id), { vehicle_id, ...order })
        : ok(undefined);
    if (!allowed.ok) return allowed;
    await database.transaction().execute((transaction) =>
      ledger.append(transaction, {
        actor: pilot.id,
        action: `vehicle.${order.order}`,
        object: vehicle_id,
        details: { ...order },
      }),
    );
    const done = await ground.order(vehicle_id, order);
    if (!done.ok) return done;
    const vehicle = ground.vehicles().find(({ id }) => id === vehicle_id);
    return vehicle === undefined
      ? fail('VEHICLE_UNKNOWN', { vehicle_id })
      : ok({ vehicle, read_back: done.value });
  }

  /** One parameter changed, in the ledger before it goes out and again as it was read back. */
  async setParameter(vehicle_id: string, parameter: Parameter, pilot: Person): Promise<Result<Parameter>> {
    const { ledger, database, ground } = this.#ports;
    const note = (details: Record<string, unknown>): Promise<void> =>
      database.transaction().execute(async (transaction) => {
        await ledger.append(transaction, {
          actor: pilot.id,
          action: 'vehicle.parameter',
          object: vehicle_id,
          details: { name: parameter.name, value: parameter.value, ...details },
        });
      });
    await note({});
    const kept = await ground.setParameter(vehicle_id, parameter);
    await note(kept.ok ? { read_back: kept.value.value } : { fault: kept.error.code });
    return kept;
  }

  /** The telemetry log of a flight that has ended. */
  async telemetry(flight_id: string): Promise<Result<{ flight: Flight; path: string }>> {
    const flight = await findRecord(this.#ports.database, 'flights', flight_id);
    if (!flight.ok) return flight;
    if (!flight.value.telemetry_log) return fail('NOT_FOUND', { kind: 'telemetry', id: flight_id });
    return ok({ flight: flight.value, path: telemetryPath(this.#ports.flights_dir, flight_id) });
  }

  /** How everything came in along the way of a flight, under way or ended, every second. */
  async signal(flight_id: string): Promise<Result<{ flight: Flight; points: SignalPoint[] }>> {
    const { database, flights_dir, logger } = this.#ports;
    const flight = await findRecord(database, 'flights', flight_id);
    if (!flight.ok) return flight;
    const points = await readSignal(signalPath(flights_dir, flight_id), logger);
    return ok({ flight: flight.value, points });
  }

  /** The same for a screen: of a long flight the worst of every few seconds. */
  async signalMap(flight_id: string): Promise<Result<CallOutput<'flights.signal'>>> {
    const found = await this.signal(flight_id);
    if (!found.ok) return found;
    const { flight, points } = found.value;
    return ok({ flight_id, site_id: flight.site_id, points: thinSignal(points, most_signal_points) });
  }

  /** The flight an aircraft is on now. */
  activeOn(vehicle_id: string): Flight | undefined {
    for (const { flight } of this.#active.values()) if (flight.vehicle_id === vehicle_id) return flight;
    return undefined;
  }

  async #fly(
    id: string,
    { mission, areas }: Pick<Cleared, 'mission' | 'areas'>,
    signal: AbortSignal,
    skipped: number,
  ): Promise<void> {
    const { ground, clock, logger, plans } = this.#ports;
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
    const telemetry = await this.#record(id, vehicle_id);
    const reached = this.#followItems(vehicle_id, mission, skipped);
    ground.watchWind(vehicle_id, (await plans.outlook(mission))?.wind_limit_m_s ?? null);
    try {
      const flown = await ground.fly(vehicle_id, mission, {
        signal,
        areas,
        onStage: ({ stage, upload, mission_sha256, areas: aboard }) =>
          queue({
            stage,
            ...(aboard === undefined ? {} : { areas: aboard }),
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
      reached.stop();
      ground.watchWind(vehicle_id, null);
      const telemetry_log = await telemetry();
      const figures = telemetry_log ? await this.#measure(id, mission.id) : undefined;
      await change({
        reached_item: reached.item(),
        telemetry_log,
        ...(figures === undefined ? {} : { figures }),
      });
      this.#active.delete(id);
    }
  }

  /** Minutes, metres and energy out of the recorded telemetry. */
  async #measure(id: string, mission_id: string): Promise<FlightFigures | undefined> {
    const { flights_dir, plans, logger } = this.#ports;
    const figures = await measureFlight(telemetryPath(flights_dir, id), await plans.batteryOf(mission_id));
    if (figures.ok) return figures.value;
    if (figures.error.code !== 'FLIGHT_NOT_FLOWN')
      logger.error({ flight_id: id, fault: figures.error }, 'the flight could not be measured');
    return undefined;
  }

  /** Everything heard and sent goes to a file of the flight; a flight is never kept back by its log. */
  async #record(id: string, vehicle_id: string): Promise<() => Promise<boolean>> {
    const { clock, ground, logger, flights_dir, streams } = this.#ports;
    await mkdir(flights_dir, { recursive: true });
    const endSignal = logSignal(
      { clock, logger, streams, vehicle: (wanted) => ground.vehicles().find(({ id }) => id === wanted) },
      vehicle_id,
      signalPath(flights_dir, id),
    );
    const recording = await ground.record(vehicle_id, telemetryPath(flights_dir, id));
    if (!recording.ok) {
      logger.error({ flight_id: id, fault: recording.error }, 'the telemetry of the flight is not recorded');
      return async () => {
        await endSignal();
        return false;
      };
    }
    return async () => {
      await endSignal();
      const closed = await recording.value();
      if (!closed.ok || closed.value.missed_frames > 0)
        logger.error({ flight_id: id, closed }, 'the telemetry log of the flight has gaps');
      return closed.ok;
    };
  }

  /** The item of the whole mission that was flown last, as long as the aircraft flies it by itself. */
  #followItems(vehicle_id: string, mission: Mission, skipped: number) {
    let item: number | null = null;
    const stop = this.#ports.ground.onVehicle((vehicle) => {
      if (vehicle.id !== vehicle_id || !vehicle.armed || vehicle.mode !== 'auto') return;
      // ArduPilot counts home as item 0.
      const seq = (vehicle.mission_seq ?? 0) - (vehicle.autopilot === 'ardupilot' ? 1 : 0);
      if (seq > 0 && seq < mission.items.length) item = seq + skipped;
    });
    return { stop, item: (): number | null => item };
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
