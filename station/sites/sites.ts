import { sql } from 'kysely';
import { isInUse, type Mission, type Site } from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { parseBody } from '../storage/records.ts';

export const listSites = async (database: Database): Promise<Site[]> => {
  const rows = await database.selectFrom('sites').select('body').orderBy('id').execute();
  return rows.map((row) => parseBody('sites', row));
};

/** Those that nobody retired: where people plan, fly and are judged. */
export const listSitesInUse = async (database: Database): Promise<Site[]> =>
  (await listSites(database)).filter(isInUse);

/** Missions that can be flown: not those of removed plans, nor of retired sites. */
export const listMissions = async (database: Database): Promise<Mission[]> => {
  const rows = await database
    .selectFrom('missions')
    .leftJoin('plans', 'plans.id', 'missions.id')
    .innerJoin('sites', 'sites.id', 'missions.site_id')
    .select('missions.body')
    .where(sql<boolean>`json_extract(sites.body, '$.retired') is null`)
    .where((where) => where.or([where('plans.removed', 'is', null), where('plans.removed', '=', 0)]))
    .orderBy('missions.id')
    .execute();
  return rows.map((row) => parseBody('missions', row));
};

/** Puts a site and its missions in, or brings them up to date, in one step. */
export const saveSite = async (
  database: Database,
  ledger: Ledger,
  site: Site,
  missions: readonly Mission[],
  actor: string,
): Promise<void> =>
  database.transaction().execute(async (transaction) => {
    const body = JSON.stringify(site);
    const before = await transaction
      .selectFrom('sites')
      .select('body')
      .where('id', '=', site.id)
      .executeTakeFirst();
    // What somebody has drawn anew or retired since stays as they left it.
    const known = before === undefined ? undefined : parseBody('sites', before);
    const drawn = known !== undefined && (known.enterprise_id !== undefined || !isInUse(known));
    if (!drawn)
      await transaction
        .insertInto('sites')
        .values({ id: site.id, body })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
        .execute();
    for (const mission of missions) {
      const row = { id: mission.id, site_id: site.id, body: JSON.stringify(mission) };
      await transaction
        .insertInto('missions')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ body: row.body }))
        .execute();
    }
    // An unchanged site is no act worth a row.
    if (!drawn && before?.body !== body)
      await ledger.append(transaction, { actor, action: 'site.save', object: site.id });
  });
