import { createHash } from 'node:crypto';
import {
  type Cancel,
  type Clock,
  fail,
  type Fault,
  type Logger,
  ok,
  type Person,
  type PictureJob,
  type PictureSettings,
  type Result,
  type VehicleState,
} from '#common';
import type { FilesOfVehicles } from '#missions';
import { changeSettings } from '../evidence/change-settings.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { lookThrough } from './look-through.ts';
import { PictureStore, type Wanted } from './picture-store.ts';
import { nothingToDo, type Work } from './work.ts';

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly files: FilesOfVehicles;
  readonly vehicles: () => readonly VehicleState[];
  /** A longer picture is refused before it is read. */
  readonly most_bytes: number;
  /** Hands a picture on to be judged; durable when it answers. */
  readonly put: (bytes: Buffer) => Promise<Result<{ sha256: string }>>;
};

const look_ms = 1000;
/** After something cut the work off. */
const rest_us = 5_000_000;
const most_tries = 3;

/** For this the picture itself cannot be blamed: it waits for a better moment, and goes on where it was. */
const momentary = new Set([
  'VEHICLE_BUSY',
  'VEHICLE_ARMED',
  'VEHICLE_LINK_LOST',
  'VEHICLE_UNKNOWN',
  'VEHICLE_ID_SHARED',
]);
const hopeless = new Set(['FTP_TOO_LARGE', 'PHOTO_UNUSABLE']);

/**
 * Fetches the pictures that aircraft have taken, by MAVLink FTP, while they are disarmed: what they announce, and what
 * lies in a folder that an administrator named. One at a time of each aircraft, each once; they go into the stills.
 */
export class AircraftPictures {
  readonly #ports: Ports;
  readonly #store: PictureStore;
  readonly #work = new Map<string, Work>();
  readonly #stopping = new AbortController();
  #cancels: Cancel[] = [];
  #noting: Promise<void> = Promise.resolve();

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#store = new PictureStore(ports.database, ports.clock);
  }

  start(): void {
    const { clock, files, logger } = this.#ports;
    this.#cancels = [
      clock.every(look_ms, () => this.#look()),
      files.onPicture((picture) => {
        // One after the other: what was announced first is first.
        this.#noting = this.#noting
          .then(async () => {
            const noted = await this.#store.announced(picture);
            if (!noted) logger.warn({ vehicle_id: picture.vehicle_id }, 'too many pictures wait aboard');
            const { by_itself } = await this.#store.settings();
            if (by_itself) this.#of(picture.vehicle_id).wanted = true;
          })
          .catch((error: unknown) => logger.error({ error }, 'a picture aboard could not be noted'));
      }),
    ];
  }

  async stop(): Promise<void> {
    for (const cancel of this.#cancels.splice(0)) cancel();
    this.#stopping.abort();
    await this.#noting;
    await Promise.all([...this.#work.values()].map(({ running }) => running ?? Promise.resolve()));
  }

  settings(): Promise<PictureSettings> {
    return this.#store.settings();
  }

  async configure(settings: PictureSettings, person: Person): Promise<Result<PictureSettings>> {
    const before = await this.#store.settings();
    const change = { table: 'picture_settings', object: 'pictures', before, after: settings } as const;
    await changeSettings(this.#ports, change, person);
    return ok(settings);
  }

  /** A pilot's wish: everything announced or found, and what failed once more. */
  async fetch(vehicle_id: string, person: Person): Promise<Result<PictureJob>> {
    const vehicle = this.#ports.vehicles().find(({ id }) => id === vehicle_id);
    if (vehicle === undefined) return fail('VEHICLE_UNKNOWN', { vehicle_id });
    if (vehicle.link !== 'live') return fail('VEHICLE_LINK_LOST', { vehicle_id });
    if (vehicle.armed) return fail('VEHICLE_ARMED', { vehicle_id });
    const { database, ledger } = this.#ports;
    // Before the transaction: there is one connection, and the transaction has it.
    const settings = await this.#store.settings();
    await database.transaction().execute(async (transaction) => {
      await ledger.append(transaction, {
        actor: person.id,
        action: 'pictures.fetch',
        object: vehicle_id,
        details: settings,
      });
    });
    await this.#store.retryFailed(vehicle_id);
    const work = this.#of(vehicle_id);
    Object.assign(work, { wanted: true, look: true, fault: null, rests_until_us: 0 });
    this.#look();
    return ok(await this.job(vehicle_id));
  }

  async job(vehicle_id: string): Promise<PictureJob> {
    const work = this.#work.get(vehicle_id);
    const [{ folder }, counts, failures] = await Promise.all([
      this.#store.settings(),
      this.#store.counts(vehicle_id),
      this.#store.failures(vehicle_id),
    ]);
    const running = work !== undefined && work.running !== null;
    const held = work?.wanted === true && (counts.waiting > 0 || work.look);
    const busy = work?.listing === true ? 'listing' : 'fetching';
    return {
      vehicle_id,
      state: running ? busy : held ? 'held' : 'idle',
      now: work?.now ?? null,
      ...counts,
      folder,
      fault: work?.fault ? { code: work.fault.code, details: { ...work.fault.details } } : null,
      failures,
    };
  }

  /** The flight a picture with these bytes was taken on, and when as far as the aircraft said. */
  async originOf(
    sha256: string,
    told_utc_us: number | undefined,
  ): Promise<{ readonly flight_id: string | null; readonly taken_utc_us: number | null } | undefined> {
    const origin = await this.#store.origin(sha256);
    if (origin === undefined) return undefined;
    const utc_us = told_utc_us ?? origin.taken_utc_us;
    const flight_id = utc_us === null ? null : await this.#store.flightAt(origin.vehicle_id, utc_us);
    return { flight_id, taken_utc_us: origin.taken_utc_us };
  }

  #of(vehicle_id: string): Work {
    const known = this.#work.get(vehicle_id);
    if (known !== undefined) return known;
    const work = nothingToDo();
    this.#work.set(vehicle_id, work);
    // What waited when the station was stopped is wanted still.
    void this.#store.settings().then(
      ({ by_itself }) => {
        if (by_itself) work.wanted = true;
      },
      (error: unknown) => this.#ports.logger.error({ error }, 'the picture settings could not be read'),
    );
    return work;
  }

  #look(): void {
    if (this.#stopping.signal.aborted) return;
    const { clock, vehicles, logger } = this.#ports;
    for (const vehicle of vehicles()) {
      const work = this.#of(vehicle.id);
      if (work.was_armed && !vehicle.armed) work.has_landed = true;
      work.was_armed = vehicle.armed;
      const ready = vehicle.link === 'live' && !vehicle.armed && clock.monotonic_us() >= work.rests_until_us;
      if (work.running !== null || !ready || !(work.wanted || work.has_landed)) continue;
      work.running = this.#run(vehicle.id, work)
        .catch((error: unknown) => logger.error({ error }, 'pictures aboard could not be fetched'))
        .finally(() => {
          work.running = null;
          work.now = null;
          work.listing = false;
        });
    }
  }

  async #run(vehicle_id: string, work: Work): Promise<void> {
    const settings = await this.#store.settings();
    if (work.has_landed && settings.by_itself) Object.assign(work, { wanted: true, look: true });
    work.has_landed = false;
    if (!work.wanted) return;
    if (work.look && settings.folder !== null) {
      const looked = await this.#lookThrough(vehicle_id, work, settings.folder, settings.component_id);
      if (!looked) return;
    }
    work.look = false;
    for (let next = await this.#store.next(vehicle_id); next !== undefined;) {
      if (this.#stopping.signal.aborted || !(await this.#fetchOne(next, work))) return;
      next = await this.#store.next(vehicle_id);
    }
    work.wanted = false;
  }

  /** False: something cut it off, and it is looked through again later. */
  async #lookThrough(vehicle_id: string, work: Work, folder: string, component_id: number): Promise<boolean> {
    const { files, logger } = this.#ports;
    work.listing = true;
    const signal = this.#stopping.signal;
    const found = await lookThrough(folder, (path) => files.list(vehicle_id, { path, component_id }, signal));
    work.listing = false;
    if (found.ok) {
      for (const { path, bytes } of found.value)
        if (!(await this.#store.found({ vehicle_id, component_id, path }, bytes))) break;
      work.fault = null;
      return true;
    }
    if (momentary.has(found.error.code) || found.error.code === 'FTP_INTERRUPTED') {
      this.#rest(work);
      return false;
    }
    logger.warn({ vehicle_id, folder, fault: found.error }, 'the folder aboard could not be looked through');
    work.fault = found.error;
    return true;
  }

  /** False: the moment is not right. */
  async #fetchOne(wanted: Wanted, work: Work): Promise<boolean> {
    const { files, logger, most_bytes } = this.#ports;
    const { vehicle_id, component_id, path, bytes: fetched_bytes } = wanted;
    const name = `${component_id} ${path}`;
    if (work.kept.path !== name) work.kept = { path: name, file: null };
    const had = work.kept.file?.received ?? 0;
    work.now = { path, received: had, bytes: work.kept.file?.size ?? 0 };
    const read = await files.read(
      vehicle_id,
      { path, component_id },
      {
        most_bytes,
        kept: work.kept,
        unless_bytes: fetched_bytes ?? undefined,
        signal: this.#stopping.signal,
        onProgress: (progress) => {
          work.now = { path, ...progress };
        },
      },
    );
    if (read.ok) {
      const done = read.value === null ? ok(undefined) : await this.#handOn(wanted, read.value);
      if (!done.ok) return this.#failed(wanted, done.error, true);
      await this.#store.fetched(wanted, read.value?.length ?? fetched_bytes);
      logger.info({ vehicle_id, path, bytes: read.value?.length ?? fetched_bytes }, 'a picture was fetched');
      return true;
    }
    const { code, details } = read.error;
    if (momentary.has(code)) return this.#rest(work);
    if (code === 'FTP_INTERRUPTED') {
      const got_on = (work.kept.file?.received ?? 0) > had;
      if (got_on || details['problem'] === 'it gave way') return this.#rest(work);
    }
    const is_last = hopeless.has(code) || wanted.tries + 1 >= most_tries;
    if (is_last) work.kept.file = null;
    await this.#failed(wanted, read.error, is_last);
    // A vehicle that does not answer is left alone for a while.
    return code === 'FTP_TOO_LARGE' ? true : this.#rest(work);
  }

  /** The digest first: whoever judges the bytes finds where they came from. */
  async #handOn(wanted: Wanted, bytes: Uint8Array): Promise<Result<void>> {
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const sha256 = createHash('sha256').update(whole).digest('hex');
    await this.#store.read(wanted, sha256);
    const put = await this.#ports.put(whole);
    return put.ok ? ok(undefined) : put;
  }

  async #failed(wanted: Wanted, fault: Fault, is_last: boolean): Promise<true> {
    const { vehicle_id, path } = wanted;
    this.#ports.logger.warn({ vehicle_id, path, fault, is_last }, 'a picture was not fetched');
    await this.#store.tried(wanted, fault, is_last);
    return true;
  }

  #rest(work: Work): false {
    work.rests_until_us = this.#ports.clock.monotonic_us() + rest_us;
    return false;
  }
}
