import {
  type CaseFile,
  type Clock,
  fail,
  type Ids,
  type Logger,
  ok,
  type Result,
  type VehicleState,
} from '#common';
import type { Ffmpeg } from '#video';
import type { Database } from '../storage/database.ts';
import { BlurredCopies } from './blur/derive.ts';
import { describeDevice, noRegistry, readModelFacts, type Registry } from './device.ts';
import { Exports, type RenderDocuments } from './export/exports.ts';
import { leadCaseFile } from './export/lead-case-file.ts';
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
  readonly ids: Ids;
  readonly logger: Logger;
  readonly version: string;
  readonly data_dir: string;
  readonly models_dir: string;
  readonly verifier_html: string;
  readonly ffmpeg: Ffmpeg;
  readonly secrets?: SecretBox | undefined;
  readonly registry?: Registry;
  readonly documents?: RenderDocuments;
  /** What a case gives to its file. */
  readonly caseFile?: (case_id: string) => Promise<Result<CaseFile>>;
  readonly vehicles: () => readonly VehicleState[];
};

/** Everything that makes, keeps, proves and gives out evidence. */
export type Custody = {
  readonly key: StationKey;
  readonly settings: Settings;
  readonly sealer: Sealer;
  readonly views: Views;
  readonly exports: Exports;
  readonly device: ReturnType<typeof describeDevice>;
  start(): Promise<void>;
  stop(): Promise<void>;
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
    time: systemTimeState({ clock, vehicles: ports.vehicles }),
    worst_error_us: () => settings.current.worst_clock_error_ms * 1000,
  });
  const device = describeDevice({
    database,
    registry: ports.registry ?? noRegistry,
    station_id: key.station_id,
    version,
    models: await readModelFacts(ports.models_dir),
  });
  const exports = new Exports({
    ...ports,
    key,
    blurred: new BlurredCopies({ ...ports, sealer }),
    documents: ports.documents ?? (async () => []),
    caseFile: ports.caseFile ?? (async (id) => fail('NOT_FOUND', { kind: 'case', id })),
    leadFile: (lead_id) => leadCaseFile(database, lead_id),
  });
  return ok({
    key,
    settings,
    sealer,
    device,
    exports,
    views: new Views({ database, ledger, clock }),
    start: () => exports.start(),
    stop: () => exports.stop(),
  });
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
