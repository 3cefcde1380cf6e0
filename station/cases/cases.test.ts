import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLogger, unwrap } from '#common';
import { verifyChain } from '../evidence/ledger.ts';
import { findRecord } from '../storage/records.ts';
import { openCaseStore, tinyPng, waysTo } from '../testing/case-store.ts';
import { CaseWatch } from './watch.ts';

describe('a case', () => {
  it('gets the next number of its year, and takes each lead once', async () => {
    const { open, cases, people, addLead } = await openCaseStore();
    const first = unwrap(await cases.get(await open(), people.li)).case;
    const second = unwrap(await cases.get(await open(), people.li)).case;
    expect([first.number, second.number]).toEqual(['卫职〔2026〕0001号', '卫职〔2026〕0002号']);
    expect(await cases.open({ title: 'x', lead_ids: ['lead-1'] }, people.li)).toMatchObject({
      error: { code: 'LEAD_IN_CASE', details: { number: first.number } },
    });
    const unreviewed = await addLead('open');
    expect(await cases.open({ title: 'x', lead_ids: [unreviewed] }, people.li)).toMatchObject({
      error: { code: 'CASE_ACT_REFUSED', details: { refused: ['evidence'] } },
    });
    // What was refused leaves neither a case nor a number behind.
    expect(await cases.list({})).toHaveLength(2);
    expect(await cases.ofLead('lead-2')).toMatchObject({ id: second.id });
  });

  it('is not acted on by somebody who has not seen its last act', async () => {
    const { open, cases, people } = await openCaseStore();
    const case_id = await open();
    unwrap(await cases.act({ case_id, act: 'note', seq: 1, data: { note: 'a' } }, people.li));
    expect(await cases.act({ case_id, act: 'note', seq: 1, data: { note: 'b' } }, people.zhao)).toMatchObject(
      {
        error: { code: 'CASE_CHANGED', details: { seq: 2 } },
      },
    );
  });

  it('goes from the lead to the decision on the filed track, with every act in the ledger', async () => {
    const { open, play, database } = await openCaseStore();
    const detail = await play(await open(), waysTo['filed and visited'] ?? []);
    expect(detail.case).toMatchObject({ stage: 'visited', track: 'filed', due_utc_us: null });
    expect(detail.next).toEqual([]);
    const { problems } = await verifyChain(database);
    expect(problems).toEqual([]);
    const rows = await database
      .selectFrom('ledger')
      .select('action')
      .where('object', '=', detail.case.id)
      .execute();
    expect(rows.map(({ action }) => action)).toEqual(detail.acts.map(({ act }) => `case.${act}`));
  });

  it('makes a flight plan back to where the lead was seen when it orders correction', async () => {
    const { open, play, database } = await openCaseStore();
    const detail = await play(await open(), waysTo['ordered'] ?? []);
    const mission = unwrap(await findRecord(database, 'missions', detail.reinspection_mission_id ?? ''));
    expect(mission.items).toMatchObject([
      { kind: 'takeoff', height_m: 11 },
      { kind: 'waypoint', lat_deg: 29.951, lon_deg: 121.421, height_m: 11, hold_s: 8 },
      { kind: 'return' },
    ]);
    expect(detail.clocks.find(({ clock }) => clock === 'correct')?.stopped_utc_us).toBeNull();
  });

  it('counts a flown re-inspection only once it has ended', async () => {
    const { open, play, act, database, people, flight } = await openCaseStore();
    const case_id = await open();
    const { reinspection_mission_id } = await play(case_id, waysTo['ordered'] ?? []);
    const row = {
      id: 'again',
      mission_id: reinspection_mission_id ?? '',
      site_id: flight.site_id,
      pilot_id: 'pilot',
    };
    await database
      .insertInto('flights')
      .values({ ...row, started_utc_us: 2, ended_utc_us: null, body: JSON.stringify(flight) })
      .execute();
    const recheck = { result: 'corrected', note: '已改', flight_id: 'again' } as const;
    expect(await act(case_id, 'recheck', recheck, people.li)).toMatchObject({
      error: { details: { refused: ['looked_again'] } },
    });
    await database.updateTable('flights').set({ ended_utc_us: 3 }).where('id', '=', 'again').execute();
    expect(unwrap(await act(case_id, 'recheck', recheck, people.li)).case.stage).toBe('rechecked');
  });

  it('keeps photos on disk under their hash, and refuses what is no picture', async () => {
    const { open, cases, people, data_dir, database } = await openCaseStore();
    const case_id = await open();
    const content = tinyPng.toString('base64');
    unwrap(await cases.attach({ case_id, name: '现场', content }, people.li));
    const file = await database.selectFrom('case_files').selectAll().executeTakeFirstOrThrow();
    expect(await readFile(join(data_dir, file.path))).toEqual(tinyPng);
    const html = Buffer.from('<script>').toString('base64');
    expect(await cases.attach({ case_id, name: 'x', content: html }, people.li)).toMatchObject({
      error: { code: 'INPUT_INVALID' },
    });
  });
});

describe('clocks of a case', () => {
  it('run by the acts, stop while paused, and are worked out anew with the settings', async () => {
    const { open, cases, people, clock, play, act } = await openCaseStore();
    const case_id = await open();
    expect((await cases.list({ overdue: 'true' })).length).toBe(0);
    await clock.advance(61_000);
    expect(await cases.list({ overdue: 'true' })).toMatchObject([{ clock: 'dispatch' }]);
    await play(case_id, ['dispatch', 'sign', 'call_back']);
    const before = unwrap(await cases.get(case_id, people.chief)).case;
    expect(before.clock).toBe('arrive');
    unwrap(await act(case_id, 'pause', { reason: '雷雨' }, people.chief));
    await clock.advance(3_600_000);
    expect(await cases.list({ overdue: 'true' })).toEqual([]);
    const after = unwrap(await act(case_id, 'resume', { note: '雨停' }, people.chief)).case;
    expect((after.due_utc_us ?? 0) - (before.due_utc_us ?? 0)).toBe(3_600_000_000);
    const settings = await cases.settings();
    const slower = { ...settings.periods, arrive: { count: 600, unit: 'second' as const } };
    await cases.saveSettings({ ...settings, periods: slower }, 'admin');
    const [changed] = await cases.list({});
    expect((changed?.due_utc_us ?? 0) - (after.due_utc_us ?? 0)).toBe(300_000_000);
  });

  it('are escalated once when they run out', async () => {
    const { open, cases, database, clock, people } = await openCaseStore();
    const case_id = await open();
    const watch = new CaseWatch({ cases, database, clock, logger: silentLogger });
    await watch.look();
    await clock.advance(61_000);
    await watch.look();
    await watch.look();
    await watch.look();
    const { acts } = unwrap(await cases.get(case_id, people.chief));
    expect(acts.map(({ act, actor_id }) => [act, actor_id])).toEqual([
      ['open', 'li'],
      ['escalate', 'station'],
    ]);
  });
});
