import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CaseFile, casePaths, type Lead, ok, type Result } from '#common';
import { type Content, writeArchive } from '../export/archive.ts';
import { makeBag } from '../export/bag.ts';
import { writeExtract } from '../export/ledger-extract.ts';
import { addPeople, addRecords, addSealedFiles, addStamps, Payload } from '../export/payload.ts';
import type { SampleStore } from './sample-case.ts';

type Options = { readonly name: string; readonly volume_bytes?: number; readonly models_dir: string };

/** The contents of a case file, made of the real parts without a station around them. */
export const sampleContents = async (
  store: SampleStore,
  file: CaseFile,
  leads: readonly Lead[],
  { name, models_dir }: Options,
): Promise<Content[]> => {
  const staging = join(store.data_dir, 'staging');
  await mkdir(staging, { recursive: true });
  const payload = new Payload(staging);
  const ports = { ...store, modelDirsOf: () => Promise.resolve([models_dir]) };
  await addSealedFiles(payload, ports, leads, 'full');
  await addRecords(payload, ports, file, leads);
  const path = join(staging, 'ledger.jsonl');
  const matter = {
    case_id: file.case_id,
    lead_ids: new Set(file.lead_ids),
    others: new Set<string>(),
    untold: new Set<string>(),
  };
  const { ledger, actors } = await writeExtract(store.database, path, matter, 1);
  await payload.addFile(casePaths.ledger, path);
  await addPeople(payload, store, actors);
  await addStamps(payload, store, staging, 1);
  const { case_id, case_number, title } = file;
  const bag = await makeBag(
    staging,
    payload.contents,
    [],
    {
      case_id,
      case_number,
      title,
      kind: 'full',
      created_utc_us: store.clock.utc_us(),
      created_by: 'sample',
      station_id: store.key.station_id,
      app_version: '0.0.0-sample',
      ledger,
      station_keys: [...store.key.public_keys],
    },
    store.key,
  );
  return bag.map((content) => ({ ...content, name: `${name}/${content.name}` }));
};

/** The archive of a case file under `out_dir`. */
export const sampleArchive = async (
  store: SampleStore,
  file: CaseFile,
  leads: readonly Lead[],
  options: Options & { out_dir: string },
): Promise<Result<string[]>> => {
  const contents = await sampleContents(store, file, leads, options);
  const written = await writeArchive({
    path: join(options.out_dir, `${options.name}.zip`),
    contents,
    volume_bytes: options.volume_bytes ?? null,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return written.ok ? ok(written.value.paths) : written;
};
