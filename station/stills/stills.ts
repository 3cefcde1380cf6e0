import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import sharp from 'sharp';
import {
  type Cancel,
  type Clock,
  type ErrorCode,
  fail,
  type Lead,
  type Logger,
  ok,
  type Result,
  type Suspicion,
} from '#common';
import type { JudgedStill, Raised, StillJudge } from '#detector';
import { writeDurably } from '../evidence/durable.ts';
import type { Sighting } from '../leads/leads.ts';
import type { Places } from '../places/places.ts';
import type { Database } from '../storage/database.ts';
import { factsOfPicture, type PictureFacts } from './picture-facts.ts';

type Ports = {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** `inbox`, `done` and `refused` lie in it. */
  readonly folder: string;
  readonly judge: Pick<StillJudge, 'judge'>;
  readonly models_dir: () => string;
  readonly places: Pick<Places, 'lookFrom' | 'resolve' | 'siteHolding' | 'demanded'>;
  /** Of bytes fetched off an aircraft: the flight in which they were taken, and when as far as it said. */
  originOf(
    sha256: string,
    told_utc_us: number | undefined,
  ): Promise<{ readonly flight_id: string | null; readonly taken_utc_us: number | null } | undefined>;
  raise(sighting: Sighting): Promise<Lead>;
};

/** Leads of stills name this instead of a stream. */
export const stills_stream_id = 'stills';
export const still_bytes = 48 * 1024 * 1024;
const extensions = ['.jpg', '.jpeg', '.png', '.tif', '.tiff', '.webp'];
const look_ms = 2000;
/** When it was taken is not known, only when it came. */
const unknown_error_us = 24 * 3600 * 1_000_000;
/** An aircraft says when it took a picture by its own clock, set by GPS, or says it a moment later. */
const announced_error_us = 5_000_000;
const most_rounds = 50;
const most_tries = 3;

/**
 * Single pictures of the aircraft, put into the folder `inbox` or handed in over HTTP, through the detector: whoever
 * is accused becomes a lead with the picture itself as its still. A file is taken when it has stopped growing, and
 * lies in `done` or `refused` afterwards; the same bytes are judged once.
 */
export class Stills {
  readonly #ports: Ports;
  readonly #sizes = new Map<string, string>();
  /** Who was accused already, by round. */
  readonly #raised = new Map<string, Raised[]>();
  readonly #tries = new Map<string, number>();
  #next_track_id = 1;
  #cancel: Cancel = () => undefined;
  #working: Promise<void> = Promise.resolve();
  #busy = false;
  #stopped = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async start(): Promise<void> {
    for (const name of ['inbox', 'done', 'refused'])
      await mkdir(join(this.#ports.folder, name), { recursive: true });
    this.#cancel = this.#ports.clock.every(look_ms, () => this.#look());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#working;
  }

  /** Puts a picture where the next look finds it; what was answered survives a loss of power. */
  async put(bytes: Buffer): Promise<Result<{ sha256: string }>> {
    if (bytes.length === 0 || bytes.length > still_bytes) return fail('PHOTO_UNUSABLE');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { format } = await sharp(bytes)
      .metadata()
      .catch(() => ({ format: undefined }));
    if (format !== 'jpeg' && format !== 'png') return fail('PHOTO_UNUSABLE');
    await writeDurably(
      join(this.#ports.folder, 'inbox', `${sha256}.${format === 'jpeg' ? 'jpg' : 'png'}`),
      bytes,
    );
    return ok({ sha256 });
  }

  #look(): void {
    if (this.#busy || this.#stopped) return;
    this.#busy = true;
    this.#working = this.#takeAll()
      .catch((error: unknown) => this.#ports.logger.error({ error }, 'stills could not be looked at'))
      .finally(() => {
        this.#busy = false;
      });
  }

  async #takeAll(): Promise<void> {
    const inbox = join(this.#ports.folder, 'inbox');
    for (const name of (await readdir(inbox)).toSorted()) {
      if (this.#stopped) return;
      if (!extensions.includes(extname(name).toLowerCase())) continue;
      const path = join(inbox, name);
      const { size, mtimeMs } = await stat(path);
      const state = `${size} ${mtimeMs}`;
      const is_still_growing = this.#sizes.get(name) !== state;
      this.#sizes.set(name, state);
      if (is_still_growing) continue;
      await this.#take(name, path, size);
      this.#sizes.delete(name);
    }
  }

  async #take(name: string, path: string, size: number): Promise<void> {
    const { database, clock, logger, folder } = this.#ports;
    if (size > still_bytes) {
      logger.warn({ name, size }, 'a still is too large');
      await rename(path, join(folder, 'refused', name));
      return;
    }
    const bytes = await readFile(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const known = await database
      .selectFrom('stills')
      .select('sha256')
      .where('sha256', '=', sha256)
      .executeTakeFirst();
    const judged = known === undefined ? await this.#judge(name, bytes, sha256) : ok(0);
    if (!judged.ok && this.#mayTryAgain(sha256, judged.error.code)) {
      logger.error({ name, fault: judged.error }, 'a still could not be judged yet');
      return;
    }
    this.#tries.delete(sha256);
    if (known === undefined)
      await database
        .insertInto('stills')
        .values({
          sha256,
          name,
          judged_utc_us: clock.utc_us(),
          leads: judged.ok ? judged.value : 0,
          fault: judged.ok ? null : judged.error.code,
        })
        .execute();
    if (!judged.ok) logger.warn({ name, fault: judged.error }, 'a still was refused');
    await rename(path, join(folder, judged.ok ? 'done' : 'refused', name));
  }

  /** A detector that is down may be up again; a picture that brings it down every time is given up. */
  #mayTryAgain(sha256: string, code: ErrorCode): boolean {
    if (code === 'INPUT_NOT_PICTURE' || this.#stopped) return this.#stopped;
    const tries = (this.#tries.get(sha256) ?? 0) + 1;
    this.#tries.set(sha256, tries);
    return tries < most_tries;
  }

  /** How many leads it made. Cut off in the middle it is judged again: a lead twice is better than one lost. */
  async #judge(name: string, bytes: Buffer, sha256: string): Promise<Result<number>> {
    const { clock, judge, models_dir, places } = this.#ports;
    const told = await factsOfPicture(bytes).catch(() => undefined);
    if (told === undefined)
      return fail('INPUT_NOT_PICTURE', {
        path: name,
        problem: 'unreadable',
        extensions: extensions.join(' '),
      });
    const origin = await this.#ports.originOf(sha256, told.taken?.utc_us);
    const announced_utc_us = origin?.taken_utc_us ?? null;
    const facts: PictureFacts =
      told.taken !== undefined || announced_utc_us === null
        ? told
        : { ...told, taken: { utc_us: announced_utc_us, error_us: announced_error_us } };
    const utc_us = facts.taken?.utc_us ?? clock.utc_us();
    const { scene, view } =
      facts.stand === undefined
        ? { scene: undefined, view: null }
        : await places.lookFrom(facts.stand, utc_us);
    const round_id = scene?.round_id;
    const raised = (round_id === undefined ? undefined : this.#raised.get(round_id)) ?? [];
    const found = await judge.judge(
      models_dir(),
      {
        id: name,
        required: places.demanded,
        first_track_id: this.#next_track_id,
        view,
        scene: scene === undefined ? null : { scene, raised },
      },
      bytes,
    );
    if (!found.ok) return found;
    const { findings, suspicions } = found.value;
    this.#next_track_id += findings.persons.length;
    const still_jpeg = facts.is_upright_jpeg ? bytes : await uprightJpeg(bytes);
    for (const suspicion of suspicions) {
      await this.#ports.raise({
        ...this.#sightingOf(suspicion, found.value, facts, utc_us, still_jpeg),
        flight_id: origin?.flight_id ?? null,
      });
      if (suspicion.place !== undefined && round_id !== undefined)
        this.#remember(round_id, {
          track_id: suspicion.track_id,
          about: suspicion.facility === undefined ? suspicion.item : `facility ${suspicion.facility.id}`,
          ground: suspicion.place,
        });
    }
    return ok(suspicions.length);
  }

  #remember(round_id: string, raised: Raised): void {
    this.#raised.set(round_id, [...(this.#raised.get(round_id) ?? []), raised]);
    const [oldest] = this.#raised.keys();
    if (this.#raised.size > most_rounds && oldest !== undefined) this.#raised.delete(oldest);
  }

  #sightingOf(
    { place, ...suspicion }: Suspicion,
    { model_id }: JudgedStill,
    { taken, position, stand }: PictureFacts,
    frame_utc_us: number,
    still_jpeg: Uint8Array,
  ): Sighting {
    const located = place && this.#ports.places.resolve(place);
    const held = position && this.#ports.places.siteHolding(position);
    return {
      stream_id: stills_stream_id,
      flight_id: null,
      site_id: located?.site_id ?? held?.id ?? null,
      post_id: located?.post_id ?? null,
      place: located?.place ?? null,
      model_id,
      suspicion,
      frame_utc_us,
      clock_error_us: taken?.error_us ?? unknown_error_us,
      aircraft: position === undefined ? null : { ...position, height_m: stand?.up_m ?? null },
      has_film: false,
      still_jpeg,
    };
  }
}

/** Boxes are those of the upright picture; the file that came stays as it is in `done`. */
const uprightJpeg = (bytes: Buffer): Promise<Buffer> =>
  sharp(bytes).rotate().toColourspace('srgb').jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
