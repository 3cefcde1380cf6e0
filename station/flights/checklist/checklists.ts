import {
  type CallInput,
  type Checklist,
  type ChecklistEntry,
  type Clock,
  fail,
  type Mission,
  ok,
  type Person,
  type Result,
  type StreamState,
  type VehicleState,
} from '#common';
import { distance_m, type GroundControl } from '#missions';
import type { Ledger } from '../../evidence/ledger.ts';
import type { Database } from '../../storage/database.ts';
import { findRecord } from '../../storage/records.ts';
import type { Logbook } from '../log/logbook.ts';
import type { Plans } from '../../plans/plans.ts';
import { isReady, judgeChecklist, type KeptTick } from './judge.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ground: Pick<GroundControl, 'vehicles'>;
  readonly plans: Pick<Plans, 'outlook'>;
  readonly logbook: Pick<Logbook, 'pilot'>;
  readonly streams: () => readonly StreamState[];
  /** Room for recordings. */
  readonly free_bytes: () => Promise<number>;
};

/** What somebody looked at longer ago is looked at again. */
const TICK_HOLDS_US = 30 * 60_000_000;

/** 飞行前检查 of an aircraft for a mission: measured anew each time, ticks kept until a flight takes them. */
export class Checklists {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async open(
    { mission_id, vehicle_id }: CallInput<'flights.checklist'>,
    pilot: Person,
  ): Promise<Result<Checklist>> {
    const { database, ground, clock } = this.#ports;
    const mission = await findRecord(database, 'missions', mission_id);
    if (!mission.ok) return mission;
    const vehicle = ground.vehicles().find(({ id }) => id === vehicle_id);
    if (vehicle === undefined) return fail('VEHICLE_UNKNOWN', { vehicle_id });
    const entries = await this.#judge(mission.value, vehicle, pilot);
    return ok({ mission_id, vehicle_id, made_utc_us: clock.utc_us(), ready: isReady(entries), entries });
  }

  async tick(input: CallInput<'flights.tick'>, person: Person): Promise<Result<Checklist>> {
    const { database, ledger, clock } = this.#ports;
    const { vehicle_id, item, ticked } = input;
    const before = await this.open(input, person);
    if (!before.ok) return before;
    const entry = before.value.entries.find((each) => each.item === item);
    if (entry === undefined || entry.reason === null || entry.state === 'refused') {
      // A tick of what measures well by now has no more to say.
      return entry?.state === 'passed' ? before : fail('CHECKLIST_REFUSED', { item });
    }
    const { reason, figures } = entry;
    await database.transaction().execute(async (transaction) => {
      await transaction
        .deleteFrom('checklist_ticks')
        .where('vehicle_id', '=', vehicle_id)
        .where('item', '=', item)
        .execute();
      if (ticked)
        await transaction
          .insertInto('checklist_ticks')
          .values({ vehicle_id, item, reason, person_id: person.id, utc_us: clock.utc_us() })
          .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: ticked ? 'checklist.tick' : 'checklist.untick',
        object: vehicle_id,
        details: { item, reason, ...figures },
      });
    });
    return this.open(input, person);
  }

  /** The list of a flight that begins now, or CHECKLIST_OPEN naming what stands in its way. */
  async clear(mission: Mission, vehicle: VehicleState, pilot: Person): Promise<Result<ChecklistEntry[]>> {
    const entries = await this.#judge(mission, vehicle, pilot);
    if (isReady(entries)) return ok(entries);
    const waiting = entries.filter(({ state }) => state === 'open' || state === 'refused');
    return fail('CHECKLIST_OPEN', {
      count: waiting.length,
      first: waiting[0]?.item ?? '',
      items: waiting.map(({ item, reason }) => ({ item, reason })),
    });
  }

  /** The flight has taken the ticks with it: the next one begins with an empty list. */
  async take(transaction: Database, vehicle_id: string): Promise<void> {
    await transaction.deleteFrom('checklist_ticks').where('vehicle_id', '=', vehicle_id).execute();
  }

  async #judge(mission: Mission, vehicle: VehicleState, pilot: Person): Promise<ChecklistEntry[]> {
    const { plans, logbook, streams, free_bytes } = this.#ports;
    const outlook = await plans.outlook(mission);
    const { position, home } = vehicle;
    return judgeChecklist(
      {
        vehicle,
        fence_areas: outlook?.fence_areas ?? null,
        wind: outlook === null ? null : { stated_m_s: outlook.wind_m_s, limit_m_s: outlook.wind_limit_m_s },
        home_away_m: position === null || home === null ? null : distance_m(position, home),
        free_bytes: await free_bytes(),
        stream: streamOf(streams(), vehicle.id),
        pilot: await logbook.pilot(pilot.id),
      },
      await this.#ticks(vehicle.id),
    );
  }

  async #ticks(vehicle_id: string): Promise<Map<string, KeptTick>> {
    const { database, clock } = this.#ports;
    const rows = await database
      .selectFrom('checklist_ticks')
      .innerJoin('people', 'people.id', 'checklist_ticks.person_id')
      .select(['item', 'reason', 'person_id', 'people.name as person_name', 'utc_us'])
      .where('vehicle_id', '=', vehicle_id)
      .where('utc_us', '>', clock.utc_us() - TICK_HOLDS_US)
      .execute();
    return new Map(rows.map(({ item, ...tick }) => [item, tick]));
  }
}

/** The stream mounted on the aircraft; any that is live where none is mounted. */
const streamOf = (streams: readonly StreamState[], vehicle_id: string): StreamState | undefined =>
  streams.find(({ mount }) => mount && 'vehicle_id' in mount && mount.vehicle_id === vehicle_id) ??
  streams.find(({ status, mount }) => status === 'live' && mount === null) ??
  streams.find(({ mount }) => mount === null);
