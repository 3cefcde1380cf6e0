import { custodySettingsSchema, type CustodySettings, ok, type Person, type Result } from '#common';
import type { Database } from '../storage/database.ts';
import { changeSettings } from './change-settings.ts';
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
    const change = {
      table: 'custody_settings',
      object: 'custody',
      before: this.#current,
      after: wanted,
    } as const;
    await changeSettings(this.#ports, change, person);
    this.#current = wanted;
    return ok(wanted);
  }
}
