import { sql } from 'kysely';
import {
  type AircraftEffort,
  type CallInput,
  type CallOutput,
  type Clock,
  fail,
  type Flight,
  isInUse,
  type Logger,
  type Mission,
  ok,
  type Person,
  type Plan,
  type PlanReport,
  type PlanViolation,
  type Position,
  type Result,
  type VehicleState,
} from '#common';
import {
  areasOf,
  checkPlan,
  distance_m,
  type FlightAreas,
  readPlanFile,
  withParts,
  writePlanFile,
} from '#missions';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { findRecord, parseBody } from '../storage/records.ts';
import { localDate } from '../host/local-date.ts';
import { TerrainSource } from './terrain-source.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where terrain files lie; the first is the user's own. */
  readonly terrain_folders: readonly string[];
  /** What this aircraft was measured to draw; null until enough was flown. */
  readonly effort?: (vehicle_id: string) => Promise<AircraftEffort | null>;
};

/** Further from the planned place than this, the way out and all heights are other ones. */
const TAKEOFF_SLACK_M = 15;

/** A mission that may be flown now, and what that rests on. */
export type Cleared = {
  readonly mission: Mission;
  /** Absent for a mission without a plan: the aircraft keeps the fence it has. */
  readonly areas?: FlightAreas | undefined;
  readonly preflight: Flight['preflight'];
};

/** What the pre-flight checklist takes from a plan. */
export type Outlook = {
  /** Goes aboard before the flight. */
  readonly fence_areas: number;
  readonly wind_m_s: number | null;
  readonly wind_limit_m_s: number;
};

/** Plans as pilots draw them; each makes the mission of the same id. */
export class Plans {
  readonly #ports: Ports;
  readonly #terrain: TerrainSource;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#terrain = new TerrainSource(ports.terrain_folders, ports.logger);
  }

  async list(): Promise<Plan[]> {
    const rows = await this.#ports.database
      .selectFrom('plans')
      .innerJoin('missions', 'missions.id', 'plans.id')
      .innerJoin('sites', 'sites.id', 'missions.site_id')
      .select('plans.body')
      .where('removed', '=', 0)
      .where(sql<boolean>`json_extract(sites.body, '$.retired') is null`)
      .orderBy('saved_utc_us', 'desc')
      .execute();
    return rows.map((row) => parseBody('plans', row));
  }

  async check(plan: Plan): Promise<Result<PlanReport>> {
    const site = await findRecord(this.#ports.database, 'sites', plan.site_id);
    if (!site.ok) return site;
    const terrain = await this.#terrain.current();
    return checkPlan(plan, { site: site.value, terrain, today: localDate(this.#ports.clock.utc_us()) });
  }

  /** Keeps a plan with its mission, violations or not: a draft may wait, a flight may not. */
  async save(plan: Plan, pilot: Person): Promise<Result<PlanReport>> {
    const { database, ledger, clock } = this.#ports;
    const checked = await this.check(plan);
    if (!checked.ok) return checked;
    const site = await findRecord(database, 'sites', plan.site_id);
    if (site.ok && !isInUse(site.value)) return fail('STATE_CONFLICT', { kind: 'site', state: 'retired' });
    const foreign = await database
      .selectFrom('missions')
      .leftJoin('plans', 'plans.id', 'missions.id')
      .select('missions.id')
      .where('missions.id', '=', plan.id)
      .where('plans.id', 'is', null)
      .executeTakeFirst();
    if (foreign !== undefined) return fail('STATE_CONFLICT', { kind: 'plan', state: 'taken' });
    const { mission } = checked.value;
    const row = {
      body: JSON.stringify(plan),
      saved_utc_us: clock.utc_us(),
      saved_by: pilot.id,
      removed: 0 as const,
    };
    const mission_row = { site_id: mission.site_id, body: JSON.stringify(mission) };
    await database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('missions')
        .values({ id: mission.id, ...mission_row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(mission_row))
        .execute();
      await transaction
        .insertInto('plans')
        .values({ id: plan.id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
      await ledger.append(transaction, { actor: pilot.id, action: 'plan.save', object: plan.id });
    });
    return checked;
  }

  async remove(plan_id: string, pilot: Person): Promise<Result<Record<string, never>>> {
    const { database, ledger } = this.#ports;
    const plan = await findRecord(database, 'plans', plan_id);
    if (!plan.ok) return plan;
    await database.transaction().execute(async (transaction) => {
      await transaction.updateTable('plans').set({ removed: 1 }).where('id', '=', plan_id).execute();
      await ledger.append(transaction, { actor: pilot.id, action: 'plan.remove', object: plan_id });
    });
    return ok({});
  }

  /** A file's parts put into a plan; nothing is saved, and nothing is taken where one item cannot be. */
  async readFile(input: {
    plan: Plan;
    name: string;
    base64: string;
  }): Promise<Result<CallOutput<'plans.read_file'>>> {
    const { plan, name, base64 } = input;
    const read = readPlanFile(name, Buffer.from(base64, 'base64'));
    if (!read.ok) return read;
    const whole = withParts(plan, read.value);
    // As many as anybody reads.
    return whole.ok ? ok({ plan: whole.value, notes: read.value.notes.slice(0, 50) }) : whole;
  }

  /** A saved plan and its mission as a file. */
  async writeFile({
    plan_id,
    format,
  }: CallInput<'plans.write_file'>): Promise<Result<CallOutput<'plans.write_file'>>> {
    const plan = await findRecord(this.#ports.database, 'plans', plan_id);
    if (!plan.ok) return plan;
    const site = await findRecord(this.#ports.database, 'sites', plan.value.site_id);
    if (!site.ok) return site;
    const report = await this.check(plan.value);
    if (!report.ok) return report;
    const file = writePlanFile(plan.value, report.value.mission, site.value, format, report.value);
    if (!file.ok) return file;
    return ok({ name: file.value.name, base64: Buffer.from(file.value.bytes).toString('base64') });
  }

  /** What a plan says of a flight to come; null for a mission without one. */
  async outlook(mission: Mission): Promise<Outlook | null> {
    const row = await this.#ports.database
      .selectFrom('plans')
      .select('body')
      .where('id', '=', mission.id)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { zones, wind_m_s, aircraft } = parseBody('plans', row);
    // The boundary of the site stands where the plan draws no fence.
    return { fence_areas: 1 + zones.length, wind_m_s, wind_limit_m_s: aircraft.wind_limit_m_s };
  }

  /** Height of the ground above a place; null at places where, or while, no terrain is known. */
  async groundAbove(origin: Position): Promise<(position: Position) => number | null> {
    const terrain = await this.#terrain.current();
    const home_m = terrain?.elevation_m(origin) ?? null;
    return (position) => {
      const ground_m = terrain?.elevation_m(position) ?? null;
      return home_m === null || ground_m === null ? null : ground_m - home_m;
    };
  }

  /** What the pack of a planned mission holds; null where there is no plan. */
  async batteryOf(mission_id: string): Promise<number | null> {
    const plan = await findRecord(this.#ports.database, 'plans', mission_id);
    return plan.ok ? plan.value.aircraft.battery_wh : null;
  }

  /** With this aircraft's own consumption in place of what the pilot assumed. */
  async #asFlownBy(vehicle_id: string, plan: Plan): Promise<Plan> {
    const effort = (await this.#ports.effort?.(vehicle_id)) ?? null;
    if (effort === null) return plan;
    const { wh_per_m, hover_w } = effort;
    return { ...plan, aircraft: { ...plan.aircraft, wh_per_m, hover_w, measured: true } };
  }

  /**
   * Everything is looked at once more with the aircraft as it stands: PLAN_REFUSED carries the violations that were
   * neither resolved nor signed. A mission without a plan (the sample) is left to the aircraft's own checks.
   */
  async preflight(
    mission: Mission,
    vehicle: VehicleState,
    signed: readonly string[],
  ): Promise<Result<Cleared>> {
    const row = await this.#ports.database
      .selectFrom('plans')
      .select(['body', 'removed'])
      .where('id', '=', mission.id)
      .executeTakeFirst();
    if (row === undefined) return ok({ mission, preflight: undefined });
    if (row.removed === 1) return fail('NOT_FOUND', { kind: 'plan', id: mission.id });
    const plan = await this.#asFlownBy(vehicle.id, parseBody('plans', row));
    const report = await this.check(plan);
    if (!report.ok) return report;
    const violations = [...report.value.violations, ...asItStands(plan, report.value, vehicle)];
    const open = violations.filter(({ weight, code }) => weight === 'refuse' || !signed.includes(code));
    if (open.length > 0) {
      return fail('PLAN_REFUSED', { count: open.length, first: open[0]?.code, violations: open });
    }
    const taken_on = new Set(violations.map(({ check }) => check));
    const checks = report.value.checks.map((check) =>
      taken_on.has(check.check) ? { ...check, outcome: 'signed' as const, basis: 'signed' as const } : check,
    );
    const site = await findRecord(this.#ports.database, 'sites', plan.site_id);
    if (!site.ok) return site;
    const areas = areasOf(plan, site.value.boundary);
    if (!areas.ok) return areas;
    return ok({
      mission: report.value.mission,
      areas: areas.value,
      preflight: { checks, signed: violations },
    });
  }
}

/** What only the aircraft on its place can tell: where it stands, and what is in its battery. */
const asItStands = (plan: Plan, report: PlanReport, vehicle: VehicleState): PlanViolation[] => {
  const violations: PlanViolation[] = [];
  const away_m = vehicle.position === null ? null : distance_m(vehicle.position, plan.takeoff);
  if (away_m !== null && away_m > TAKEOFF_SLACK_M) {
    violations.push({
      check: 'route',
      code: 'PLAN_TAKEOFF_AWAY',
      details: { distance_m: Math.round(away_m) },
      // A step aside may be signed; another place is another plan.
      weight: away_m > TAKEOFF_SLACK_M * 4 ? 'refuse' : 'sign',
      place: { ...(vehicle.position === null ? {} : { position: vehicle.position }) },
    });
  }
  const charged = vehicle.battery?.remaining_percent ?? null;
  const { battery_wh, reserve_percent } = plan.aircraft;
  const usable_wh = (battery_wh * ((charged ?? 100) - reserve_percent)) / 100;
  const known = report.violations.some(({ code }) => code === 'PLAN_BATTERY');
  if (!known && charged !== null && report.figures.energy_wh > usable_wh) {
    violations.push({
      check: 'battery',
      code: 'PLAN_BATTERY',
      details: {
        energy_wh: Math.round(report.figures.energy_wh),
        usable_wh: Math.max(0, Math.round(usable_wh)),
        reserve_percent,
      },
      weight: 'refuse',
      place: {},
    });
  }
  return violations;
};
