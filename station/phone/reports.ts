import {
  type CallInput,
  type CallOutput,
  type Clock,
  fail,
  ok,
  type Person,
  type Report,
  reportSchema,
  type Result,
} from '#common';
import { readSettings } from '../alerts/roster.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import type { FieldFiles } from './field-files.ts';
import { hashToken, newToken } from './tokens.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly files: FieldFiles;
};

/** 举报 through links that are limited in time and number; who holds one can report, and nothing else. */
export class Reports {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async createLink(
    input: CallInput<'reports.create_link'>,
    person: Person,
  ): Promise<Result<CallOutput<'reports.create_link'>>> {
    const { database, ledger, clock } = this.#ports;
    const { site_id, label, hours, most } = input;
    if (site_id !== null) {
      const site = await database
        .selectFrom('sites')
        .select('id')
        .where('id', '=', site_id)
        .executeTakeFirst();
      if (site === undefined) return fail('NOT_FOUND', { kind: 'site', id: site_id });
    }
    const token = newToken();
    const expires_utc_us = clock.utc_us() + hours * 3600 * 1_000_000;
    await database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('report_links')
        .values({
          token_hash: hashToken(token),
          site_id,
          label,
          expires_utc_us,
          left: most,
          created_by: person.id,
        })
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'report.link',
        object: hashToken(token).slice(0, 16),
        details: { site_id, label, hours, most },
      });
    });
    return ok({ token, base_url: (await readSettings(database)).base_url, expires_utc_us });
  }

  async link(
    token: string,
  ): Promise<Result<{ label: string; left: number; token_hash: string; site_id: string | null }>> {
    const row = await this.#ports.database
      .selectFrom('report_links')
      .selectAll()
      .where('token_hash', '=', hashToken(token))
      .where('expires_utc_us', '>', this.#ports.clock.utc_us())
      .executeTakeFirst();
    return row === undefined ? fail('LINK_INVALID') : ok(row);
  }

  /** The same report twice is one, and counts once. */
  async send(input: CallInput<'reports.send'>): Promise<Result<{ id: string }>> {
    const { database, ledger, clock } = this.#ports;
    const { token, id, text, place, photo_sha256 } = input;
    const link = await this.link(token);
    if (!link.ok) return link;
    const { token_hash } = link.value;
    return database.transaction().execute(async (transaction): Promise<Result<{ id: string }>> => {
      const known = await transaction
        .selectFrom('reports')
        .select('token_hash')
        .where('id', '=', id)
        .executeTakeFirst();
      if (known !== undefined) return known.token_hash === token_hash ? ok({ id }) : fail('LINK_INVALID');
      const taken = await transaction
        .updateTable('report_links')
        .set((set) => ({ left: set('left', '-', 1) }))
        .where('token_hash', '=', token_hash)
        .where('left', '>', 0)
        .executeTakeFirst();
      if (taken.numUpdatedRows === 0n) return fail('LINK_INVALID');
      const body = JSON.stringify({ text, place, photo_sha256 });
      await transaction
        .insertInto('reports')
        .values({ id, token_hash, sent_utc_us: clock.utc_us(), body })
        .execute();
      await ledger.append(transaction, {
        actor: `link:${token_hash.slice(0, 16)}`,
        action: 'report.send',
        object: id,
        details: { photo_sha256 },
      });
      return ok({ id });
    });
  }

  async list(limit: number): Promise<Report[]> {
    const { database, files } = this.#ports;
    const rows = await database
      .selectFrom('reports')
      .innerJoin('report_links', 'report_links.token_hash', 'reports.token_hash')
      .select([
        'reports.id',
        'reports.sent_utc_us',
        'reports.body',
        'reports.lead_id',
        'report_links.site_id',
        'report_links.label',
      ])
      .orderBy('sent_utc_us', 'desc')
      .limit(limit)
      .execute();
    return Promise.all(
      rows.map(async ({ body, label, ...row }) => {
        const said = JSON.parse(body) as Pick<Report, 'text' | 'place' | 'photo_sha256'>;
        const photo_arrived = said.photo_sha256 !== null && (await files.has(said.photo_sha256));
        return reportSchema.parse({ ...row, ...said, link_label: label, photo_arrived });
      }),
    );
  }

  /** A photo by link is taken only where a report of that link has named it. */
  async mayPut(token: string, sha256: string): Promise<Result<string>> {
    const link = await this.link(token);
    if (!link.ok) return link;
    const rows = await this.#ports.database
      .selectFrom('reports')
      .select('body')
      .where('token_hash', '=', link.value.token_hash)
      .execute();
    const named = rows.some(
      ({ body }) => (JSON.parse(body) as { photo_sha256: unknown }).photo_sha256 === sha256,
    );
    return named ? ok(`link:${link.value.token_hash.slice(0, 16)}`) : fail('LINK_INVALID');
  }
}
