import {
  type CaseFile,
  type Clock,
  type CustodySettings,
  type Ids,
  type Logger,
  ok,
  type Person,
  type Result,
  type VehicleState,
} from '#common';
import type { Ffmpeg } from '#video';
import type { Database } from '../storage/database.ts';
import { Anchors } from './anchor/anchors.ts';
import { announceKey } from './announce-key.ts';
import { BlurredCopies } from './blur/derive.ts';
import { describeDevice, noRegistry, type Registry } from './device.ts';
import { renderInWorker } from './documents/in-worker.ts';
import { Exports } from './export/exports.ts';
import { PartyCodes } from './export/party-codes.ts';
import { leadCaseFile } from './export/lead-case-file.ts';
import { StationKey } from './keys.ts';
import type { SecretBox } from './secret-file.ts';
import type { Ledger } from './ledger.ts';
import { Retention } from './retention/retention.ts';
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
  readonly modelDirsOf: (model_id: string) => Promise<readonly string[] | undefined>;
  readonly verifier_html: string;
  readonly ffmpeg: Ffmpeg;
  readonly secrets?: SecretBox | undefined;
  readonly registry?: Registry;
  /** The built entry that sets documents in a thread of its own. */
  readonly documents_entry: string;
  /** When the case of each lead was closed; null while it is open, absent where it is in none. */
  readonly casesOf: (lead_ids: readonly string[]) => Promise<ReadonlyMap<string, number | null>>;
  /** What a case gives to its file. */
  readonly caseFile: (case_id: string) => Promise<Result<CaseFile>>;
  readonly vehicles: () => readonly VehicleState[];
};

/** Everything that makes, keeps, proves and gives out evidence. */
export type Custody = {
  readonly key: StationKey;
  readonly settings: Settings;
  /** Changes how evidence is kept; an SM2 key that is wanted is there before it is said so. */
  readonly configure: (wanted: CustodySettings, person: Person) => Promise<Result<CustodySettings>>;
  readonly sealer: Sealer;
  readonly views: Views;
  readonly exports: Exports;
  readonly party_codes: PartyCodes;
  readonly retention: Retention;
  /** Puts on record that something was printed. */
  readonly printed: (object: string, person: Person) => Promise<Result<Record<string, never>>>;
  readonly device: ReturnType<typeof describeDevice>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** Opens the station's key and puts the parts together. Fails with STATION_KEY_UNREADABLE. */
export const openCustody = async (ports: Ports): Promise<Result<Custody>> => {
  const { database, ledger, clock, data_dir, version } = ports;
  /** A key is announced before the first thing that it signs. */
  const signWithSm2 = async (wanted: boolean): Promise<Result<void>> => {
    if (!wanted) key.leaveSm2();
    const used = wanted ? await key.useSm2(data_dir, ports.secrets) : ok(undefined);
    if (used.ok) await announceKey(database, ledger, key);
    return used;
  };
  const opened = await StationKey.open(data_dir, ports.secrets);
  if (!opened.ok) return opened;
  const key = opened.value;
  const settings = await Settings.open({ database, ledger });
  const withSm2 = await signWithSm2(settings.current.sm2);
  if (!withSm2.ok) return withSm2;
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
    modelDirsOf: ports.modelDirsOf,
  });
  const exports = new Exports({
    ...ports,
    key,
    blurred: new BlurredCopies({ ...ports, sealer }),
    documents: renderInWorker(ports.documents_entry),
    leadFile: (lead_id) => leadCaseFile(database, lead_id),
  });
  const retention = new Retention({ ...ports, settings });
  const anchors = new Anchors({ ...ports, tsa_url: () => settings.current.tsa_url });
  return ok({
    key,
    settings,
    configure: async (wanted, person) => {
      const signing = await signWithSm2(wanted.sm2);
      return signing.ok ? settings.change(wanted, person) : signing;
    },
    sealer,
    device,
    exports,
    party_codes: new PartyCodes(ports),
    retention,
    printed: async (object, person) => {
      await database
        .transaction()
        .execute((transaction) => ledger.append(transaction, { actor: person.id, action: 'print', object }));
      return ok({});
    },
    views: new Views({ database, ledger, clock }),
    start: async () => {
      await retention.start();
      await exports.start();
      anchors.start();
    },
    stop: async () => {
      await Promise.all([anchors.stop(), retention.stop(), exports.stop()]);
    },
  });
};
