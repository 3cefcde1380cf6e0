import { createHash, randomBytes } from 'node:crypto';
import {
  type CallInput,
  type CallOutput,
  type Clock,
  fail,
  type Ids,
  type Lead,
  ok,
  type Person,
  type Platform,
  type platformCalls,
  type PlatformReport,
  platformReportSchema,
  type Result,
  ringHolds,
} from '#common';
import { sql } from 'kysely';
import type { Vault } from '../alerts/vault.ts';
import { type Router, signedIn } from '../call-table.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { Sighting } from '../leads/leads.ts';
import { sightingOf } from '../leads/reported.ts';
import { listSitesInUse } from '../sites/sites.ts';
import type { Database } from '../storage/database.ts';
import { checkSignature } from './signature.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  raise(sighting: Sighting): Promise<Lead>;
};

/** 多源接入: other platforms hand in what they saw; it becomes the same lead as everything else. */
export class Platforms {
  readonly #ports: Ports;
  readonly #busy = new Map<string, Promise<Result<{ lead_id: string }>>>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async list(): Promise<Platform[]> {
    const { rows } = await sql<Platform>`
      select p.id, p.name, p.created_utc_us, count(r.report_id) as reports, max(r.heard_utc_us) as heard_utc_us
      from platforms p left join platform_reports r on r.platform_id = p.id
      where p.removed = 0 group by p.id order by p.name`.execute(this.#ports.database);
    return rows;
  }

  async add(
    { name }: CallInput<'platforms.add'>,
    person: Person,
  ): Promise<Result<CallOutput<'platforms.add'>>> {
    const { database, ledger, clock, ids, vault } = this.#ports;
    const secret = newSecret();
    const id = ids.next('platform');
    const created_utc_us = clock.utc_us();
    await database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('platforms')
        .values({ id, name, secret: vault.seal({ secret }), created_utc_us })
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'platform.add',
        object: id,
        details: { name },
      });
    });
    return ok({ platform: { id, name, created_utc_us, reports: 0, heard_utc_us: null }, secret });
  }

  async renew(
    { platform_id }: CallInput<'platforms.renew'>,
    person: Person,
  ): Promise<Result<CallOutput<'platforms.renew'>>> {
    const secret = newSecret();
    const sealed = this.#ports.vault.seal({ secret });
    if (!(await this.#change(platform_id, { secret: sealed }, 'platform.renew', person)))
      return fail('NOT_FOUND', { kind: 'platform', id: platform_id });
    const platform = (await this.list()).find(({ id }) => id === platform_id);
    return platform === undefined
      ? fail('NOT_FOUND', { kind: 'platform', id: platform_id })
      : ok({ platform, secret });
  }

  async remove({ platform_id }: CallInput<'platforms.remove'>, person: Person): Promise<Result<Platform[]>> {
    const removed = await this.#change(platform_id, { removed: 1 }, 'platform.remove', person);
    return removed ? ok(await this.list()) : fail('NOT_FOUND', { kind: 'platform', id: platform_id });
  }

  /** Who sent these very bytes. Fails with HOOK_REFUSED. */
  async prove(
    platform_id: string,
    signature: string | undefined,
    body: string | Uint8Array,
  ): Promise<Result<{ name: string }>> {
    const { database, clock, vault } = this.#ports;
    const platform = await database
      .selectFrom('platforms')
      .select(['name', 'secret'])
      .where('id', '=', platform_id)
      .where('removed', '=', 0)
      .executeTakeFirst();
    // Whoever guesses names learns nothing from the answer.
    if (platform === undefined) return fail('HOOK_REFUSED', { problem: 'signature' });
    const { secret = '' } = vault.open(platform.secret);
    const problem = checkSignature(signature, body, secret, clock.utc_us() / 1000);
    return problem === undefined ? ok({ name: platform.name }) : fail('HOOK_REFUSED', { problem });
  }

  /** Takes a report: checked by its signature over the very bytes that came, then parsed. */
  async hear(
    platform_id: string,
    signature: string | undefined,
    body: string,
  ): Promise<Result<{ lead_id: string }>> {
    const proven = await this.prove(platform_id, signature, body);
    if (!proven.ok) return proven;
    const parsed = readReport(body);
    if (!parsed.ok) return parsed;
    const key = `${platform_id} ${parsed.value.id}`;
    // The same report sent again while the first is still at work waits for it.
    const under_way = this.#busy.get(key);
    if (under_way !== undefined) return under_way;
    const run = this.#take(platform_id, proven.value.name, parsed.value);
    this.#busy.set(key, run);
    try {
      return await run;
    } finally {
      this.#busy.delete(key);
    }
  }

  async #take(
    platform_id: string,
    name: string,
    report: PlatformReport,
  ): Promise<Result<{ lead_id: string }>> {
    const { database, ledger, clock } = this.#ports;
    const known = await database
      .selectFrom('platform_reports')
      .select('lead_id')
      .where('platform_id', '=', platform_id)
      .where('report_id', '=', report.id)
      .executeTakeFirst();
    if (known !== undefined) return ok(known);
    const site_id = await this.#siteOf(report);
    if (!site_id.ok) return site_id;
    const photo = Buffer.from(report.photo_jpeg_base64, 'base64');
    const now_us = clock.utc_us();
    const { position, taken_utc_us, clock_error_us } = report;
    const place =
      position === null || position === undefined ? '' : ` (${position.lat_deg}, ${position.lon_deg})`;
    const sighting = await sightingOf({
      report: {
        via: 'platform',
        reporter: report.reporter === '' ? name : `${name} · ${report.reporter}`,
        text: `${report.text}${place}`.slice(0, 5000),
        photo_sha256: createHash('sha256').update(photo).digest('hex'),
        report_id: null,
      },
      photo,
      item: report.item,
      site_id: site_id.value,
      came_utc_us: now_us,
    });
    if (!sighting.ok) return sighting;
    const timed = typeof taken_utc_us === 'number' && typeof clock_error_us === 'number';
    const lead = await this.#ports.raise(
      timed ? { ...sighting.value, frame_utc_us: taken_utc_us, clock_error_us } : sighting.value,
    );
    // Cut off before this line, the report makes a second lead when it is sent again: better twice than lost.
    await database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('platform_reports')
        .values({ platform_id, report_id: report.id, lead_id: lead.id, heard_utc_us: now_us })
        .execute();
      await ledger.append(transaction, {
        actor: `platform:${platform_id}`,
        action: 'platform.report',
        object: lead.id,
        details: { report_id: report.id },
      });
    });
    return ok({ lead_id: lead.id });
  }

  async #siteOf({ site_id, position }: PlatformReport): Promise<Result<string | null>> {
    const sites = await listSitesInUse(this.#ports.database);
    if (site_id !== null && site_id !== undefined)
      return sites.some(({ id }) => id === site_id)
        ? ok(site_id)
        : fail('NOT_FOUND', { kind: 'site', id: site_id });
    if (position === null || position === undefined) return ok(null);
    return ok(sites.find(({ boundary }) => ringHolds(boundary, position))?.id ?? null);
  }

  #change(
    platform_id: string,
    part: { secret: string } | { removed: 1 },
    action: string,
    person: Person,
  ): Promise<boolean> {
    const { database, ledger } = this.#ports;
    return database.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('platforms')
        .set(part)
        .where('id', '=', platform_id)
        .where('removed', '=', 0)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await ledger.append(transaction, { actor: person.id, action, object: platform_id });
      return true;
    });
  }
}

const newSecret = (): string => randomBytes(32).toString('base64url');

const readReport = (body: string): Result<PlatformReport> => {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return fail('INPUT_INVALID', { field: 'body', problem: 'not JSON' });
  }
  const parsed = platformReportSchema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return fail('INPUT_INVALID', { field: issue?.path.join('.') || 'body', problem: issue?.message ?? '' });
};

export const platformRoutes = (platforms: Platforms): Pick<Router, keyof typeof platformCalls> => ({
  'platforms.list': async () => ok(await platforms.list()),
  'platforms.add': (input, context) => platforms.add(input, signedIn(context)),
  'platforms.renew': (input, context) => platforms.renew(input, signedIn(context)),
  'platforms.remove': (input, context) => platforms.remove(input, signedIn(context)),
});
