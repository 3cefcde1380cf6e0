import {
  type AircraftEffort,
  type CurrencyRule,
  currencyRuleSchema,
  type Clock,
  type Flight,
  type FlightLog,
  type FlightLogRow,
  ok,
  type Person,
  type PilotTotal,
  presetCurrencyRule,
  type Result,
} from '#common';
import { changeSettings } from '../../evidence/change-settings.ts';
import type { Ledger } from '../../evidence/ledger.ts';
import { localDate } from '../../host/local-date.ts';
import type { Registries } from '../../registry/registry.ts';
import { listMissions } from '../../sites/sites.ts';
import type { Database } from '../../storage/database.ts';
import { parseBody } from '../../storage/records.ts';
import { currencyOf, effortOfFlights, recentFlights } from './currency.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly registries: Registries;
};

/** 飞行经历: every flight, what it adds up to for pilots and aircraft, and who is current. */
export class Logbook {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async rule(): Promise<CurrencyRule> {
    const row = await this.#ports.database.selectFrom('currency_rule').select('body').executeTakeFirst();
    return row === undefined ? presetCurrencyRule : currencyRuleSchema.parse(JSON.parse(row.body));
  }

  async setRule(rule: CurrencyRule, person: Person): Promise<Result<CurrencyRule>> {
    const before = await this.rule();
    const change = { table: 'currency_rule', object: 'currency', before, after: rule } as const;
    await changeSettings(this.#ports, change, person);
    return ok(rule);
  }

  async log(limit: number): Promise<FlightLog> {
    const { database, registries } = this.#ports;
    const [flights, people, missions, aircraft] = await Promise.all([
      this.#flights(),
      database.selectFrom('people').select(['id', 'name']).execute(),
      listMissions(database),
      registries.listAircraft(),
    ]);
    const nameOf = (id: string): string => people.find((person) => person.id === id)?.name ?? id;
    const modelOf = (id: string): string => aircraft.find((each) => each.vehicle_id === id)?.model || id;
    const rows = flights.map((flight): FlightLogRow => ({
      flight_id: flight.id,
      pilot_id: flight.pilot_id,
      pilot_name: nameOf(flight.pilot_id),
      vehicle_id: flight.vehicle_id,
      vehicle_name: modelOf(flight.vehicle_id),
      registration: aircraft.find((each) => each.vehicle_id === flight.vehicle_id)?.registration || null,
      mission_name: missions.find(({ id }) => id === flight.mission_id)?.name ?? {
        zh: flight.mission_id,
        en: flight.mission_id,
      },
      started_utc_us: flight.started_utc_us,
      stage: flight.stage,
      figures: flight.figures ?? null,
    }));
    const licences = await registries.listLicences();
    const pilot_ids = new Set([
      ...licences.map(({ person_id }) => person_id),
      ...rows.map((row) => row.pilot_id),
    ]);
    const pilots = await Promise.all([...pilot_ids].map((id) => this.#pilotOf(id, nameOf(id), flights)));
    return {
      rule: await this.rule(),
      rows: rows.slice(0, limit),
      pilots,
      aircraft: [...new Set(rows.map(({ vehicle_id }) => vehicle_id))].map((id) => {
        const own = figuresOf(flights.filter(({ vehicle_id }) => vehicle_id === id));
        return { id, name: modelOf(id), ...totalOf(own), effort: effortOfFlights(id, own) };
      }),
    };
  }

  /** One pilot's totals and standing now. */
  async pilot(person_id: string): Promise<PilotTotal> {
    return this.#pilotOf(person_id, person_id, await this.#flights());
  }

  async effort(vehicle_id: string): Promise<AircraftEffort | null> {
    const flights = (await this.#flights()).filter((flight) => flight.vehicle_id === vehicle_id);
    return effortOfFlights(vehicle_id, figuresOf(flights));
  }

  async #pilotOf(id: string, name: string, flights: readonly Flight[]): Promise<PilotTotal> {
    const { database, clock } = this.#ports;
    const licence = await database
      .selectFrom('licences')
      .select(['licence', 'licence_class', 'valid_to'])
      .where('person_id', '=', id)
      .executeTakeFirst();
    const rule = await this.rule();
    const own = figuresOf(flights.filter(({ pilot_id }) => pilot_id === id));
    const recent_flights = recentFlights(
      own.map(({ takeoff_utc_us }) => takeoff_utc_us),
      rule,
      clock.utc_us(),
    );
    return {
      id,
      name,
      ...totalOf(own),
      licence: licence?.licence ?? null,
      licence_class: licence?.licence_class || null,
      valid_to: licence?.valid_to ?? null,
      recent_flights,
      state: currencyOf(licence, recent_flights, rule, localDate(clock.utc_us())),
    };
  }

  /** Newest first. */
  async #flights(): Promise<Flight[]> {
    const rows = await this.#ports.database
      .selectFrom('flights')
      .select('body')
      .orderBy('started_utc_us', 'desc')
      .execute();
    return rows.map((row) => parseBody('flights', row));
  }
}

const figuresOf = (flights: readonly Flight[]) =>
  flights.flatMap(({ figures }) => (figures === undefined ? [] : [figures]));

const totalOf = (figures: ReturnType<typeof figuresOf>) => ({
  flights: figures.length,
  airborne_s: figures.reduce((sum, { airborne_s }) => sum + airborne_s, 0),
  flown_m: figures.reduce((sum, { flown_m }) => sum + flown_m, 0),
});
