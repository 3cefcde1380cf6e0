import type { Person } from '#common';
import type { Database } from '../storage/database.ts';
import type { Ledger } from './ledger.ts';

/** Tables of one row: somebody's choices as JSON. */
type SettingsTable = 'custody_settings' | 'currency_rule' | 'picture_settings';

type Change = {
  readonly table: SettingsTable;
  /** What the ledger calls them. */
  readonly object: string;
  readonly before: object;
  readonly after: object;
};

/** Keeps other settings, and in the ledger who changed what from what to what: both or neither. */
export const changeSettings = (
  { database, ledger }: { readonly database: Database; readonly ledger: Ledger },
  { table, object, before, after }: Change,
  { id: actor }: Person,
): Promise<void> =>
  database.transaction().execute(async (transaction) => {
    const body = JSON.stringify(after);
    await transaction
      .insertInto(table)
      .values({ id: 1, body })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
      .execute();
    await ledger.append(transaction, { actor, action: 'config.change', object, details: { before, after } });
  });
