import { custodySettingsSchema, type CustodySettings, ok, type Person, type Result } from '#common';
import type { Database } from '../storage/database.ts';
import type { Ledger } from './ledger.ts';

/** How evidence is kept. Every change is an act in the ledger, with what it was before. */
export class Settings {
  readonly #ports: { database: Database; ledger: Ledger };
  #current: CustodySettings;

  private constructor(ports: { database: Database; ledger: Ledger }, current: CustodySettings) {
    this.#ports = ports;
    this.#current = current;
  }

  static async open(ports: { database: Database; ledger: Ledger }): Promise<Settings> {
    const row = await ports.database.selectFrom('custody_settings').select('body').executeTakeFirst();
    return new Settings(ports, custodySettingsSchema.parse(JSON.parse(row?.body ?? '{}')));
  }

  get current(): CustodySettings {
    return this.#current;
  }

  async change(wanted: CustodySettings, person: Person): Promise<Result<CustodySettings>> {
    const { database, ledger } = this.#ports;
    const body = JSON.stringify(wanted);
    await database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('custody_settings')
        .values({ id: 1, body })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'config.change',
        object: 'custody',
        details: { before: this.#current, after: wanted },
      });
    });
    this.#current = wanted;
    return ok(wanted);
  }
}
