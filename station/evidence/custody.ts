import { type Clock, type Logger, ok, type Result, type VehicleState } from '#common';
import type { Database } from '../storage/database.ts';
import { describeDevice, noRegistry, readModelFacts, type Registry } from './device.ts';
import { type SecretBox, StationKey } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { Sealer } from './seal.ts';
import { Settings } from './settings.ts';
import { systemTimeState } from './time-state.ts';
import { Views } from './views.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  readonly data_dir: string;
  readonly models_dir: string;
  readonly secrets?: SecretBox | undefined;
  readonly registry?: Registry;
  vehicles(): readonly VehicleState[];
};

/** Everything that makes, keeps and proves evidence. */
export type Custody = {
  readonly key: StationKey;
  readonly settings: Settings;
  readonly sealer: Sealer;
  readonly views: Views;
  readonly device: ReturnType<typeof describeDevice>;
};

/** Opens the station's key and puts the parts together. Fails with STATION_KEY_UNREADABLE. */
export const openCustody = async (ports: Ports): Promise<Result<Custody>> => {
  const { database, ledger, clock, data_dir, version } = ports;
  const opened = await StationKey.open(data_dir, ports.secrets);
  if (!opened.ok) return opened;
  const key = opened.value;
  await announceKey(database, ledger, key);
  const settings = await Settings.open({ database, ledger });
  const sealer = new Sealer({
    data_dir,
    clock,
    ledger,
    key,
    time: systemTimeState({ clock, vehicles: () => ports.vehicles() }),
    worst_error_us: () => settings.current.worst_clock_error_ms * 1000,
  });
  const device = describeDevice({
    database,
    registry: ports.registry ?? noRegistry,
    station_id: key.station_id,
    version,
    models: await readModelFacts(ports.models_dir),
  });
  return ok({ key, settings, sealer, device, views: new Views({ database, ledger, clock }) });
};

/** The chain itself says which keys are the station's. */
export const announceKey = async (database: Database, ledger: Ledger, key: StationKey): Promise<void> =>
  database.transaction().execute(async (transaction) => {
    const known = await transaction
      .selectFrom('ledger')
      .select('seq')
      .where('action', '=', 'station.key')
      .where('object', '=', key.public_key)
      .executeTakeFirst();
    if (known !== undefined) return;
    await ledger.append(transaction, { actor: 'station', action: 'station.key', object: key.public_key });
  });
