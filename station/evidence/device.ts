import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type DeviceIdentity, flightSchema } from '#common';
import type { Database } from '../storage/database.ts';

/** What the registries know of an aircraft and a pilot; null where nothing is registered. */
export type Registry = {
  aircraft(
    vehicle_id: string,
  ): Promise<Pick<DeviceIdentity, 'aircraft_serial' | 'aircraft_registration' | 'camera' | 'firmware'>>;
  licence(pilot_id: string): Promise<string | null>;
};

export const noRegistry: Registry = {
  aircraft: async () => ({
    aircraft_serial: null,
    aircraft_registration: null,
    camera: null,
    firmware: null,
  }),
  licence: async () => null,
};

type About = {
  readonly stream_id: string;
  readonly flight_id: string | null;
  readonly model_id: string | null;
};

type Ports = {
  database: Database;
  registry: Registry;
  station_id: string;
  version: string;
  /** Where the models of that id lie, what they extend first; undefined when they are gone. */
  modelDirsOf: (model_id: string) => Promise<readonly string[] | undefined>;
};

/** Who and what made a file, from flight, registries and models. */
export const describeDevice =
  ({ database, registry, station_id, version, modelDirsOf }: Ports) =>
  async ({ stream_id, flight_id, model_id }: About): Promise<DeviceIdentity> => {
    const row =
      flight_id === null
        ? undefined
        : await database.selectFrom('flights').select('body').where('id', '=', flight_id).executeTakeFirst();
    const flight = row === undefined ? null : flightSchema.parse(JSON.parse(row.body));
    const pilot =
      flight === null
        ? undefined
        : await database
            .selectFrom('people')
            .select(['id', 'name'])
            .where('id', '=', flight.pilot_id)
            .executeTakeFirst();
    const aircraft = await (flight === null ? noRegistry : registry).aircraft(flight?.vehicle_id ?? '');
    return {
      station_id,
      app_version: version,
      stream_id,
      vehicle_id: flight?.vehicle_id ?? null,
      ...aircraft,
      flight_id,
      pilot: pilot === undefined ? null : { ...pilot, licence: await registry.licence(pilot.id) },
      model: model_id === null ? null : { id: model_id, ...(await modelFacts(modelDirsOf, model_id)) },
    };
  };

const manifestSchema = z.looseObject({
  version: z.string(),
  models: z.array(z.looseObject({ file: z.string(), sha256: z.string() })),
});

type ModelFacts = Omit<NonNullable<DeviceIdentity['model']>, 'id'>;

/** Models whose folder was taken away since they judged: their id, with the start of both hashes, remains. */
const modelFacts = async (modelDirsOf: Ports['modelDirsOf'], model_id: string): Promise<ModelFacts> => {
  const dirs = (await modelDirsOf(model_id)) ?? [];
  const facts = await Promise.all(dirs.map(readModelFacts));
  return {
    files: facts.flatMap(({ files }, index) =>
      files.map(({ file, sha256 }) => ({ file: index === 0 ? file : `added/${file}`, sha256 })),
    ),
    thresholds: Object.assign({}, ...facts.map(({ thresholds }) => thresholds)),
  };
};

/** The files that judge, by their own bytes, and every threshold their manifest sets. */
const readModelFacts = async (models_dir: string): Promise<ModelFacts> => {
  const manifest = manifestSchema.parse(
    JSON.parse(await readFile(join(models_dir, 'manifest.json'), 'utf8')),
  );
  const files = ['manifest.json', ...manifest.models.map(({ file }) => file)];
  const hashes = await Promise.all(
    files.map(async (file) => ({
      file,
      sha256: createHash('sha256')
        .update(await readFile(join(models_dir, file)))
        .digest('hex'),
    })),
  );
  const thresholds = Object.fromEntries(
    manifest.models.map(({ file, thresholds: limits, minimumHeadPixels, nmsIou }) => [
      file,
      { limits, minimumHeadPixels, nmsIou },
    ]),
  );
  return { files: hashes, thresholds };
};
