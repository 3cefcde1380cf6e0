import type { Clock, Person } from '#common';
import type { Database } from '../storage/database.ts';
import type { Ledger } from './ledger.ts';

/** A picture that is looked at again within this is the same look: a player asks for many ranges. */
const same_look_us = 600_000_000;
const most_remembered = 20_000;

/** Who looked at which picture: one row in the ledger for each look. */
export class Views {
  readonly #ports: { database: Database; ledger: Ledger; clock: Clock };
  readonly #seen = new Map<string, number>();

  constructor(ports: { database: Database; ledger: Ledger; clock: Clock }) {
    this.#ports = ports;
  }

  /** Resolves once the look is on record; only then is the picture shown. */
  async note(person: Person, object: string): Promise<void> {
    const { database, ledger, clock } = this.#ports;
    const key = `${person.id} ${object}`;
    const now_us = clock.monotonic_us();
    const last_us = this.#seen.get(key);
    if (last_us !== undefined && now_us - last_us < same_look_us) return;
    if (this.#seen.size >= most_remembered) this.#seen.clear();
    this.#seen.set(key, now_us);
    try {
      await database
        .transaction()
        .execute((transaction) => ledger.append(transaction, { actor: person.id, action: 'view', object }));
    } catch (error) {
      this.#seen.delete(key);
      throw error;
    }
  }
}
