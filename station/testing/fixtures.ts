import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  countingIds,
  FakeClock,
  type Flight,
  type Mission,
  type Person,
  type Role,
  silentLogger,
  type Site,
  type Suspicion,
  unwrap,
} from '#common';
import { announceKey } from '../evidence/announce-key.ts';
import { noRegistry } from '../evidence/device.ts';
import { StationKey } from '../evidence/keys.ts';
import { Ledger } from '../evidence/ledger.ts';
import { Sealer } from '../evidence/seal.ts';
import { LeadFiles } from '../leads/files.ts';
import { type Database, openDatabase } from '../storage/database.ts';

/** A folder that is gone when the test is over. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'landun-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** A real database file with every migration, a clock that stands still, and ids that count. */
export const openTestStore = async () => {
  const data_dir = await temporaryFolder();
  const database = unwrap(await openDatabase(data_dir, silentLogger));
  onTestFinished(() => database.destroy());
  const clock = new FakeClock();
  const ids = countingIds();
  const ledger = new Ledger(clock, '0.0.0-test');
  return { data_dir, database, clock, ids, ledger, logger: silentLogger };
};

type TestStore = Awaited<ReturnType<typeof openTestStore>>;

/** A sealer with a key of its own that the ledger knows. */
export const testSealer = async (store: TestStore, key = StationKey.temporary()): Promise<Sealer> => {
  await announceKey(store.database, store.ledger, key);
  return new Sealer({
    ...store,
    key,
    time: async () => ({
      ntp: { state: 'unknown', source: '', offset_us: null, last_sync_utc_us: null },
      gps_minus_station_us: null,
    }),
    worst_error_us: () => 2_000_000,
  });
};

export const testFiles = async (store: TestStore): Promise<LeadFiles> =>
  new LeadFiles({
    data_dir: store.data_dir,
    sealer: await testSealer(store),
    poseAt: () => null,
    standAt: () => undefined,
    device: async ({ stream_id, flight_id }) => ({
      station_id: 'station-test',
      app_version: '0.0.0-test',
      stream_id,
      flight_id,
      vehicle_id: null,
      pilot: null,
      model: null,
      ...(await noRegistry.aircraft('')),
    }),
  });

/** A person who holds an enforcement number, unless told otherwise. */
export const addPerson = async (
  database: Database,
  id: string,
  roles: Role[],
  officer_no: string | null = `NO-${id}`,
): Promise<Person> => {
  const person: Person = { id, name: id, roles, disabled: false, officer_no };
  await database
    .insertInto('people')
    .values({ ...person, roles: JSON.stringify(roles), password_hash: '', disabled: 0, created_utc_us: 0 })
    .execute();
  return person;
};

export const site: Site = {
  id: 'site-1',
  name: { zh: '采石场', en: 'Quarry' },
  enterprise: { zh: '企业', en: 'Enterprise' },
  origin: { lat_deg: 29.95, lon_deg: 121.42 },
  boundary: [
    [121.42, 29.95],
    [121.43, 29.95],
    [121.43, 29.96],
  ],
  zones: [],
  posts: [],
};

export const mission: Mission = {
  id: 'mission-1',
  site_id: site.id,
  name: { zh: '巡检', en: 'Round' },
  items: [{ kind: 'takeoff', height_m: 10 }, { kind: 'return' }],
};

/** A flight of `pilot_id`, with its site and mission, in the database. */
export const addFlight = async (database: Database, pilot_id: string): Promise<Flight> => {
  await database
    .insertInto('sites')
    .values({ id: site.id, body: JSON.stringify(site) })
    .execute();
  await database
    .insertInto('missions')
    .values({ id: mission.id, site_id: site.id, body: JSON.stringify(mission) })
    .execute();
  const flight: Flight = {
    id: 'flight-1',
    mission_id: mission.id,
    site_id: site.id,
    vehicle_id: 'vehicle-1',
    pilot_id,
    stage: 'flying',
    started_utc_us: 1,
    ended_utc_us: null,
    upload: { sent: 2, total: 2, verified: true },
    areas: null,
    mission_sha256: null,
    reached_item: null,
    resumes_flight_id: null,
    telemetry_log: false,
    fault: null,
  };
  const { id, mission_id, site_id, started_utc_us, ended_utc_us } = flight;
  await database
    .insertInto('flights')
    .values({ id, mission_id, site_id, pilot_id, started_utc_us, ended_utc_us, body: JSON.stringify(flight) })
    .execute();
  return flight;
};

export const suspicion: Suspicion = {
  track_id: 7,
  item: 'mask',
  state: 'not_worn',
  probability: 0.97,
  frames: 9,
  epoch: 1,
  pts_us: 12_000_000,
  first_pts_us: 10_000_000,
  last_pts_us: 12_400_000,
  box: [100, 100, 80, 200],
  head_box: [120, 100, 40, 48],
  head_px: 48,
  width_px: 1920,
  height_px: 1080,
};

/** What an agency's own model says of an open belt guard. */
export const guardSuspicion: Suspicion = {
  ...suspicion,
  track_id: -1,
  item: 'facility',
  state: 'violated',
  facility: {
    id: 'belt-guard',
    name: { zh: '皮带防护罩', en: 'Belt guard' },
    violation: { zh: '未闭合', en: 'is open' },
    hazard: 'dust',
  },
  bystanders: [],
  head_box: suspicion.box,
  head_px: 0,
};
