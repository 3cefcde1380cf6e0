import { type CallInput, type Clock, fail, ok, type Person, type Result, type Site } from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { findRecord } from '../storage/records.ts';

type Ports = { readonly database: Database; readonly ledger: Ledger; readonly clock: Clock };

/**
 * 停用场所: nobody plans or flies there any more, and its zones and fences judge nobody. What points to it (leads,
 * cases, the enterprise's file) keeps it. Fails with STATE_CONFLICT where it is retired, or somebody flies there.
 */
export const retireSite = async (
  { database, ledger, clock }: Ports,
  { site_id, reason }: CallInput<'sites.retire'>,
  person: Person,
): Promise<Result<Site>> =>
  database.transaction().execute(async (transaction): Promise<Result<Site>> => {
    const found = await findRecord(transaction, 'sites', site_id);
    if (!found.ok) return found;
    if (found.value.retired) return fail('STATE_CONFLICT', { kind: 'site', state: 'retired' });
    const flying = await transaction
      .selectFrom('flights')
      .select('id')
      .where('site_id', '=', site_id)
      .where('ended_utc_us', 'is', null)
      .executeTakeFirst();
    if (flying !== undefined) return fail('STATE_CONFLICT', { kind: 'site', state: 'in_flight' });
    const retired = { utc_us: clock.utc_us(), by_name: person.name, reason };
    return write(transaction, ledger, { ...found.value, retired }, 'site.retire', reason, person);
  });

/** 恢复场所 */
export const restoreSite = async (
  { database, ledger }: Ports,
  { site_id, reason }: CallInput<'sites.restore'>,
  person: Person,
): Promise<Result<Site>> =>
  database.transaction().execute(async (transaction): Promise<Result<Site>> => {
    const found = await findRecord(transaction, 'sites', site_id);
    if (!found.ok) return found;
    const { retired, ...site } = found.value;
    if (!retired) return fail('STATE_CONFLICT', { kind: 'site', state: 'in_use' });
    return write(transaction, ledger, site, 'site.restore', reason, person);
  });

const write = async (
  transaction: Database,
  ledger: Ledger,
  site: Site,
  action: 'site.retire' | 'site.restore',
  reason: string,
  person: Person,
): Promise<Result<Site>> => {
  await transaction
    .updateTable('sites')
    .set({ body: JSON.stringify(site) })
    .where('id', '=', site.id)
    .execute();
  await ledger.append(transaction, { actor: person.id, action, object: site.id, details: { reason } });
  return ok(site);
};
