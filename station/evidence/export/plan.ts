import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CaseExport, type CaseFile, casePaths, fail, type Lead, ok, type Result } from '#common';
import type { Database } from '../../storage/database.ts';
import { findRecord } from '../../storage/records.ts';
import type { BlurredCopies } from '../blur/derive.ts';
import type { StationKey } from '../keys.ts';
import type { Content } from './archive.ts';
import { makeBag } from './bag.ts';
import { writeExtract } from './ledger-extract.ts';
import { forParty, untoldActs } from './party.ts';
import {
  addFlights,
  addPeople,
  addPhotos,
  addRecords,
  addSealedFiles,
  addStamps,
  flightsOf,
  Payload,
} from './payload.ts';

/** Sets the documents of a case file as pages in a folder and gives their names. */
export type RenderDocuments = (dossier: Dossier, folder: string) => Promise<string[]>;

/** Everything the documents tell, as data. */
export type Dossier = {
  readonly file: CaseFile;
  readonly kind: CaseExport['kind'];
  readonly created_utc_us: number;
  readonly created_by: string;
  readonly public_key: string;
  readonly data_dir: string;
  readonly leads: readonly Lead[];
};

export type PlanPorts = {
  readonly database: Database;
  readonly key: StationKey;
  readonly version: string;
  readonly data_dir: string;
  /** Where the models of that id lie; undefined when they are gone. */
  readonly modelDirsOf: (model_id: string) => Promise<readonly string[] | undefined>;
  /** The stand-alone verifier that goes into every case file. */
  readonly verifier_html: string;
  readonly blurred: BlurredCopies;
  readonly documents: RenderDocuments;
};

type Wanted = {
  readonly record: CaseExport;
  readonly file: CaseFile;
  /** Emptied, then filled with what is made for this export. */
  readonly staging: string;
  readonly signal: AbortSignal;
  readonly onStage: (stage: CaseExport['stage']) => Promise<void>;
};

/** Makes everything that goes into an archive, and says what could not. */
export const planContents = async (
  ports: PlanPorts,
  { record, file: whole, staging, signal, onStage }: Wanted,
): Promise<Result<{ bag: Content[]; left_out: CaseExport['left_out'] }>> => {
  const { database, data_dir, key, blurred, version } = ports;
  const disclosed = record.kind === 'disclosed';
  const file = disclosed ? forParty(whole) : whole;
  const leads: Lead[] = [];
  for (const id of file.lead_ids) {
    const lead = await findRecord(database, 'leads', id);
    if (!lead.ok) return lead;
    leads.push(lead.value);
  }
  const left_out: CaseExport['left_out'] = [];
  for (const lead of leads) {
    if (signal.aborted) return fail('EXPORT_CANCELLED');
    const copies = await blurred.make(lead);
    // Without a blurred copy nothing of that clip leaves in a disclosed file; a full one has the original.
    if (!copies.ok) left_out.push({ path: `leads/${lead.id}/clip.blurred.mp4`, why: copies.error.code });
  }
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  await onStage('documents');
  const payload = new Payload(staging);
  await addSealedFiles(payload, ports, leads, record.kind);
  await addPhotos(payload, ports, file, record.kind);
  await addFlights(payload, ports, leads, file.flight_ids);
  await addRecords(payload, ports, file, leads);
  const dossier: Dossier = {
    file,
    kind: record.kind,
    created_utc_us: record.created_utc_us,
    created_by: record.created_by_name,
    public_key: key.public_key,
    data_dir,
    leads,
  };
  for (const name of await ports.documents(dossier, staging))
    await payload.addFile(`data/documents/${name}`, join(staging, name));
  await onStage('ledger');
  const first_seq = await firstRow(database, file.lead_ids);
  const extract_path = join(staging, 'ledger.jsonl');
  const matter = {
    case_id: record.case_id,
    lead_ids: new Set(file.lead_ids),
    others: flightsOf(leads, file.flight_ids),
    untold: disclosed ? untoldActs : new Set<string>(),
  };
  const { ledger, actors } = await writeExtract(database, extract_path, matter, first_seq);
  await payload.addFile(casePaths.ledger, extract_path);
  await addPeople(payload, ports, actors);
  await addStamps(payload, ports, staging, first_seq);
  const tags = new Payload(staging);
  await tags.addFile(casePaths.verifier, ports.verifier_html);
  const keys = await database
    .selectFrom('ledger')
    .select('object')
    .where('action', '=', 'station.key')
    .execute();
  const about = {
    case_id: record.case_id,
    case_number: record.case_number,
    title: record.title,
    kind: record.kind,
    created_utc_us: record.created_utc_us,
    created_by: record.created_by_name,
    station_id: key.station_id,
    app_version: version,
    ledger,
    station_keys: keys.map(({ object }) => object),
  };
  const bag = await makeBag(staging, payload.contents, tags.contents, about, key);
  return ok({ bag, left_out: [...left_out, ...payload.left_out, ...tags.left_out] });
};

const firstRow = async (database: Database, lead_ids: readonly string[]): Promise<number> => {
  const row = await database
    .selectFrom('ledger')
    .select((of) => of.fn.min('seq').as('first'))
    .where('object', 'in', lead_ids)
    .executeTakeFirst();
  return Number(row?.first ?? 1);
};
