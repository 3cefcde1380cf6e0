import { describe, expect, it } from 'vitest';
import { type CallInput, unwrap } from '#common';
import { saveDrawnSite } from '../sites/drawn-site.ts';
import { listSites, saveSite } from '../sites/sites.ts';
import { openCaseStore } from '../testing/case-store.ts';
import { Enterprises } from './enterprises.ts';
import { healthFileOf } from './health.ts';

const quarry = {
  name: '宁波石料有限公司',
  credit_code: '',
  address: '宁波市北仑区',
  industry: '建筑用石加工',
  workers: 120,
  exposed: 45,
  contacts: [{ name: '周经理', duty: '安全负责人', phone: '13800000000' }],
  note: '',
};

const drawn = (enterprise_id: string | null): CallInput<'sites.save'> => ({
  enterprise_id,
  name: { zh: '二号矿', en: 'Pit 2' },
  boundary: [
    [121.4, 29.9],
    [121.41, 29.9],
    [121.41, 29.91],
    [121.4, 29.91],
  ],
  zones: [
    {
      id: 'crusher',
      name: { zh: '破碎', en: 'Crusher' },
      hazard: 'dust',
      requires: ['mask'],
      polygon: [
        [121.401, 29.901],
        [121.403, 29.901],
        [121.403, 29.903],
        [121.401, 29.903],
      ],
    },
  ],
  posts: [
    {
      id: 'feed',
      name: { zh: '给料口', en: 'Feed' },
      lat_deg: 29.902,
      lon_deg: 121.402,
      height_m: 0,
      zone_ids: [],
    },
    {
      id: 'gate',
      name: { zh: '大门', en: 'Gate' },
      lat_deg: 29.908,
      lon_deg: 121.408,
      height_m: 0,
      zone_ids: ['crusher'],
    },
  ],
});

const open = async () => {
  const store = await openCaseStore();
  const enterprises = new Enterprises(store);
  const enterprise = unwrap(await enterprises.save(quarry, store.people.li));
  return { ...store, enterprises, enterprise };
};

describe('the registry of enterprises and sites', () => {
  it('gives posts the zones they lie in, and the site the name of its enterprise', async () => {
    const { enterprises, enterprise, people, ...store } = await open();
    const site = unwrap(await saveDrawnSite(store, drawn(enterprise.id), people.pilot));
    expect(site.posts.map(({ zone_ids }) => zone_ids)).toEqual([['crusher'], []]);
    expect(site.enterprise.zh).toBe('宁波石料有限公司');
    expect(site.origin.lat_deg).toBeCloseTo(29.905);

    unwrap(await enterprises.save({ ...enterprise, name: '宁波石料集团' }, people.li));
    const listed = (await listSites(store.database)).find(({ id }) => id === site.id);
    expect(listed?.enterprise.zh).toBe('宁波石料集团');

    const moved = unwrap(await saveDrawnSite(store, { ...drawn(enterprise.id), id: site.id }, people.pilot));
    expect(moved.origin).toEqual(site.origin);
  });

  it('keeps what somebody drew when the sample is put in again', async () => {
    const { enterprise, people, ...store } = await open();
    const before = (await listSites(store.database)).find(({ id }) => id === 'site-1');
    if (before === undefined) throw new Error('no site');
    await saveSite(store.database, store.ledger, before, [], 'station');
    unwrap(await saveDrawnSite(store, { ...drawn(enterprise.id), id: 'site-1' }, people.pilot));
    await saveSite(store.database, store.ledger, before, [], 'station');
    const after = (await listSites(store.database)).find(({ id }) => id === 'site-1');
    expect(after).toMatchObject({ enterprise_id: enterprise.id, name: { zh: '二号矿' } });
  });

  it('refuses a post outside the boundary, an unknown enterprise, and a credit code twice', async () => {
    const { enterprises, people, ...store } = await open();
    const site = drawn(null);
    const outside = { ...site, posts: site.posts.map((post) => ({ ...post, lat_deg: 30 })) };
    expect(await saveDrawnSite(store, outside, people.pilot)).toMatchObject({
      error: { code: 'INPUT_INVALID', details: { field: 'posts' } },
    });
    expect(await saveDrawnSite(store, drawn('nobody'), people.pilot)).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
    const credit_code = '91310000132260250X';
    unwrap(await enterprises.save({ ...quarry, credit_code }, people.li));
    expect(await enterprises.save({ ...quarry, credit_code }, people.li)).toMatchObject({
      error: { code: 'CREDIT_CODE_TAKEN', details: { name: quarry.name } },
    });
  });

  it('keeps a withdrawn record, with who withdrew it and why', async () => {
    const { enterprises, enterprise, people } = await open();
    const written = {
      enterprise_id: enterprise.id,
      kind: 'training' as const,
      date: '2026-03-02',
      text: '佩戴培训',
      people: 45,
    };
    const record = unwrap(await enterprises.record(written, people.li));
    const input = { record_id: record.id, reason: '写错日期' };
    unwrap(await enterprises.withdraw(input, people.zhao));
    expect(await enterprises.records(enterprise.id)).toMatchObject([
      { text: '佩戴培训', withdrawn: { by_name: 'zhao', reason: '写错日期' } },
    ]);
    expect(await enterprises.withdraw(input, people.li)).toMatchObject({ error: { code: 'STATE_CONFLICT' } });
  });
});

describe('企业健康档案', () => {
  it('tells of hazards, leads by post, inspections, an order with before and after, cases and records', async () => {
    const { enterprises, enterprise, open: openCase, play, ...store } = await open();
    const { database } = store;
    await database
      .updateTable('sites')
      .set((set) => ({
        body: set.fn('json_set', ['body', set.val('$.enterprise_id'), set.val(enterprise.id)]) as never,
      }))
      .execute();
    const case_id = await openCase();
    await play(case_id, ['dispatch', 'sign', 'arrive', 'photo', 'handle', 'violation', 'order']);
    const file = unwrap(await healthFileOf({ ...store, enterprises }, enterprise.id));
    expect(file.sites).toMatchObject([{ id: 'site-1' }]);
    expect(file.cases).toMatchObject([{ id: case_id, stage: 'ordered' }]);
    expect(file.inspections).toMatchObject([
      { case_id, supplied: 'yes', worn: 'no', officers: ['li', 'zhao'] },
    ]);
    expect(file.orders).toMatchObject([
      { case_id, days: 7, result: null, before: { leads: 1, lead_ids: ['lead-1'] }, after: null },
    ]);

    await play(case_id, ['corrected']);
    const after = unwrap(await healthFileOf({ ...store, enterprises }, enterprise.id));
    expect(after.orders).toMatchObject([{ result: 'corrected' }]);
    expect(after.posts.flatMap(({ months }) => months)).toHaveLength(12 * after.posts.length);
  });
});
