import type { Database } from '../storage/database.ts';
import type { StationKey } from './keys.ts';
import type { Ledger } from './ledger.ts';

/** The chain itself says which keys are the station's. */
export const announceKey = async (database: Database, ledger: Ledger, key: StationKey): Promise<void> =>
  database.transaction().execute(async (transaction) => {
    for (const object of key.public_keys) {
      const known = await transaction
        .selectFrom('ledger')
        .select('seq')
        .where('action', '=', 'station.key')
        .where('object', '=', object)
        .executeTakeFirst();
      if (known === undefined)
        await ledger.append(transaction, { actor: 'station', action: 'station.key', object });
    }
  });
