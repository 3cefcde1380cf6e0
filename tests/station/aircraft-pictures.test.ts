import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type Clock, type Mission, silentLogger, type Site, unwrap } from '#common';
import { startSimulatedAircraft } from '#missions';
import { freeUdpPort, openDatabase, systemClock } from '#station';
import { fastClock } from '../../missions/testing/fast-clock.ts';
import { addClient, claimAdministrator, startStation, tickChecklist } from './harness.ts';
import { still, useTinyModels } from './still-pictures.ts';

const deadline_ms = 120_000;
const vehicle_id = 'vehicle-7';
const site: Site = {
  id: 'site-1',
  name: { zh: '采石场', en: 'Quarry' },
  enterprise: { zh: '企业', en: 'Enterprise' },
  origin: { lat_deg: 29.905, lon_deg: 121.405 },
  boundary: [
    [121.4, 29.9],
    [121.41, 29.9],
    [121.41, 29.91],
    [121.4, 29.91],
  ],
  zones: [],
  posts: [],
};
const mission: Mission = {
  id: 'mission-1',
  site_id: site.id,
  name: { zh: '一张照片', en: 'One picture' },
  items: [
    { kind: 'takeoff', height_m: 5 },
    // One at once; the next would be a minute later.
    { kind: 'photo', interval_s: 60 },
    { kind: 'waypoint', lat_deg: 29.90505, lon_deg: 121.405, height_m: 5, hold_s: 0 },
    { kind: 'photo', interval_s: 0 },
    { kind: 'return' },
  ],
};

/** A station that knows this site and mission already. */
const startWithMission = async (port: number) => {
  const data_dir = await mkdtemp(join(tmpdir(), 'landun-pictures-'));
  onTestFinished(() => rm(data_dir, { recursive: true, force: true }));
  const database = unwrap(await openDatabase(data_dir, silentLogger));
  await database
    .insertInto('sites')
    .values({ id: site.id, body: JSON.stringify(site) })
    .execute();
  await database
    .insertInto('missions')
    .values({ id: mission.id, site_id: site.id, body: JSON.stringify(mission) })
    .execute();
  await database.destroy();
  const running = await startStation({ sample: false, data_dir, links: [`udpin:127.0.0.1:${port}`] });
  onTestFinished(() => running.stop());
  return running;
};

/** An aircraft that lives eight times as fast, and whose GPS tells the time of everybody else. */
const hurried = (): Clock => {
  const fast = fastClock(8);
  return {
    utc_us: () => systemClock.utc_us(),
    monotonic_us: () => fast.monotonic_us(),
    after: (ms, run) => fast.after(ms, run),
    every: (ms, run) => fast.every(ms, run),
  };
};

it(
  'a picture taken in flight is fetched off the aircraft once it has landed, and becomes a lead of that flight',
  { timeout: 2 * deadline_ms },
  async () => {
    const port = await freeUdpPort();
    const running = await startWithMission(port);
    const administrator = await claimAdministrator(running);
    const pilot = await addClient(running, administrator, 'pilot-wang', ['pilot']);
    await useTinyModels(running, administrator);
    const picture = await still(320, false);
    const aircraft = await startSimulatedAircraft({
      clock: hurried(),
      logger: silentLogger,
      target: { host: '127.0.0.1', port },
      home: site.origin,
      system_id: 7,
      pictures: [picture],
    });
    onTestFinished(() => aircraft.stop());
    const heard = async () => (await pilot.get('vehicles.list', {})).map(({ id, link }) => `${id} ${link}`);
    await expect.poll(heard, { timeout: deadline_ms }).toEqual([`${vehicle_id} live`]);
    const wanted = { mission_id: mission.id, vehicle_id };
    await tickChecklist(pilot, wanted);
    const flight = await pilot.get('flights.start', wanted);
    const stage = async () => {
      const [newest] = await pilot.get('flights.list', {});
      return newest?.fault ?? newest?.stage;
    };
    await expect.poll(stage, { timeout: deadline_ms }).toBe('landed');

    const leads = () => administrator.get('leads.list', {});
    await expect.poll(leads, { timeout: deadline_ms }).not.toEqual([]);
    const [lead, ...others] = await leads();
    expect(others).toEqual([]);
    expect(lead).toMatchObject({
      stream_id: 'stills',
      flight_id: flight.id,
      clock_error_us: 5_000_000,
      suspicion: { item: 'mask', state: 'not_worn' },
    });
    expect(lead?.frame_utc_us).toBeGreaterThan(flight.started_utc_us);
    const sealed = await administrator.file(`/files/leads/${lead?.id}/still.jpg`);
    expect(Buffer.from(await sealed.arrayBuffer()).equals(picture)).toBe(true);

    // The folder holds what was announced and nothing else: nothing is fetched twice.
    await administrator.get('pictures.configure', { by_itself: true, folder: '/DCIM', component_id: 1 });
    await pilot.get('pictures.fetch', { vehicle_id });
    const job = () => pilot.get('pictures.job', { vehicle_id });
    await expect.poll(job, { timeout: deadline_ms }).toEqual({
      vehicle_id,
      state: 'idle',
      now: null,
      waiting: 0,
      fetched: 1,
      failed: 0,
      folder: '/DCIM',
      fault: null,
      failures: [],
    });
    const rows = await administrator.get('ledger.list', { limit: 20 });
    expect(rows.map(({ action }) => action)).toContain('pictures.fetch');

    await administrator.get('pictures.configure', { by_itself: true, folder: '/nowhere', component_id: 1 });
    await pilot.get('pictures.fetch', { vehicle_id });
    await expect
      .poll(async () => (await job()).fault, { timeout: deadline_ms })
      .toMatchObject({ code: 'FTP_UNAVAILABLE', details: { path: '/nowhere' } });
  },
);
