import { stat, writeFile, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { canonicalJson, type CaseFile, casePaths, type Lead, sealPath } from '#common';
import type { Database } from '../../storage/database.ts';
import { findRecord } from '../../storage/records.ts';
import { sha256Of } from '../measure.ts';
import type { Content } from './archive.ts';
import { csv, geoJson, kml, trackPoints } from './track.ts';

type Ports = {
  database: Database;
  data_dir: string;
  modelDirsOf: (model_id: string) => Promise<readonly string[] | undefined>;
};
type LeftOut = { path: string; why: string };

/** Collects files under their names in the case file, each with its hash. */
export class Payload {
  readonly contents: Content[] = [];
  readonly left_out: LeftOut[] = [];
  readonly #folder: string;

  /** `folder` takes the texts made for this export. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async addText(name: string, text: string): Promise<void> {
    const source = join(this.#folder, `text-${this.contents.length}`);
    await writeFile(source, text);
    await this.addFile(name, source);
  }

  /** `sha256` where it was sealed: then the copy must have it too. */
  async addFile(name: string, source: string, sha256?: string): Promise<void> {
    try {
      const { size } = await stat(source);
      this.contents.push({ name, source, bytes: size, sha256: sha256 ?? (await sha256Of(source)) });
    } catch (cause) {
      this.left_out.push({ path: name, why: String(cause) });
    }
  }
}

const originals = new Set(['still', 'clip']);
const derivatives = new Set(['clip_playable', 'still_blurred', 'clip_blurred', 'telemetry']);
const blurred = new Set(['still_blurred', 'clip_blurred']);

/** Every sealed file of the leads that this kind of export holds, each with its seal. */
export const addSealedFiles = async (
  payload: Payload,
  ports: Pick<Ports, 'database' | 'data_dir'>,
  leads: readonly Lead[],
  kind: 'full' | 'disclosed',
) => {
  for (const lead of leads) {
    const rows = await ports.database
      .selectFrom('files')
      .selectAll()
      .where('lead_id', '=', lead.id)
      .orderBy('ledger_seq')
      .execute();
    for (const row of rows) {
      if (kind === 'disclosed' && !blurred.has(row.kind)) continue;
      const place = originals.has(row.kind)
        ? 'originals'
        : derivatives.has(row.kind)
          ? 'derivatives'
          : undefined;
      if (place === undefined) continue;
      const name = `data/${place}/${row.path.replace(/^leads\//, '')}`;
      await payload.addFile(name, join(ports.data_dir, row.path), row.sha256);
      if (row.seal_sha256 !== null)
        await payload.addFile(sealPath(name), join(ports.data_dir, sealPath(row.path)), row.seal_sha256);
    }
  }
};

/** Photos of the on-site record; they show people, so the copy for the other party has none of them. */
export const addPhotos = async (
  payload: Payload,
  { data_dir }: Pick<Ports, 'data_dir'>,
  { photos }: CaseFile,
  kind: 'full' | 'disclosed',
) => {
  for (const { path, sha256 } of photos) {
    const name = `data/photos/${basename(path)}`;
    if (kind === 'full') await payload.addFile(name, join(data_dir, path), sha256);
    else payload.left_out.push({ path: name, why: 'not blurred' });
  }
};

/** Track, plan and log of each flight the leads come from, and of those that looked again. */
export const addFlights = async (
  payload: Payload,
  { database, data_dir }: Pick<Ports, 'database' | 'data_dir'>,
  leads: readonly Lead[],
  again: readonly string[],
) => {
  const flights = flightsOf(leads, again);
  for (const id of flights) {
    const flight = await findRecord(database, 'flights', id);
    if (!flight.ok) continue;
    const own = leads.filter(({ flight_id }) => flight_id === id);
    const sidecars = await Promise.all(
      own.map((lead) => readIfThere(join(data_dir, 'leads', lead.id, 'clip.frames.jsonl'))),
    );
    const points = trackPoints(sidecars);
    await payload.addText(`data/flights/${id}/flight.json`, canonicalJson(flight.value));
    if (points.length > 0) {
      await payload.addText(`data/flights/${id}/track.geojson`, geoJson(points));
      await payload.addText(`data/flights/${id}/track.kml`, kml(points, id));
      await payload.addText(`data/flights/${id}/track.csv`, csv(points));
    } else
      payload.left_out.push({ path: `data/flights/${id}/track.geojson`, why: 'no position was recorded' });
    const tlog = join(data_dir, 'flights', `${id}.tlog`);
    // A log that still grows would not be the one that is sealed.
    if (flight.value.ended_utc_us === null)
      payload.left_out.push({
        path: `data/flights/${id}/flight.tlog`,
        why: 'the flight is still in the air',
      });
    else if ((await stat(tlog).catch(() => undefined)) !== undefined)
      await payload.addFile(`data/flights/${id}/flight.tlog`, tlog);
    const mission = await findRecord(database, 'missions', flight.value.mission_id);
    if (mission.ok) await payload.addText(`data/flights/${id}/plan.json`, canonicalJson(mission.value));
  }
};

/** The flights a case file tells of. */
export const flightsOf = (leads: readonly Lead[], again: readonly string[]): ReadonlySet<string> =>
  new Set([...leads.flatMap(({ flight_id }) => (flight_id === null ? [] : [flight_id])), ...again]);

const readIfThere = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** The case and its leads as data, and card and manifest of the models that judged. */
export const addRecords = async (
  payload: Payload,
  { modelDirsOf }: Pick<Ports, 'modelDirsOf'>,
  file: CaseFile,
  leads: readonly Lead[],
) => {
  await payload.addText('data/case.json', canonicalJson(file));
  await payload.addText('data/leads.json', canonicalJson(leads));
  const model_ids = new Set(leads.map(({ model_id }) => model_id).filter((id) => id !== ''));
  for (const [index, model_id] of [...model_ids].entries()) {
    const to = index === 0 ? 'data/model' : `data/model-${index + 1}`;
    const dirs = await modelDirsOf(model_id);
    if (dirs === undefined) {
      payload.left_out.push({
        path: `${to}/manifest.json`,
        why: `${model_id} is not on this station any more`,
      });
      continue;
    }
    for (const [nth, dir] of dirs.entries()) {
      // An agency's own network beside the models that ship.
      const in_folder = nth === 0 ? to : `${to}/added`;
      await payload.addFile(`${in_folder}/manifest.json`, join(dir, 'manifest.json'));
      await payload.addFile(`${in_folder}/MODEL_CARD.md`, join(dir, 'MODEL_CARD.md'));
    }
  }
};

/** Who the people named by id in the extract are, and nobody else of the office. */
export const addPeople = async (
  payload: Payload,
  { database }: Pick<Ports, 'database'>,
  actors: ReadonlySet<string>,
) => {
  const people = await database.selectFrom('people').select(['id', 'name']).orderBy('id').execute();
  await payload.addText('data/people.json', canonicalJson(people.filter(({ id }) => actors.has(id))));
};

/** The daily heads from a row on, with their time-stamps; those without one say since when they wait. */
export const addStamps = async (
  payload: Payload,
  { database }: Pick<Ports, 'database'>,
  folder: string,
  first_seq: number,
) => {
  const rows = await database
    .selectFrom('anchors')
    .selectAll()
    .where('head_seq', '>=', first_seq)
    .orderBy('day')
    .execute();
  const list = rows.map(({ day, head_seq, head_hash, queued_utc_us, stamped_utc_us, tsa, token_hex }) => ({
    day,
    head_seq,
    head_hash,
    queued_utc_us,
    stamped_utc_us,
    tsa,
    token: token_hex === null ? null : `time-stamps/${day}.tst`,
  }));
  await payload.addText(casePaths.stamps, canonicalJson(list));
  for (const { day, token_hex } of rows) {
    if (token_hex === null) continue;
    const path = join(folder, `${day}.tst`);
    await writeFile(path, Buffer.from(token_hex, 'hex'));
    await payload.addFile(`data/ledger/time-stamps/${day}.tst`, path);
  }
};
