import { sql } from 'kysely';
import type { Lead } from '#common';
import type { Database } from '../../storage/database.ts';

export type Size = { readonly leads: number; readonly cases: number };
export const sites = 1000;
export const flights = 2000;
export const officers = 40;
/** One lead every half minute, back from here. */
export const newest_utc_us = 1_790_000_000_000_000;
export const between_us = 30_000_000;

const template: Lead = {
  id: '',
  stream_id: 'stream-bench',
  flight_id: null,
  site_id: null,
  post_id: null,
  model_id: 'bench',
  suspicion: {
    track_id: 1,
    item: 'mask',
    state: 'not_worn',
    probability: 0.9,
    frames: 9,
    epoch: 1,
    pts_us: 12_000_000,
    first_pts_us: 10_000_000,
    last_pts_us: 12_400_000,
    box: [100, 100, 80, 200],
    head_box: [120, 100, 40, 48],
    head_px: 48,
    width_px: 1920,
    height_px: 1080,
  },
  raised_utc_us: 0,
  frame_utc_us: 0,
  clock_error_us: 40_000,
  aircraft: { lat_deg: 0, lon_deg: 0, height_m: 20 },
  still: { sha256: '0'.repeat(64), bytes: 400_000, ledger_seq: 1 },
  clip_state: 'sealed',
  clip: {
    sha256: '0'.repeat(64),
    bytes: 9_000_000,
    ledger_seq: 2,
    first_pts_us: 1,
    last_pts_us: 2,
    frames: 250,
    gaps: [],
  },
  clip_fault: null,
  state: 'open',
  review: null,
};

const review = {
  id: 'review',
  lead_id: '',
  reviewer_id: '',
  reviewer_name: '',
  decision: 'rejected',
  reason: '',
  true: true,
  clear: true,
  complete: true,
  accurate: false,
  decided_utc_us: 1,
};

/** Rows as the station writes them, by SQL alone: the rules of cases are taken out of the way for that. */
export const fill = async (database: Database, { leads, cases }: Size): Promise<void> => {
  await sql`pragma synchronous = off`.execute(database);
  await withoutRules(database);
  await database.transaction().execute(async (to) => {
    await sql`insert into people (id, name, roles, password_hash, officer_no, disabled, created_utc_us)
      with recursive n(n) as (select 0 union all select n + 1 from n where n < ${officers - 1})
      select 'person-' || n, '监督员' || n, '["inspector"]', '', 'NO-' || n, 0, 0 from n`.execute(to);
    await sql`insert into sites (id, body)
      with recursive n(n) as (select 0 union all select n + 1 from n where n < ${sites - 1})
      select 'site-' || n, json_object('id', 'site-' || n,
        'name', json_object('zh', '第' || n || '号采石场', 'en', 'Quarry ' || n),
        'enterprise', json_object('zh', '宁波矿业' || n || '有限公司', 'en', 'Mining ' || n),
        'origin', json_object('lat_deg', 29.0, 'lon_deg', 121.0),
        'boundary', json('[[121,29],[121.1,29],[121.1,29.1]]'), 'zones', json('[]'), 'posts', json('[]')) from n`.execute(
      to,
    );
    await sql`insert into missions (id, site_id, body) values ('mission-bench', 'site-0', '{}')`.execute(to);
    await sql`insert into flights (id, mission_id, site_id, pilot_id, started_utc_us, ended_utc_us, body)
      with recursive n(n) as (select 0 union all select n + 1 from n where n < ${flights - 1})
      select 'flight-' || n, 'mission-bench', 'site-' || (n % ${sites}), 'person-0', n, n, '{}' from n`.execute(
      to,
    );
    const body = JSON.stringify(template);
    const judged = JSON.stringify(review);
    // A tenth was rejected with a reason: those are in the index of words.
    await sql`insert into leads (id, raised_utc_us, state, clip_state, stream_id, flight_id, body)
      with recursive n(n) as (select 0 union all select n + 1 from n where n < ${leads - 1}),
      v as (select n, 'lead-' || substr('0000000' || n, -7) as id, ${newest_utc_us} - n * ${between_us} as at,
        case n % 10 when 0 then 'rejected' when 1 then 'unusable' when 2 then 'confirmed' when 3 then 'confirmed'
          else 'open' end as state,
        'flight-' || (n * 7919 % ${flights}) as flight_id, abs(random()) % 100000 as x, abs(random()) % 100000 as y from n)
      select id, at, state, 'sealed', 'stream-bench', flight_id, json_set(${body},
        '$.id', id, '$.state', state, '$.raised_utc_us', at, '$.frame_utc_us', at, '$.flight_id', flight_id,
        '$.site_id', 'site-' || (n * 31 % ${sites}),
        '$.suspicion.item', case n % 3 when 0 then 'mask' when 1 then 'hearing' else 'helmet' end,
        '$.suspicion.probability', 0.8 + (x % 1900) / 10000.0,
        '$.aircraft.lat_deg', 29 + x / 100000.0, '$.aircraft.lon_deg', 121 + y / 100000.0,
        '$.review', case when state = 'rejected' then json_set(${judged}, '$.lead_id', id,
          '$.reviewer_id', 'person-' || (n % ${officers}), '$.reviewer_name', '监督员' || (n % ${officers}),
          '$.reason', case n % 70 when 0 then '背光看不清' when 10 then '已经佩戴防尘口罩' when 20 then '不是作业人员'
            when 30 then '佩戴护听器被安全帽遮住' else '误报 编号' || n end) end)
      from v`.execute(to);
    await sql`insert into reviews (id, lead_id, reviewer_id, decision, decided_utc_us, body)
      select 'review-' || id, id, json_extract(body, '$.review.reviewer_id'), 'rejected', 1, '{}'
      from leads where state = 'rejected'`.execute(to);
    await sql`insert into reviewed_leads select r.reviewer_id, l.raised_utc_us, l.id
      from reviews r join leads l on l.id = r.lead_id`.execute(to);
    await sql`insert into search_due select 'lead', id from leads where state = 'rejected'`.execute(to);
    await sql`insert into ledger (seq, utc_us, actor, action, object, details, app_version, previous_hash, hash)
      with recursive n(n) as (select 1 union all select n + 1 from n where n < ${cases})
      select n, n, 'person-0', 'case.open', 'case-' || n, '{}', 'bench', 'p' || n, 'h' || n from n`.execute(
      to,
    );
    await sql`insert into cases (id, number, site_id, stage, track, act_seq, title, opened_utc_us, changed_utc_us,
        ended_utc_us, officers, leads, clock, warn_utc_us, due_utc_us)
      with recursive n(n) as (select 1 union all select n + 1 from n where n < ${cases})
      select 'case-' || substr('000000' || n, -6), '卫职〔2026〕' || substr('000000' || n, -6) || '号',
        'site-' || (n * 31 % ${sites}),
        case n % 5 when 0 then 'opened' when 1 then 'handled' when 2 then 'ordered' else 'closed' end,
        case n % 7 when 0 then 'filed' else 'on_spot' end, 1,
        case n % 4 when 0 then '未佩戴防尘口罩案' when 1 then '未佩戴护听器案' else '未督促佩戴防护用品案' end,
        ${newest_utc_us} - n * 300000000, ${newest_utc_us} - (n * 7919 % ${cases}) * 300000000,
        case when n % 5 > 2 then ${newest_utc_us} end,
        json_array(json_object('id', 'person-' || (n % ${officers}), 'name', '监督员' || (n % ${officers})),
          json_object('id', 'person-' || ((n * 3 + 1) % ${officers}), 'name', '监督员' || ((n * 3 + 1) % ${officers}))),
        1, case when n % 5 < 3 then 'handle' end, case when n % 5 < 3 then ${newest_utc_us} + n * 1000000 end,
        case when n % 5 < 3 then ${newest_utc_us} + n * 2000000 end from n`.execute(to);
    await sql`insert into case_acts (case_id, seq, act, actor_id, utc_us, to_stage, data, ledger_seq)
      select id, 1, 'open', 'person-0', opened_utc_us, 'opened', json_object('title', title,
        'note', '现场检查编号' || rowid || '，破碎车间，联系人周经理' || (rowid % 500)), rowid from cases`.execute(
      to,
    );
    await sql`insert or ignore into case_people (person_id, case_id, live, changed_utc_us)
      select json_extract(o.value, '$.id'), c.id, c.ended_utc_us is null, c.changed_utc_us
      from cases c, json_each(c.officers) o`.execute(to);
    await sql`insert into case_leads (lead_id, case_id, seq)
      select 'lead-' || substr('0000000' || (rowid * 10 - 8), -7), id, 1 from cases
      where rowid * 10 - 8 < ${leads}`.execute(to);
    await sql`insert or ignore into search_due select 'case', id from cases`.execute(to);
  });
  await sql`pragma synchronous = full`.execute(database);
};

const withoutRules = async (database: Database): Promise<void> => {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'trigger'
    and tbl_name in ('cases', 'case_acts', 'case_leads', 'ledger', 'reviews')`.execute(database);
  for (const { name } of rows) await sql`drop trigger ${sql.ref(name)}`.execute(database);
};
