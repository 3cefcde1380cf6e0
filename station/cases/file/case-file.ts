import { type CaseAct, type CaseFile, type CaseSettings, ok, type Result, stageWords } from '#common';
import type { Clock } from '#common';
import type { Database } from '../../storage/database.ts';
import { findRecord } from '../../storage/records.ts';
import { findCase, readActs } from '../read.ts';
import type { Calendar } from '../rules/calendar.ts';
import { clocksOf } from '../rules/clocks.ts';
import { foldCase } from '../rules/state.ts';
import { readTimes } from '../settings.ts';
import { papersOf } from './papers.ts';
import { readTemplates } from './templates.ts';
import { timelineOf } from './timeline.ts';

/** 卷宗: everything a case gives to its file, read from its acts. Fails with NOT_FOUND. */
export const caseFileOf = async (
  database: Database,
  clock: Clock,
  case_id: string,
): Promise<Result<CaseFile>> => {
  const found = await findCase(database, case_id);
  if (!found.ok) return found;
  const { number, title, site_id, stage, opened_utc_us, ended_utc_us } = found.value;
  const acts = await readActs(database, case_id);
  const state = foldCase(acts);
  const site = site_id === null ? undefined : await findRecord(database, 'sites', site_id);
  const place = site?.ok === true ? site.value : undefined;
  const people = await database.selectFrom('people').select(['id', 'name', 'officer_no']).execute();
  const names = new Map(people.map(({ id, name, officer_no }) => [id, { name, officer_no }]));
  const { settings, calendar } = await readTimes(database);
  const about = {
    number,
    enterprise: place?.enterprise.zh ?? '',
    site: place?.name.zh ?? '',
    names,
    due: dueDays(acts, settings, calendar, clock.utc_us()),
  };
  const photos = await database
    .selectFrom('case_files')
    .select(['sha256', 'path', 'name', 'ledger_seq'])
    .where('case_id', '=', case_id)
    .orderBy('ledger_seq')
    .execute();
  return ok({
    case_id,
    case_number: number,
    title,
    enterprise: about.enterprise,
    site: about.site,
    position: place?.origin ?? null,
    opened_utc_us,
    closed_utc_us: ended_utc_us,
    state: stage === 'new' ? '' : stageWords[stage as keyof typeof stageWords].zh,
    officers: [...state.officers].map((id) => ({
      name: names.get(id)?.name ?? id,
      number: names.get(id)?.officer_no ?? null,
    })),
    lead_ids: [...state.lead_ids],
    documents: papersOf(acts, about, await readTemplates(database)),
    timeline: timelineOf(acts, names),
    photos,
    flight_ids: await reinspectionFlights(database, case_id),
  });
};

/** When the time that each order and each notice gave was over. */
const dueDays = (
  acts: readonly CaseAct[],
  settings: CaseSettings,
  calendar: Calendar,
  now_utc_us: number,
): Map<number, number> => {
  const due = new Map<number, number>();
  acts.forEach((act, index) => {
    const name = act.act === 'order' ? 'correct' : act.act === 'inform' ? 'hearing' : undefined;
    if (name === undefined) return;
    const clock = clocksOf(acts.slice(0, index + 1), settings, calendar, now_utc_us).find(
      (each) => each.clock === name,
    );
    if (clock !== undefined) due.set(act.seq, clock.due_utc_us);
  });
  return due;
};

const reinspectionFlights = async (database: Database, case_id: string): Promise<string[]> => {
  const rows = await database
    .selectFrom('flights')
    .innerJoin('case_missions', 'case_missions.mission_id', 'flights.mission_id')
    .select('flights.id')
    .where('case_missions.case_id', '=', case_id)
    .where('ended_utc_us', 'is not', null)
    .orderBy('started_utc_us')
    .execute();
  return rows.map(({ id }) => id);
};

/** When the case of each lead ended; null while it goes on, absent where a lead is in none. */
export const casesOfLeads = async (
  database: Database,
  lead_ids: readonly string[],
): Promise<Map<string, number | null>> => {
  const rows = await database
    .selectFrom('case_leads')
    .innerJoin('cases', 'cases.id', 'case_leads.case_id')
    .select(['lead_id', 'ended_utc_us'])
    .execute();
  const asked = new Set(lead_ids);
  return new Map(
    rows
      .filter(({ lead_id }) => asked.has(lead_id))
      .map(({ lead_id, ended_utc_us }) => [lead_id, ended_utc_us]),
  );
};
