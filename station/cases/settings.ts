import { type CaseSettings, caseSettingsSchema, presetCaseSettings } from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { publishedDays } from './published-days.ts';
import { type Calendar, withChanges } from './rules/calendar.ts';

/** The office's periods, and the calendar with its own changes. */
export type CaseTimes = { readonly settings: CaseSettings; readonly calendar: Calendar };

export const readTimes = async (database: Database): Promise<CaseTimes> => {
  const row = await database.selectFrom('case_settings').select('body').executeTakeFirst();
  const settings = row === undefined ? presetCaseSettings : caseSettingsSchema.parse(JSON.parse(row.body));
  return { settings, calendar: withChanges(publishedDays, settings.days) };
};

export const writeSettings = async (
  transaction: Database,
  ledger: Ledger,
  settings: CaseSettings,
  actor: string,
): Promise<void> => {
  const body = JSON.stringify(settings);
  await transaction
    .insertInto('case_settings')
    .values({ id: 1, body })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
    .execute();
  await ledger.append(transaction, {
    actor,
    action: 'case_settings.save',
    object: 'case_settings',
    details: { ...settings },
  });
};
