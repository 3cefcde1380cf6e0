import { createHash } from 'node:crypto';
import { type Alert, alertSchema, fail, type Lamp, type Lead, ok, type Result } from '#common';
import type { Database } from '../storage/database.ts';
import { parseBody } from '../storage/records.ts';

/** Leads of one flight stay one alert at most this long. */
const longest_group_us = 2 * 3600 * 1_000_000;
const base32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const levelLamps: readonly Lamp[] = ['green', 'yellow', 'red'];

type AlertRow = Awaited<ReturnType<typeof selectAlerts>>[number];

const selectAlerts = (database: Database) => database.selectFrom('alerts').selectAll().execute();

/** The records of rows, each with its leads in order. */
export const readAlerts = async (database: Database, rows: readonly AlertRow[]): Promise<Alert[]> => {
  if (rows.length === 0) return [];
  const links = await database
    .selectFrom('alert_leads')
    .selectAll()
    .where(
      'alert_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('number')
    .execute();
  return rows.map((row) => {
    const lead_ids = links.filter(({ alert_id }) => alert_id === row.id).map(({ lead_id }) => lead_id);
    return alertSchema.parse({
      ...row,
      lead_id: lead_ids[0],
      lead_ids,
      lamp: row.state === 'acknowledged' ? 'off' : levelLamps[row.level],
      answers: JSON.parse(row.answers),
    });
  });
};

export const findAlert = async (
  database: Database,
  by: { id: string } | { key: string },
): Promise<Result<Alert>> => {
  const query = database.selectFrom('alerts').selectAll();
  const row = await (
    'id' in by ? query.where('id', '=', by.id) : query.where('key', '=', by.key)
  ).executeTakeFirst();
  const [alert] = row === undefined ? [] : await readAlerts(database, [row]);
  const id = 'id' in by ? by.id : by.key;
  return alert === undefined ? fail('NOT_FOUND', { kind: 'alert', id }) : ok(alert);
};

export const leadsOf = async (database: Database, alert: Pick<Alert, 'lead_ids'>): Promise<Lead[]> => {
  const rows = await database
    .selectFrom('leads')
    .select(['id', 'body'])
    .where('id', 'in', alert.lead_ids)
    .execute();
  const known = new Map(rows.map((row) => [row.id, parseBody('leads', row)]));
  return alert.lead_ids.flatMap((id) => known.get(id) ?? []);
};

/** The alert that this lead makes grow: not signed yet, of the same flight, or of the same stream where none flies. */
export const openGroup = async (
  database: Database,
  lead: Lead,
  now_us: number,
): Promise<Alert | undefined> => {
  const row = await database
    .selectFrom('alerts')
    .innerJoin('alert_leads', 'alert_leads.alert_id', 'alerts.id')
    .innerJoin('leads', 'leads.id', 'alert_leads.lead_id')
    .selectAll('alerts')
    .where('alerts.state', '<>', 'acknowledged')
    .where('alerts.queued_utc_us', '>', now_us - longest_group_us)
    .where('alerts.site_id', 'is', lead.site_id)
    .where('alerts.flight_id', 'is', lead.flight_id)
    .where('leads.stream_id', '=', lead.stream_id)
    .where('alert_leads.number', '=', 1)
    .orderBy('alerts.queued_utc_us', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : (await readAlerts(database, [row]))[0];
};

/** A short key that no other alert has, without letters that are taken for figures. */
export const freshKey = async (database: Database, alert_id: string): Promise<string> => {
  const digest = createHash('sha256').update(alert_id).digest();
  const letters = [...digest].map((byte) => base32[byte % 32] ?? '').join('');
  for (let length = 6; ; length += 1) {
    const key = letters.slice(0, length);
    const taken = await database.selectFrom('alerts').select('id').where('key', '=', key).executeTakeFirst();
    if (taken === undefined) return key;
  }
};
