import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { unwrap } from '#common';
import { Enterprises } from '../registry/enterprises.ts';
import { healthFileOf } from '../registry/health.ts';
import { openCaseStore } from '../testing/case-store.ts';
import { saveDrawnSite } from './drawn-site.ts';
import { restoreSite, retireSite } from './retire.ts';
import { listMissions, listSites, listSitesInUse, saveSite } from './sites.ts';

const opened = async () => {
  const store = await openCaseStore();
  const { flight, database } = store;
  await sql`update flights set ended_utc_us = 2`.execute(database);
  return { store, site_id: flight.site_id };
};
const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);

it('leaves what people plan and fly by, and comes back; both acts are in the ledger with their reason', async () => {
  const { store, site_id } = await opened();
  const { database, people } = store;
  const missions = ids(await listMissions(database));
  expect(missions).not.toEqual([]);
  unwrap(await retireSite(store, { site_id, reason: '已关停' }, people.chief));
  expect(ids(await listSitesInUse(database))).not.toContain(site_id);
  expect(await listMissions(database)).toEqual([]);
  // Names of what points to it are still told.
  expect((await listSites(database)).find(({ id }) => id === site_id)?.retired).toMatchObject({
    by_name: 'chief',
    reason: '已关停',
  });
  expect(await retireSite(store, { site_id, reason: 'x' }, people.chief)).toMatchObject({
    error: { code: 'STATE_CONFLICT', details: { state: 'retired' } },
  });
  unwrap(await restoreSite(store, { site_id, reason: '复产' }, people.chief));
  expect(ids(await listMissions(database))).toEqual(missions);
  expect(await restoreSite(store, { site_id, reason: 'x' }, people.chief)).toMatchObject({
    error: { code: 'STATE_CONFLICT' },
  });
  const rows = await database
    .selectFrom('ledger')
    .select(['actor', 'action', 'details'])
    .where('object', '=', site_id)
    .where('action', 'in', ['site.retire', 'site.restore'])
    .orderBy('seq')
    .execute();
  expect(rows).toEqual([
    { actor: 'chief', action: 'site.retire', details: '{"reason":"已关停"}' },
    { actor: 'chief', action: 'site.restore', details: '{"reason":"复产"}' },
  ]);
});

it('is refused while somebody flies there, and nobody deletes it by SQL', async () => {
  const { store, site_id } = await opened();
  const { database, people } = store;
  await sql`update flights set ended_utc_us = null`.execute(database);
  expect(await retireSite(store, { site_id, reason: 'x' }, people.chief)).toMatchObject({
    error: { code: 'STATE_CONFLICT', details: { state: 'in_flight' } },
  });
  await expect(sql`delete from sites`.execute(database)).rejects.toThrow('a site stays');
});

it('stays retired when the sample is read again, is not drawn anew, and stays in the health file', async () => {
  const { store } = await opened();
  const { database, ledger, people } = store;
  const enterprises = new Enterprises(store);
  const enterprise = unwrap(
    await enterprises.save(
      {
        name: '宁波石料有限公司',
        credit_code: '',
        address: '',
        industry: '',
        workers: null,
        exposed: null,
        contacts: [],
        note: '',
      },
      people.li,
    ),
  );
  const drawing = {
    enterprise_id: enterprise.id,
    name: { zh: '二号矿', en: 'Pit 2' },
    boundary: [
      [121.4, 29.9],
      [121.41, 29.9],
      [121.41, 29.91],
    ] as [number, number][],
    zones: [],
    posts: [],
  };
  const site = unwrap(await saveDrawnSite(store, drawing, people.li));
  const { retired } = unwrap(await retireSite(store, { site_id: site.id, reason: '采完' }, people.chief));
  expect(await saveDrawnSite(store, { ...drawing, id: site.id }, people.li)).toMatchObject({
    error: { code: 'STATE_CONFLICT' },
  });
  await saveSite(database, ledger, site, [], 'station');
  expect((await listSites(database)).find(({ id }) => id === site.id)?.retired).toEqual(retired);
  const file = unwrap(await healthFileOf({ ...store, enterprises }, enterprise.id));
  expect(ids(file.sites)).toEqual([site.id]);
});
