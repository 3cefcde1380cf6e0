import { describe, expect, it } from 'vitest';
import { countingIds, silentLogger, unwrap } from '#common';
import { listSites, saveSite } from '../sites/sites.ts';
import { openCaseStore, waysTo } from '../testing/case-store.ts';
import { Search } from './search.ts';

const store = async () => {
  const opened = await openCaseStore();
  const search = new Search({ database: opened.database, ids: countingIds(), logger: silentLogger });
  return { ...opened, search };
};

describe('a search', () => {
  it('finds a case by its number, by a word of its record, by an officer and by its site', async () => {
    const { search, open, play } = await store();
    const case_id = await open();
    await play(case_id, waysTo['handled'] ?? []);
    for (const text of ['破碎机', '碎机旁', '0001', '周经理', 'zhao', '采石场', '口罩 周经理']) {
      const { found } = await search.find({ text, kind: 'case', limit: 50 });
      expect(
        found.map(({ id }) => id),
        text,
      ).toEqual([case_id]);
    }
    for (const text of ['碎破', '李经理', '0002', '口罩 李经理'])
      expect((await search.find({ text, limit: 50 })).found, text).toEqual([]);
    expect((await search.find({ person_id: 'zhao', kind: 'case', limit: 50 })).found).toHaveLength(1);
    expect((await search.find({ person_id: 'sun', kind: 'case', limit: 50 })).found).toEqual([]);
    expect((await search.find({ stage: 'handled', limit: 50 })).found).toHaveLength(1);
    expect((await search.find({ stage: 'closed', limit: 50 })).found).toEqual([]);
  });

  it('takes a site that is saved again before it was indexed, as at a start after a short run', async () => {
    const { database, ledger, search } = await store();
    const [site] = await listSites(database);
    if (site === undefined) throw new Error('no site');
    for (const name of ['东采石场', '西采石场'])
      await saveSite(database, ledger, { ...site, name: { zh: name, en: name } }, [], 'station');
    const named = async (text: string) => (await search.find({ text, kind: 'site', limit: 50 })).found.length;
    expect([await named('西采石场'), await named('东采石场')]).toEqual([1, 0]);
  });

  it('finds leads by place and by time, a page at a time, each once', async () => {
    const { search, addLead } = await store();
    for (let count = 0; count < 7; count += 1) await addLead('open');
    const box = { south_deg: 29.95, north_deg: 29.96, west_deg: 121.42, east_deg: 121.43 };
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const { found, next } = await search.find({
        kind: 'lead',
        ...box,
        limit: 3,
        ...(after === undefined ? {} : { after }),
      });
      seen.push(...found.map(({ id }) => id));
      if (next === null) break;
      after = next;
    }
    expect(seen).toEqual(['lead-7', 'lead-6', 'lead-5', 'lead-4', 'lead-3', 'lead-2', 'lead-1']);
    expect((await search.find({ kind: 'lead', ...box, west_deg: 121.422, limit: 50 })).found).toEqual([]);
    const early = await search.find({ kind: 'lead', to_utc_us: 3, limit: 50 });
    expect(early.found.map(({ id }) => id)).toEqual(['lead-2', 'lead-1']);
  });

  it('finds what was written just now, under its new words and no longer under the old', async () => {
    const { search, database } = await store();
    const titles = async (text: string) => (await search.find({ text, limit: 50 })).found.map(({ id }) => id);
    expect(await titles('sun')).toEqual(['sun']);
    await database.updateTable('people').set({ name: '孙监督' }).where('id', '=', 'sun').execute();
    expect(await titles('监督')).toEqual(['sun']);
    expect(await titles('sun')).toEqual([]);
  });

  it('keeps the filters of each person', async () => {
    const { search, people } = await store();
    const filter = { text: '口罩', stage: 'ordered' as const };
    const [kept] = unwrap(await search.save({ name: '待整改', filter }, people.li));
    expect(kept).toMatchObject({ name: '待整改', filter });
    unwrap(await search.save({ name: '待整改', filter: { text: '护听器' } }, people.li));
    expect(await search.saved(people.li)).toMatchObject([{ filter: { text: '护听器' } }]);
    expect(unwrap(await search.forget(kept?.id ?? '', people.zhao))).toEqual([]);
    expect(await search.saved(people.li)).toHaveLength(1);
    expect(unwrap(await search.forget(kept?.id ?? '', people.li))).toEqual([]);
  });
});

describe('a long list', () => {
  it('of cases is paged without a gap, the urgent first and those without a clock behind', async () => {
    const { cases, open, play } = await store();
    for (const way of [[], ['dispatch'], waysTo['closed'], [], waysTo['dropped']] as const)
      await play(await open(), way ?? []);
    for (const order of ['urgent', 'newest'] as const) {
      const whole = await cases.list({ order, limit: 50 });
      const paged = [];
      for (let after: string | undefined; ;) {
        const page = await cases.list({ order, limit: 2, ...(after === undefined ? {} : { after }) });
        paged.push(...page);
        const last = page.at(-1);
        if (last === undefined) break;
        after = `${order === 'newest' ? last.changed_utc_us : (last.due_utc_us ?? 'none')} ${last.id}`;
      }
      expect(paged).toEqual(whole);
      expect(whole).toHaveLength(5);
    }
    expect(await cases.list({ officer_id: 'zhao', order: 'newest', limit: 50 })).toHaveLength(2);
  });
});
