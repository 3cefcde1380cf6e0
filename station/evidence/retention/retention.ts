import {
  type Cancel,
  type Clock,
  type Deletion,
  deletionSchema,
  fail,
  type Ids,
  leadSchema,
  type Logger,
  ok,
  type Person,
  type Result,
  type RetentionView,
} from '#common';
import type { Database } from '../../storage/database.ts';
import type { Ledger } from '../ledger.ts';
import type { Settings } from '../settings.ts';
import { keepingOf, refusal, retentionClasses } from './classes.ts';
import { Trash } from './trash.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly settings: Settings;
  readonly data_dir: string;
  /** When the case of a lead was closed; null while it is open, absent where it is in none. */
  readonly casesOf: (lead_ids: readonly string[]) => Promise<ReadonlyMap<string, number | null>>;
};

const leadStateSchema = leadSchema.shape.state;
const recoverable_us = 7 * 86_400_000_000;
const check_ms = 3_600_000;
const most_listed = 500;

/** 保管期限: what is due, and its deletion by two persons, recoverable for seven days. */
export class Retention {
  readonly #ports: Ports;
  readonly #trash: Trash;
  #cancel: Cancel = () => undefined;
  #working: Promise<unknown> = Promise.resolve();

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#trash = new Trash(ports.data_dir);
  }

  /** Finishes what a power cut left half done, then empties the trash as it falls due. */
  async start(): Promise<void> {
    await this.recover();
    const work = (): void => {
      this.#working = this.#working
        .then(() => this.purge())
        .catch((error: unknown) => {
          this.#ports.logger.error({ error }, 'the trash could not be emptied');
        });
    };
    this.#cancel = this.#ports.clock.every(check_ms, work);
    work();
  }

  async stop(): Promise<void> {
    this.#cancel();
    await this.#working;
  }

  /** The database decides where files belong; every move is repeated until they are there. */
  async recover(): Promise<void> {
    for (const deletion of await this.#deletions()) await this.#settle(deletion);
  }

  async view(): Promise<RetentionView> {
    const { database, clock, settings } = this.#ports;
    const kept = await this.#kept();
    const now_us = clock.utc_us();
    const due = kept.filter(({ until_utc_us }) => until_utc_us !== null && until_utc_us <= now_us);
    const holds = await database.selectFrom('holds').selectAll().orderBy('placed_utc_us', 'desc').execute();
    return {
      settings: settings.current,
      classes: retentionClasses.map((name) => ({
        retention: name,
        leads: kept.filter(({ retention }) => retention === name).length,
        due: due.filter(({ retention }) => retention === name).length,
      })),
      due: due.slice(0, most_listed).map(({ id, retention, until_utc_us }) => ({
        lead_id: id,
        retention,
        since_utc_us: until_utc_us ?? 0,
      })),
      holds,
      deletions: (await this.#deletions()).slice(0, most_listed),
      refusal: (await this.#refusal(due.length)) ?? null,
    };
  }

  async hold(lead_id: string, reason: string, person: Person): Promise<Result<Record<string, never>>> {
    const { database, ledger, clock } = this.#ports;
    const lead = await database.selectFrom('leads').select('id').where('id', '=', lead_id).executeTakeFirst();
    if (lead === undefined) return fail('NOT_FOUND', { kind: 'lead', id: lead_id });
    await database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('holds')
        .values({ lead_id, reason, placed_by: person.id, placed_utc_us: clock.utc_us() })
        .onConflict((conflict) => conflict.column('lead_id').doUpdateSet({ reason, placed_by: person.id }))
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'hold.place',
        object: lead_id,
        details: { reason },
      });
    });
    return ok({});
  }

  async release(lead_id: string, reason: string, person: Person): Promise<Result<Record<string, never>>> {
    const { database, ledger } = this.#ports;
    return database.transaction().execute(async (transaction) => {
      const gone = await transaction.deleteFrom('holds').where('lead_id', '=', lead_id).executeTakeFirst();
      if (gone.numDeletedRows === 0n) return fail('NOT_FOUND', { kind: 'hold', id: lead_id });
      await ledger.append(transaction, {
        actor: person.id,
        action: 'hold.release',
        object: lead_id,
        details: { reason },
      });
      return ok({});
    });
  }

  /** The first person: asks for what is due to be deleted. */
  async propose(lead_ids: readonly string[], reason: string, person: Person): Promise<Result<Deletion>> {
    const { database, ledger, clock, ids } = this.#ports;
    const now_us = clock.utc_us();
    const kept = new Map((await this.#kept()).map((lead) => [lead.id, lead]));
    for (const id of lead_ids) {
      const until_us = kept.get(id)?.until_utc_us;
      if (until_us === undefined) return fail('NOT_FOUND', { kind: 'lead', id });
      if (until_us === null || until_us > now_us) return fail('RETENTION_NOT_DUE', { lead_id: id });
    }
    const refused = await this.#refusal(lead_ids.length);
    if (refused !== undefined) return fail('RETENTION_REFUSED', { problem: refused });
    const files = await database
      .selectFrom('files')
      .select('path')
      .where('lead_id', 'in', lead_ids)
      .execute();
    const deletion: Deletion = {
      id: ids.next('deletion'),
      state: 'proposed',
      lead_ids: [...lead_ids],
      files: files.map(({ path }) => path),
      reason,
      proposed_by: person.id,
      proposed_by_name: person.name,
      proposed_utc_us: now_us,
      approved_by: null,
      approved_by_name: null,
      trashed_utc_us: null,
      purge_utc_us: null,
    };
    await database.transaction().execute(async (transaction) => {
      const { id, state, proposed_by, proposed_utc_us } = deletion;
      await transaction
        .insertInto('deletions')
        .values({
          id,
          state,
          proposed_by,
          proposed_utc_us,
          trashed_utc_us: null,
          approved_by: null,
          body: JSON.stringify(deletion),
        })
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'deletion.propose',
        object: id,
        details: { lead_ids, reason },
      });
    });
    return ok(deletion);
  }

  /** The second person: the files go to the trash, from where they come back for seven days. */
  async decide(deletion_id: string, agreed: boolean, person: Person): Promise<Result<Deletion>> {
    const { clock } = this.#ports;
    return this.#change(
      deletion_id,
      ['proposed'],
      agreed ? 'deletion.approve' : 'deletion.refuse',
      person,
      (deletion) => {
        if (!agreed) return ok({ ...deletion, state: 'refused' });
        if (deletion.proposed_by === person.id) return fail('SECOND_PERSON_NEEDED');
        const trashed_utc_us = clock.utc_us();
        return ok({
          ...deletion,
          state: 'trashed',
          approved_by: person.id,
          approved_by_name: person.name,
          trashed_utc_us,
          purge_utc_us: trashed_utc_us + recoverable_us,
        });
      },
    );
  }

  async restore(deletion_id: string, person: Person): Promise<Result<Deletion>> {
    return this.#change(deletion_id, ['trashed'], 'deletion.restore', person, (deletion) =>
      ok({ ...deletion, state: 'restored' }),
    );
  }

  /** Removes for good what has been in the trash for seven days; the ledger keeps what it was. */
  async purge(): Promise<void> {
    const now_us = this.#ports.clock.utc_us();
    for (const deletion of await this.#deletions()) {
      if (deletion.state !== 'trashed' || (deletion.purge_utc_us ?? Infinity) > now_us) continue;
      // Asked again: a database that was swapped or a clock that jumped must not empty the trash either.
      if ((await this.#refusal(deletion.lead_ids.length)) !== undefined) return;
      await this.#change(deletion.id, ['trashed'], 'deletion.purge', undefined, (known) =>
        ok({ ...known, state: 'purged' }),
      );
    }
  }

  async #change(
    deletion_id: string,
    from: readonly Deletion['state'][],
    action: string,
    person: Person | undefined,
    next: (deletion: Deletion) => Result<Deletion>,
  ): Promise<Result<Deletion>> {
    const { database, ledger } = this.#ports;
    const changed = await database.transaction().execute(async (transaction): Promise<Result<Deletion>> => {
      const row = await transaction
        .selectFrom('deletions')
        .select('body')
        .where('id', '=', deletion_id)
        .executeTakeFirst();
      if (row === undefined) return fail('NOT_FOUND', { kind: 'deletion', id: deletion_id });
      const before = deletionSchema.parse(JSON.parse(row.body));
      if (!from.includes(before.state))
        return fail('STATE_CONFLICT', { kind: 'deletion', state: before.state });
      const after = next(before);
      if (!after.ok) return after;
      const { state, approved_by, trashed_utc_us, lead_ids, files } = after.value;
      await transaction
        .updateTable('deletions')
        .set({ state, approved_by, trashed_utc_us, body: JSON.stringify(after.value) })
        .where('id', '=', deletion_id)
        .execute();
      await ledger.append(transaction, {
        actor: person?.id ?? 'station',
        action,
        object: deletion_id,
        details: { lead_ids, files },
      });
      return after;
    });
    if (changed.ok) await this.#settle(changed.value);
    return changed;
  }

  async #settle({ id, state, lead_ids }: Deletion): Promise<void> {
    if (state === 'purged') return this.#trash.empty(id);
    for (const lead_id of lead_ids) {
      if (state === 'trashed') await this.#trash.take(id, lead_id);
      else if (state === 'restored') await this.#trash.giveBack(id, lead_id);
    }
    return undefined;
  }

  async #deletions(): Promise<Deletion[]> {
    const rows = await this.#ports.database
      .selectFrom('deletions')
      .select('body')
      .orderBy('proposed_utc_us', 'desc')
      .execute();
    return rows.map(({ body }) => deletionSchema.parse(JSON.parse(body)));
  }

  /** Every lead whose pictures are still there, and how long they are kept. */
  async #kept() {
    const { database, settings, casesOf } = this.#ports;
    const gone = new Set(
      (await this.#deletions())
        .filter(({ state }) => state === 'proposed' || state === 'trashed' || state === 'purged')
        .flatMap(({ lead_ids }) => lead_ids),
    );
    const held = new Set(
      (await database.selectFrom('holds').select('lead_id').execute()).map(({ lead_id }) => lead_id),
    );
    // Columns alone: a million records would take minutes to parse.
    const rows = await database
      .selectFrom('leads')
      .leftJoin('reviews', 'reviews.lead_id', 'leads.id')
      .select(['leads.id', 'leads.state', 'leads.raised_utc_us', 'reviews.decided_utc_us'])
      .execute();
    const leads = rows.filter(({ id }) => !gone.has(id));
    const cases = await casesOf(leads.map(({ id }) => id));
    return leads.map(({ id, state, raised_utc_us, decided_utc_us }) => ({
      id,
      ...keepingOf(
        {
          state: leadStateSchema.parse(state),
          raised_utc_us,
          decided_utc_us,
          held: held.has(id),
          case_closed_utc_us: cases.get(id),
        },
        settings.current,
      ),
    }));
  }

  async #refusal(wanted: number) {
    const { database, clock } = this.#ports;
    const first = await database
      .selectFrom('ledger')
      .select('utc_us')
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst();
    const [counted] = await database
      .selectFrom('leads')
      .select((of) => of.fn.countAll<number>().as('leads'))
      .execute();
    return refusal({
      first_act_utc_us: first?.utc_us ?? null,
      now_utc_us: clock.utc_us(),
      leads: Number(counted?.leads ?? 0),
      wanted,
    });
  }
}
