import {
  type CallInput,
  fail,
  type Ids,
  isInUse,
  ok,
  type Person,
  type Position,
  type Result,
  ringHolds,
  type Site,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import { findEnterprise } from '../registry/enterprises.ts';
import type { Database } from '../storage/database.ts';
import { findRecord } from '../storage/records.ts';

type DrawPorts = { readonly database: Database; readonly ledger: Ledger; readonly ids: Ids };

/**
 * 登记场所: as somebody drew it. Posts get the zones they lie in; the origin of a new site is the middle of its
 * boundary, and stays, because heights and missions rest on it.
 */
export const saveDrawnSite = async (
  { database, ledger, ids }: DrawPorts,
  drawn: CallInput<'sites.save'>,
  person: Person,
): Promise<Result<Site>> =>
  database.transaction().execute(async (transaction): Promise<Result<Site>> => {
    const before = drawn.id === undefined ? undefined : await findRecord(transaction, 'sites', drawn.id);
    if (before?.ok === false) return before;
    if (before !== undefined && !isInUse(before.value))
      return fail('STATE_CONFLICT', { kind: 'site', state: 'retired' });
    const enterprise =
      drawn.enterprise_id === null ? undefined : await findEnterprise(transaction, drawn.enterprise_id);
    if (enterprise?.ok === false) return enterprise;
    const outside = drawn.posts.find((post) => !ringHolds(drawn.boundary, post));
    if (outside !== undefined)
      return fail('INPUT_INVALID', {
        field: 'posts',
        problem: `${outside.name.zh} lies outside the boundary`,
      });
    const called = enterprise?.value.name;
    const site: Site = {
      ...drawn,
      id: drawn.id ?? ids.next('site'),
      enterprise:
        before !== undefined && (called === undefined || before.value.enterprise.zh === called)
          ? before.value.enterprise
          : { zh: called ?? '用人单位未登记', en: called ?? 'Enterprise not registered' },
      origin: before?.value.origin ?? middleOf(drawn.boundary),
      posts: drawn.posts.map((post) => ({
        ...post,
        zone_ids: drawn.zones.filter(({ polygon }) => ringHolds(polygon, post)).map(({ id }) => id),
      })),
    };
    const body = JSON.stringify(site);
    await transaction
      .insertInto('sites')
      .values({ id: site.id, body })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
      .execute();
    await ledger.append(transaction, {
      actor: person.id,
      action: 'site.save',
      object: site.id,
      details: { ...site },
    });
    return ok(site);
  });

const middleOf = (ring: Site['boundary']): Position => {
  const [lons, lats] = [ring.map(([lon]) => lon), ring.map(([, lat]) => lat)];
  const middle = (values: readonly number[]): number => (Math.min(...values) + Math.max(...values)) / 2;
  return { lat_deg: middle(lats), lon_deg: middle(lons) };
};
