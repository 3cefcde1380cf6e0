import { describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { Teams } from '../registry/teams.ts';
import { openCaseStore } from '../testing/case-store.ts';

const openStore = async () => {
  const store = await openCaseStore();
  return { ...store, teams: new Teams(store), case_id: await store.open() };
};

describe('派单', () => {
  it('proposes whoever is on duty, whose site it is, and who is nearest', async () => {
    const { cases, database, teams, people, case_id, clock } = await openStore();
    const order = async () => (await cases.officers(case_id)).map(({ id, proposed }) => [id, proposed]);
    expect(await order()).toEqual([
      ['li', true],
      ['zhao', true],
      ['chief', false],
    ]);
    unwrap(
      await teams.save({ name: '一队', member_ids: [people.zhao.id], site_ids: ['site-1'] }, people.chief),
    );
    expect((await order())[0]).toEqual(['zhao', true]);
    const record = JSON.stringify({ place: { lat_deg: 29.951, lon_deg: 121.42, accuracy_m: 5 } });
    await database
      .insertInto('field_records')
      .values({
        id: 'r',
        author_id: 'li',
        revision: 1,
        saved_utc_us: clock.utc_us(),
        sha256: '0',
        body: record,
      })
      .execute();
    const [first, second] = await cases.officers(case_id);
    expect(first).toMatchObject({ id: 'zhao', team: { name: '一队' }, patrols: true, distance_m: null });
    expect(second).toMatchObject({ id: 'li', patrols: false, proposed: true });
    expect(second?.distance_m).toBeGreaterThan(100);
    expect(second?.distance_m).toBeLessThan(120);

    await database
      .insertInto('contacts')
      .values({
        person_id: 'zhao',
        body: JSON.stringify({
          person_id: 'zhao',
          addresses: { mobile: '', email: '', dingtalk_id: '', wecom_id: '' },
          on_duty: false,
          quiet: null,
          on_site_until_utc_us: null,
        }),
      })
      .execute();
    expect((await order()).at(-1)).toEqual(['zhao', false]);

    // Where somebody was yesterday says nothing of where they are.
    await clock.advance(86_400_000);
    const later = (await cases.officers(case_id)).find(({ id }) => id === 'li');
    expect(later).toMatchObject({ distance_m: null, seen_utc_us: null });
  });

  it('counts a case for the team that all its officers belong to', async () => {
    const { cases, teams, people, case_id, act } = await openStore();
    const [team] = unwrap(
      await teams.save({ name: '一队', member_ids: ['li', 'zhao'], site_ids: [] }, people.chief),
    );
    unwrap(await act(case_id, 'dispatch', { officer_ids: ['li', 'zhao'] }, people.chief));
    expect((await cases.figures(90)).by_team).toMatchObject([{ id: team?.id, name: '一队', cases: 1 }]);
    expect(unwrap(await teams.remove(team?.id ?? '', people.chief))).toEqual([]);
    expect((await cases.figures(90)).by_team).toMatchObject([{ name: '一队' }]);
  });

  it('does not offer somebody who has withdrawn from the case', async () => {
    const { cases, people, case_id, act } = await openStore();
    unwrap(await act(case_id, 'recuse', { person_id: 'li', reason: '亲属' }, people.li));
    expect((await cases.officers(case_id)).map(({ id }) => id)).not.toContain('li');
  });
});
