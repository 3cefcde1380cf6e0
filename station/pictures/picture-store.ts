import {
  type AircraftPicture,
  type Clock,
  type Fault,
  type PictureSettings,
  pictureSettingsSchema,
  presetPictureSettings,
} from '#common';
import { sql } from 'kysely';
import { z } from 'zod';
import type { PictureTaken } from '#missions';
import type { Database } from '../storage/database.ts';

/** A vehicle that names more is not naming pictures. */
const most_waiting = 5000;
const most_failures = 20;

export type Wanted = {
  readonly vehicle_id: string;
  readonly component_id: number;
  readonly path: string;
  readonly bytes: number | null;
  readonly tries: number;
};
type Key = Pick<Wanted, 'vehicle_id' | 'component_id' | 'path'>;

const faultSchema = z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) });

/** What is known of the pictures on the cards of aircraft; survives a restart. */
export class PictureStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async settings(): Promise<PictureSettings> {
    const row = await this.#database.selectFrom('picture_settings').select('body').executeTakeFirst();
    return row === undefined ? presetPictureSettings : pictureSettingsSchema.parse(JSON.parse(row.body));
  }

  /** False where too many wait already. One that was fetched is wanted again: a card that was emptied uses its names anew. */
  async announced({ vehicle_id, component_id, path, taken_utc_us }: PictureTaken): Promise<boolean> {
    if ((await this.counts(vehicle_id)).waiting >= most_waiting) return false;
    const fresh = { state: 'waiting', taken_utc_us, tries: 0, fault: null } as const;
    await this.#database
      .insertInto('aircraft_pictures')
      .values({ vehicle_id, component_id, path, noted_utc_us: this.#clock.utc_us(), ...fresh })
      .onConflict((conflict) => conflict.columns(['vehicle_id', 'component_id', 'path']).doUpdateSet(fresh))
      .execute();
    return true;
  }

  /** Found by looking through a folder: wanted unless it is known with the same size. False where too many wait. */
  async found(key: Key, bytes: number): Promise<boolean> {
    const known = await this.#of(key).select(['state', 'bytes']).executeTakeFirst();
    if (known !== undefined && (known.state !== 'fetched' || known.bytes === bytes)) return true;
    if ((await this.counts(key.vehicle_id)).waiting >= most_waiting) return false;
    const fresh = { state: 'waiting', bytes: null, taken_utc_us: null, tries: 0, fault: null } as const;
    await this.#database
      .insertInto('aircraft_pictures')
      .values({ ...key, noted_utc_us: this.#clock.utc_us(), ...fresh })
      .onConflict((conflict) => conflict.columns(['vehicle_id', 'component_id', 'path']).doUpdateSet(fresh))
      .execute();
    return true;
  }

  /** Oldest first; `bytes` is the size it had when it was fetched before. */
  next(vehicle_id: string): Promise<Wanted | undefined> {
    return this.#database
      .selectFrom('aircraft_pictures')
      .select(['vehicle_id', 'component_id', 'path', 'bytes', 'tries'])
      .where('vehicle_id', '=', vehicle_id)
      .where('state', '=', 'waiting')
      .orderBy('tries')
      .orderBy('noted_utc_us')
      .orderBy('path')
      .limit(1)
      .executeTakeFirst();
  }

  /** Before the bytes are handed on, so that whoever judges them finds where they came from. */
  async read(key: Key, sha256: string): Promise<void> {
    await this.#change(key, { sha256 });
  }

  async fetched(key: Key, bytes: number | null): Promise<void> {
    await this.#change(key, { state: 'fetched', bytes, fault: null });
  }

  async tried({ tries, ...key }: Wanted, fault: Fault, is_last: boolean): Promise<void> {
    await this.#change(key, {
      tries: tries + 1,
      fault: JSON.stringify({ code: fault.code, details: fault.details }),
      ...(is_last ? { state: 'failed' as const } : {}),
    });
  }

  async retryFailed(vehicle_id: string): Promise<void> {
    await this.#database
      .updateTable('aircraft_pictures')
      .set({ state: 'waiting', tries: 0 })
      .where('vehicle_id', '=', vehicle_id)
      .where('state', '=', 'failed')
      .execute();
  }

  async counts(vehicle_id: string): Promise<Record<AircraftPicture['state'], number>> {
    const rows = await this.#database
      .selectFrom('aircraft_pictures')
      .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
      .where('vehicle_id', '=', vehicle_id)
      .groupBy('state')
      .execute();
    const of = (state: string): number => Number(rows.find((row) => row.state === state)?.count ?? 0);
    return { waiting: of('waiting'), fetched: of('fetched'), failed: of('failed') };
  }

  async failures(vehicle_id: string): Promise<AircraftPicture[]> {
    const rows = await this.#database
      .selectFrom('aircraft_pictures')
      .select(['path', 'component_id', 'bytes', 'sha256', 'taken_utc_us', 'fault'])
      .where('vehicle_id', '=', vehicle_id)
      .where('state', '=', 'failed')
      .orderBy('noted_utc_us', 'desc')
      .limit(most_failures)
      .execute();
    return rows.map((row) => ({
      ...row,
      state: 'failed',
      fault: row.fault === null ? null : faultSchema.parse(JSON.parse(row.fault)),
    }));
  }

  /** Which vehicle took the picture with these bytes, and when as far as it said. */
  origin(sha256: string): Promise<{ vehicle_id: string; taken_utc_us: number | null } | undefined> {
    return this.#database
      .selectFrom('aircraft_pictures')
      .select(['vehicle_id', 'taken_utc_us'])
      .where('sha256', '=', sha256)
      .orderBy('noted_utc_us', 'desc')
      .limit(1)
      .executeTakeFirst();
  }

  /** The flight of a vehicle in which a moment lies; null where it lies in none. */
  async flightAt(vehicle_id: string, utc_us: number): Promise<string | null> {
    const row = await this.#database
      .selectFrom('flights')
      .select('id')
      .where(sql<boolean>`json_extract(body, '$.vehicle_id') = ${vehicle_id}`)
      .where('started_utc_us', '<=', utc_us)
      .where((where) => where.or([where('ended_utc_us', 'is', null), where('ended_utc_us', '>=', utc_us)]))
      .orderBy('started_utc_us', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.id ?? null;
  }

  #of({ vehicle_id, component_id, path }: Key) {
    return this.#database
      .selectFrom('aircraft_pictures')
      .where('vehicle_id', '=', vehicle_id)
      .where('component_id', '=', component_id)
      .where('path', '=', path);
  }

  async #change(
    { vehicle_id, component_id, path }: Key,
    part: Partial<{
      state: AircraftPicture['state'];
      sha256: string;
      bytes: number | null;
      tries: number;
      fault: string | null;
    }>,
  ): Promise<void> {
    await this.#database
      .updateTable('aircraft_pictures')
      .set(part)
      .where('vehicle_id', '=', vehicle_id)
      .where('component_id', '=', component_id)
      .where('path', '=', path)
      .execute();
  }
}
