import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '#common';
import { startSimulatedAircraft } from '#missions';
import { findMavlinkRouter } from '#server';
import { freeUdpPort, systemClock } from '#station';
import { HttpClient, password } from './harness.ts';
import { StationProcess } from './station-process.ts';

/** A real mavlink-router between aircraft and station; skipped by name where it is not installed. */
it.skipIf(findMavlinkRouter(process.env) === undefined)(
  'hears an aircraft through mavlink-router, which is started again when it dies and ends with the station',
  { timeout: 120_000 },
  async () => {
    const port = await freeUdpPort();
    const station = await StationProcess.start(undefined, [
      '--no-sample',
      '--mavlink-router',
      `udpin:127.0.0.1:${port}`,
    ]);
    onTestFinished(() => station.stop());
    const client = new HttpClient(station.origin);
    const token = station.setup_link.split('token=')[1] ?? '';
    await client.get('setup.claim', { token, name: 'admin', password });
    const aircraft = await startSimulatedAircraft({
      clock: systemClock,
      logger: silentLogger,
      target: { host: '127.0.0.1', port },
      home: { lat_deg: 29.87, lon_deg: 121.54 },
      system_id: 7,
    });
    onTestFinished(() => aircraft.stop());
    /** When it was heard last, in the station's time; 0 before. */
    const heard = async (): Promise<number> =>
      (await client.get('vehicles.list', {})).find(
        ({ system_id, link, position }) => system_id === 7 && link === 'live' && position !== null,
      )?.heard_utc_us ?? 0;
    await expect.poll(heard, { timeout: 30_000 }).toBeGreaterThan(0);

    const [pid = 0] = await routersOf(station.data_dir);
    process.kill(pid, 'SIGKILL');
    const started = async (): Promise<boolean> => {
      const pids = await routersOf(station.data_dir);
      return pids.length === 1 && pids[0] !== pid;
    };
    await expect.poll(started, { timeout: 30_000 }).toBe(true);
    await expect.poll(heard, { timeout: 60_000 }).toBeGreaterThan(Date.now() * 1000);
    const { checks } = await client.get('system.doctor', {});
    expect(checks.find(({ name }) => name === 'mavlink-router')).toMatchObject({
      ok: true,
      found: { en: expect.stringContaining('1 restarts') },
    });
    // Whoever kills the station leaves a router behind: the next one ends it before it starts its own.
    await station.kill();
    expect(await routersOf(station.data_dir)).toHaveLength(1);
    const next = await StationProcess.start(station.data_dir, [
      '--no-sample',
      '--mavlink-router',
      `udpin:127.0.0.1:${port}`,
    ]);
    onTestFinished(() => next.stop());
    expect(await routersOf(station.data_dir)).toHaveLength(1);
    await next.stop();
    expect(await routersOf(station.data_dir)).toEqual([]);
  },
);

const routersOf = async (data_dir: string): Promise<number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      line: await readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => ''),
    })),
  );
  const conf = join(data_dir, 'mavlink-router.conf');
  return lines
    .filter(({ line }) => line.includes('mavlink-routerd') && line.includes(conf))
    .map(({ pid }) => pid);
};
