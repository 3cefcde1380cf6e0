import { type CaseAct, type Clock, type HealthFile, ok, type Result, type Site } from '#common';
import { sql } from 'kysely';
import { readActs, summaryOf } from '../cases/read.ts';
import { listSites } from '../sites/sites.ts';
import type { Database } from '../storage/database.ts';
import { type Enterprises, findEnterprise } from './enterprises.ts';

type Ports = { readonly database: Database; readonly clock: Clock; readonly enterprises: Enterprises };

const months_shown = 12;
const newest_cases = 200;
const leads_shown = 4;

/** 企业健康档案: hazards, leads by post and month, inspections, orders with before and after, cases, records. */
export const healthFileOf = async (ports: Ports, enterprise_id: string): Promise<Result<HealthFile>> => {
  const { database, clock, enterprises } = ports;
  const enterprise = await findEnterprise(database, enterprise_id);
  if (!enterprise.ok) return enterprise;
  const sites = (await listSites(database)).filter((site) => site.enterprise_id === enterprise_id);
  const site_ids = sites.map(({ id }) => id);
  const rows =
    site_ids.length === 0
      ? []
      : await database
          .selectFrom('cases')
          .selectAll()
          .where('site_id', 'in', site_ids)
          .where('act_seq', '>', 0)
          .orderBy('changed_utc_us', 'desc')
          .limit(newest_cases)
          .execute();
  const inspections: HealthFile['inspections'] = [];
  const orders: HealthFile['orders'] = [];
  for (const row of rows) {
    const acts = await readActs(database, row.id);
    const ref = { case_id: row.id, number: row.number };
    const names = new Map(summaryOf(row).officers.map(({ id, name }) => [id, name]));
    for (const { act, utc_us, data } of acts) {
      if (act !== 'handle') continue;
      const { found = '', supplied = '', worn = '', instructed = '', officer_ids = [] } = data;
      const officers = officer_ids.map((id) => names.get(id) ?? id);
      inspections.push({ ...ref, utc_us, found, supplied, worn, instructed, officers });
    }
    for (const [index, order] of acts.entries())
      if (order.act === 'order') orders.push({ ...ref, ...(await orderOf(database, acts, index)) });
  }
  return ok({
    enterprise: enterprise.value,
    sites: sites.map(({ id, name, zones }) => ({
      id,
      name,
      zones: zones.map((zone) => ({
        id: zone.id,
        name: zone.name,
        hazard: zone.hazard,
        requires: zone.requires,
      })),
    })),
    posts: await trendOf(database, sites, clock.utc_us()),
    inspections: inspections.toSorted((a, b) => b.utc_us - a.utc_us),
    orders: orders.toSorted((a, b) => b.ordered_utc_us - a.ordered_utc_us),
    cases: rows.map(summaryOf),
    records: await enterprises.records(enterprise_id),
  });
};

/** An order, what its case rested on until then, and what the re-inspection that answered it found. */
const orderOf = async (database: Database, acts: readonly CaseAct[], at: number) => {
  const order = acts[at];
  const recheck = acts.slice(at + 1).find(({ act }) => act === 'recheck');
  const lead_ids = acts
    .slice(0, at + 1)
    .flatMap(({ act, data }) => (act === 'open' || act === 'add_leads' ? (data.lead_ids ?? []) : []));
  const flight_id = recheck?.data.flight_id;
  const seen =
    flight_id === undefined
      ? null
      : await database
          .selectFrom('leads')
          .select('id')
          .where('flight_id', '=', flight_id)
          .where('merged_into', 'is', null)
          .where('state', 'not in', ['rejected', 'unusable'])
          .orderBy('raised_utc_us')
          .limit(1000)
          .execute();
  return {
    ordered_utc_us: order?.utc_us ?? 0,
    requirements: order?.data.requirements ?? '',
    days: order?.data.days ?? 0,
    rechecked_utc_us: recheck?.utc_us ?? null,
    result: recheck?.data.result ?? null,
    before: { leads: lead_ids.length, lead_ids: lead_ids.slice(0, leads_shown) },
    after:
      seen === null ? null : { leads: seen.length, lead_ids: seen.slice(0, leads_shown).map(({ id }) => id) },
  };
};

/** 各岗位月度线索: leads that were not rejected, and the confirmed among them, by the month in China. */
const trendOf = async (
  database: Database,
  sites: readonly Site[],
  now_utc_us: number,
): Promise<HealthFile['posts']> => {
  const months = lastMonths(now_utc_us);
  const from_utc_us = Date.parse(`${months[0] ?? ''}-01T00:00:00+08:00`) * 1000;
  const posts: HealthFile['posts'] = [];
  for (const site of sites) {
    const { rows } = await sql<{ post_id: string | null; month: string; leads: number; confirmed: number }>`
      select json_extract(body, '$.post_id') as post_id,
        strftime('%Y-%m', raised_utc_us / 1000000 + 28800, 'unixepoch') as month,
        count(*) as leads, sum(state = 'confirmed') as confirmed
      from leads
      where site_id = ${site.id} and raised_utc_us >= ${from_utc_us} and merged_into is null
        and state not in ('rejected', 'unusable')
      group by 1, 2`.execute(database);
    const known = site.posts.map(({ id, name }) => ({ post_id: id, name }));
    const unplaced = rows.some(({ post_id }) => !known.some((post) => post.post_id === post_id));
    for (const { post_id, name } of [...known, ...(unplaced ? [{ post_id: null, name: null }] : [])]) {
      const own = rows.filter((row) =>
        post_id === null ? !known.some((post) => post.post_id === row.post_id) : row.post_id === post_id,
      );
      posts.push({
        site_id: site.id,
        post_id,
        name,
        months: months.map((month) => {
          const here = own.filter((row) => row.month === month);
          const sum = (key: 'leads' | 'confirmed'): number =>
            here.reduce((total, row) => total + row[key], 0);
          return { month, leads: sum('leads'), confirmed: sum('confirmed') };
        }),
      });
    }
  }
  return posts;
};

/** `2026-11` and the eleven months before it, oldest first, by the calendar of China. */
const lastMonths = (now_utc_us: number): string[] => {
  const now = new Date(now_utc_us / 1000 + 8 * 3_600_000);
  return Array.from({ length: months_shown }, (_, index) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - (months_shown - 1 - index), 1))
      .toISOString()
      .slice(0, 7),
  );
};
