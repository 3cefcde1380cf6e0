import { type CallInput, fail, type Ids, ok, type Person, type Result, type Team, teamSchema } from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';

type Ports = { readonly database: Database; readonly ledger: Ledger; readonly ids: Ids };

export const listTeams = async (database: Database): Promise<Team[]> => {
  const rows = await database.selectFrom('teams').select('body').where('removed', '=', 0).execute();
  return rows
    .map(({ body }) => teamSchema.parse(JSON.parse(body)))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'zh'));
};

/** 队伍 */
export class Teams {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  list(): Promise<Team[]> {
    return listTeams(this.#ports.database);
  }

  async save(input: CallInput<'teams.save'>, person: Person): Promise<Result<Team[]>> {
    const { database, ledger, ids } = this.#ports;
    const team = teamSchema.parse({ ...input, id: input.id ?? ids.next('team') });
    const body = JSON.stringify(team);
    const saved = await database.transaction().execute(async (transaction): Promise<Result<void>> => {
      const people = await transaction.selectFrom('people').select('id').execute();
      const stranger = team.member_ids.find((id) => !people.some((each) => each.id === id));
      if (stranger !== undefined) return fail('NOT_FOUND', { kind: 'person', id: stranger });
      await transaction
        .insertInto('teams')
        .values({ id: team.id, body })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'team.save',
        object: team.id,
        details: { ...team },
      });
      return ok(undefined);
    });
    return saved.ok ? ok(await this.list()) : saved;
  }

  /** Cases that it was sent to still say its name. */
  async remove(team_id: string, person: Person): Promise<Result<Team[]>> {
    const { database, ledger } = this.#ports;
    const removed = await database.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('teams')
        .set({ removed: 1 })
        .where('id', '=', team_id)
        .where('removed', '=', 0)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await ledger.append(transaction, { actor: person.id, action: 'team.remove', object: team_id });
      return true;
    });
    return removed ? ok(await this.list()) : fail('NOT_FOUND', { kind: 'team', id: team_id });
  }
}
