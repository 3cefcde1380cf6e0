import {
  actWords,
  type CallInput,
  type CaseAct,
  type CaseActName,
  type CaseData,
  type CaseDetail,
  type CaseSummary,
  type Clock,
  Emitter,
  fail,
  type Ids,
  type Officer,
  ok,
  type Person,
  refusalWords,
  type Result,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { findRecord } from '../storage/records.ts';
import { listCases } from './case-list.ts';
import { figuresOf } from './figures.ts';
import { listTemplates, saveTemplate } from './file/templates.ts';
import { CaseFiles } from './files.ts';
import { listOfficers, teamOf } from './officers.ts';
import { nextNumber } from './numbers.ts';
import { findCase, readActs, summaryOf } from './read.ts';
import { planReinspection } from './reinspection.ts';
import { actsFrom, attempt, reasonOf, type Refusal } from './rules/attempt.ts';
import { clocksOf, nearestClock } from './rules/clocks.ts';
import { foldAct, foldCase } from './rules/state.ts';
import { readTimes, writeSettings } from './settings.ts';
import { worldOf } from './world.ts';

export type CasePorts = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly data_dir: string;
};

type Actor = Pick<Person, 'id' | 'name' | 'roles'> | 'station';

/** 案件: opened from evidence, moved by acts, each act in one transaction with its row in the ledger. */
export class Cases {
  readonly changed = new Emitter<CaseSummary>();
  readonly #ports: CasePorts;
  readonly #files: CaseFiles;

  constructor(ports: CasePorts) {
    this.#ports = ports;
    this.#files = new CaseFiles(ports.data_dir, ports.ledger);
  }

  /** 受理: needs leads that a review made evidence; fails with LEAD_IN_CASE where one has a case. */
  async open(input: CallInput<'cases.open'>, person: Person): Promise<Result<CaseDetail>> {
    const { database, clock, ids } = this.#ports;
    const opened = await database
      .transaction()
      .execute(async (transaction): Promise<Result<string>> => {
        let site_id: string | null = null;
        for (const lead_id of input.lead_ids) {
          const lead = await findRecord(transaction, 'leads', lead_id);
          if (!lead.ok) return lead;
          site_id ??= lead.value.site_id;
          const taken = await caseOfLead(transaction, lead_id);
          if (taken !== undefined) return fail('LEAD_IN_CASE', { lead_id, number: taken.number });
        }
        const { settings } = await readTimes(transaction);
        const id = ids.next('case');
        const now_us = clock.utc_us();
        await transaction
          .insertInto('cases')
          .values({
            id,
            number: await nextNumber(transaction, settings.number_prefix, now_us),
            site_id,
            stage: 'new',
            track: 'on_spot',
            act_seq: 0,
            opened_utc_us: now_us,
            changed_utc_us: now_us,
          })
          .execute();
        const acted = await this.#append(transaction, id, 'open', input, person);
        return acted.ok ? ok(id) : abandon(acted);
      })
      .catch(abandoned);
    return opened.ok ? this.#tell(opened.value, person) : opened;
  }

  /** Does one act, or says everything that stands against it: CASE_ACT_REFUSED, CASE_CHANGED. */
  async act(input: CallInput<'cases.act'>, person: Person): Promise<Result<CaseDetail>> {
    const acted = await this.#ports.database.transaction().execute(async (transaction) => {
      const found = await findCase(transaction, input.case_id);
      if (!found.ok) return found;
      if (found.value.act_seq !== input.seq) return fail('CASE_CHANGED', { seq: found.value.act_seq });
      for (const lead_id of input.act === 'add_leads' ? (input.data?.lead_ids ?? []) : []) {
        const taken = await caseOfLead(transaction, lead_id);
        if (taken !== undefined) return fail('LEAD_IN_CASE', { lead_id, number: taken.number });
      }
      const data = input.data ?? {};
      // Who is sent as a team counts for that team.
      const team_id =
        input.act === 'dispatch' && data.team_id === undefined
          ? await teamOf(transaction, data.officer_ids ?? [])
          : undefined;
      const told = team_id === undefined ? data : { ...data, team_id };
      return this.#append(transaction, input.case_id, input.act, told, person);
    });
    return acted.ok ? this.#tell(input.case_id, person) : acted;
  }

  /** 超期上报 by the station itself, once per clock; false when there is nothing to escalate. */
  async escalate(case_id: string): Promise<boolean> {
    const { database, clock } = this.#ports;
    const done = await database.transaction().execute(async (transaction) => {
      const acts = await readActs(transaction, case_id);
      const { settings, calendar } = await readTimes(transaction);
      const late = clocksOf(acts, settings, calendar, clock.utc_us()).find(
        (each) =>
          each.stopped_utc_us === null &&
          each.clock !== 'hearing' &&
          each.due_utc_us < clock.utc_us() &&
          !acts.some(
            (act) =>
              act.act === 'escalate' && act.data.clock === each.clock && act.utc_us > each.started_utc_us,
          ),
      );
      if (late === undefined) return false;
      return (await this.#append(transaction, case_id, 'escalate', { clock: late.clock }, 'station')).ok;
    });
    const found = done ? await findCase(database, case_id) : undefined;
    if (found?.ok === true) this.changed.emit(summaryOf(found.value));
    return done;
  }

  /** Writes a photo and its act; the bytes are on disk before anybody is told. */
  async attach(input: CallInput<'cases.attach'>, person: Person): Promise<Result<CaseDetail>> {
    const { database } = this.#ports;
    const found = await findCase(database, input.case_id);
    if (!found.ok) return found;
    const written = await this.#files.write(input.case_id, Buffer.from(input.content, 'base64'));
    if (!written.ok) return written;
    const attached = await database
      .transaction()
      .execute(async (transaction) => {
        await this.#files.seal(transaction, input, written.value, person.id);
        return this.#append(
          transaction,
          input.case_id,
          'attach',
          { file_sha256: written.value.sha256, file_name: input.name },
          person,
        ).then(abandonIfRefused);
      })
      .catch(abandoned);
    return attached.ok ? this.#tell(input.case_id, person) : attached;
  }

  async get(case_id: string, person: Person): Promise<Result<CaseDetail>> {
    const { database, clock } = this.#ports;
    const found = await findCase(database, case_id);
    if (!found.ok) return found;
    const acts = await readActs(database, case_id);
    const state = foldCase(acts);
    const { settings, calendar } = await readTimes(database);
    const clocks = clocksOf(acts, settings, calendar, clock.utc_us());
    const world = await worldOf(database, clock, case_id, state, {}, person, hearingDue(clocks));
    const mission = await database
      .selectFrom('case_missions')
      .select('mission_id')
      .where('case_id', '=', case_id)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    return ok({
      case: summaryOf(found.value),
      acts,
      clocks,
      lead_ids: [...state.lead_ids],
      recused: [...state.recused],
      reinspection_mission_id: mission?.mission_id ?? null,
      next: actsFrom(state, world).map(({ rule, refused }) => ({
        act: rule.act,
        given: [...rule.given],
        refused,
      })),
    });
  }

  list(input: CallInput<'cases.list'>): Promise<CaseSummary[]> {
    return listCases(this.#ports.database, this.#ports.clock.utc_us(), input);
  }

  async ofLead(lead_id: string): Promise<CaseSummary | null> {
    const row = await caseOfLead(this.#ports.database, lead_id);
    return row === undefined ? null : summaryOf(row);
  }

  officers(case_id?: string): Promise<Officer[]> {
    return listOfficers(this.#ports.database, this.#ports.clock.utc_us(), case_id);
  }

  figures(days: number) {
    return figuresOf(this.#ports.database, this.#ports.clock, days);
  }

  templates() {
    return listTemplates(this.#ports.database);
  }

  saveTemplate(input: CallInput<'papers.save'>, actor: string) {
    return saveTemplate(this.#ports.database, this.#ports.ledger, input, actor);
  }

  async settings() {
    const { settings, calendar } = await readTimes(this.#ports.database);
    return { ...settings, calendar_known_to_year: calendar.known_to_year };
  }

  /** Periods and calendar; every running clock is worked out anew (R15). */
  async saveSettings(input: CallInput<'cases.save_settings'>, actor: string) {
    const { database, ledger } = this.#ports;
    await database.transaction().execute(async (transaction) => {
      await writeSettings(transaction, ledger, input, actor);
      const live = await transaction
        .selectFrom('cases')
        .select('id')
        .where('ended_utc_us', 'is', null)
        .execute();
      for (const { id } of live) await this.#project(transaction, id);
    });
    return this.settings();
  }

  async #append(
    transaction: Database,
    case_id: string,
    act: CaseActName,
    data: CaseData,
    actor: Actor,
  ): Promise<Result<void>> {
    const { ledger, clock, ids } = this.#ports;
    const acts = await readActs(transaction, case_id);
    const state = foldCase(acts);
    const { settings, calendar } = await readTimes(transaction);
    const clocks = clocksOf(acts, settings, calendar, clock.utc_us());
    const world = await worldOf(transaction, clock, case_id, state, data, actor, hearingDue(clocks));
    const tried = attempt(state, act, data, world);
    if ('refused' in tried) return refuse(act, tried.refused);
    const actor_id = actor === 'station' ? actor : actor.id;
    const done: Omit<CaseAct, 'actor_name' | 'ledger_seq'> = {
      seq: state.seq + 1,
      act,
      actor_id,
      // Acts of a case never go back in time, whatever the clock of the machine does.
      utc_us: Math.max(clock.utc_us(), acts.at(-1)?.utc_us ?? 0),
      to_stage: tried.to_stage,
      data,
    };
    const ledger_seq = await ledger.append(transaction, {
      actor: actor_id,
      action: `case.${act}`,
      object: case_id,
      details: { seq: done.seq, to_stage: done.to_stage, data },
    });
    await transaction
      .insertInto('case_acts')
      .values({ ...done, case_id, data: JSON.stringify(data), ledger_seq })
      .execute();
    if (act === 'order') {
      const found = await findCase(transaction, case_id);
      const lead_ids = foldAct(state, done).lead_ids;
      if (found.ok)
        await planReinspection(transaction, ids, {
          case_id,
          number: found.value.number,
          seq: done.seq,
          lead_ids,
        });
    }
    await this.#project(transaction, case_id);
    return ok(undefined);
  }

  /** Brings the columns that lists read to what the acts say. */
  async #project(transaction: Database, case_id: string): Promise<void> {
    const acts = await readActs(transaction, case_id);
    const state = foldCase(acts);
    const { settings, calendar } = await readTimes(transaction);
    const near = nearestClock(clocksOf(acts, settings, calendar, this.#ports.clock.utc_us()));
    const people =
      state.officers.length === 0
        ? []
        : await transaction
            .selectFrom('people')
            .select(['id', 'name'])
            .where('id', 'in', [...state.officers])
            .execute();
    const ended = acts.find(({ to_stage }) => to_stage === 'closed' || to_stage === 'dropped');
    await transaction
      .updateTable('cases')
      .set({
        title: state.title,
        changed_utc_us: acts.at(-1)?.utc_us ?? 0,
        ended_utc_us: ended?.utc_us ?? null,
        officers: JSON.stringify(
          state.officers.map((id) => people.find((each) => each.id === id) ?? { id, name: id }),
        ),
        team_id: state.team_id,
        paused: state.paused_utc_us === null ? 0 : 1,
        urges: state.urges,
        leads: state.lead_ids.length,
        clock: near?.clock ?? null,
        warn_utc_us: near?.warn_utc_us ?? null,
        due_utc_us: near?.due_utc_us ?? null,
      })
      .where('id', '=', case_id)
      .execute();
  }

  async #tell(case_id: string, person: Person): Promise<Result<CaseDetail>> {
    const detail = await this.get(case_id, person);
    if (detail.ok) this.changed.emit(detail.value.case);
    return detail;
  }
}

const caseOfLead = (database: Database, lead_id: string) =>
  database
    .selectFrom('case_leads')
    .innerJoin('cases', 'cases.id', 'case_leads.case_id')
    .selectAll('cases')
    .where('lead_id', '=', lead_id)
    .executeTakeFirst();

const hearingDue = (clocks: readonly { clock: string; due_utc_us: number }[]): number | undefined =>
  clocks.find(({ clock }) => clock === 'hearing')?.due_utc_us;

/** Everything that stands against an act, in words. */
const refuse = (act: CaseActName, refused: readonly Refusal[]): Result<never> => {
  const codes = refused.map(reasonOf);
  const words = codes.map(refusalWords);
  return fail('CASE_ACT_REFUSED', {
    act: { zh: actWords[act].zh, en: actWords[act].en.toLowerCase() },
    reasons: { zh: words.map(({ zh }) => zh).join('；'), en: words.map(({ en }) => en).join('; ') },
    refused: codes,
  });
};

/** Carries a refusal out of a transaction that has written already, so that it is rolled back. */
class Abandoned extends Error {
  readonly result: Result<never>;

  constructor(result: Result<never>) {
    super('refused');
    this.result = result;
  }
}

const abandon = (result: Result<never> & { ok: false }): never => {
  throw new Abandoned(result);
};

const abandonIfRefused = (result: Result<void>): Result<void> => (result.ok ? result : abandon(result));

const abandoned = (error: unknown): Result<never> => {
  if (error instanceof Abandoned) return error.result;
  throw error;
};
