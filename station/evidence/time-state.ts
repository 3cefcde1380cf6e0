import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Clock, SealTime, VehicleState } from '#common';
import type { TimeState } from './seal.ts';

const run = promisify(execFile);
const fresh_us = 60_000_000;

type Ntp = SealTime['ntp'];

/** Asks the system's time service at most once a minute; what cannot be asked is `unknown`, not assumed. */
export const systemTimeState = (ports: {
  clock: Clock;
  vehicles: () => readonly Pick<VehicleState, 'gps_utc_us' | 'heard_utc_us' | 'link'>[];
  readNtp?: () => Promise<Ntp>;
}): TimeState => {
  let known: { at_us: number; ntp: Ntp } | undefined;
  return async () => {
    const now_us = ports.clock.monotonic_us();
    if (known === undefined || now_us - known.at_us > fresh_us)
      known = { at_us: now_us, ntp: await (ports.readNtp ?? readNtp)() };
    return { ntp: known.ntp, gps_minus_station_us: gpsOffset(ports.vehicles()) };
  };
};

const gpsOffset = (vehicles: readonly Pick<VehicleState, 'gps_utc_us' | 'heard_utc_us' | 'link'>[]) => {
  const heard = vehicles.filter(({ link, gps_utc_us }) => link === 'live' && gps_utc_us !== null);
  // Two aircraft would be two answers; which one belongs to the file is then not known here.
  const [only, second] = heard;
  if (only === undefined || second !== undefined || only.gps_utc_us === null) return null;
  return only.gps_utc_us - only.heard_utc_us;
};

const unknown: Ntp = { state: 'unknown', source: '', offset_us: null, last_sync_utc_us: null };

const readNtp = async (): Promise<Ntp> => (await readChrony()) ?? (await readTimesyncd()) ?? unknown;

/** `chronyc -c tracking`: reference, …, field 4 the last update (s), 5 the offset (s), 14 the leap state. */
const readChrony = async (): Promise<Ntp | undefined> => {
  try {
    const { stdout } = await run('chronyc', ['-c', 'tracking'], { timeout: 2000 });
    const fields = stdout.trim().split(',');
    const [last_s, offset_s] = [Number(fields[3]), Number(fields[4])];
    if (!Number.isFinite(last_s) || !Number.isFinite(offset_s)) return undefined;
    const synchronised = fields.at(-1) !== 'Not synchronised';
    return {
      state: synchronised ? 'synchronised' : 'not_synchronised',
      source: `chrony ${fields[1] ?? ''}`.trim(),
      offset_us: Math.round(offset_s * 1e6),
      last_sync_utc_us: synchronised ? Math.round(last_s * 1e6) : null,
    };
  } catch {
    // No chrony here: the next source is asked.
    return undefined;
  }
};

/** systemd-timesyncd touches this file at each synchronisation. */
const readTimesyncd = async (): Promise<Ntp | undefined> => {
  try {
    const { mtimeMs } = await stat('/run/systemd/timesync/synchronized');
    const last_sync_utc_us = Math.round(mtimeMs * 1000);
    return { state: 'synchronised', source: 'systemd-timesyncd', offset_us: null, last_sync_utc_us };
  } catch {
    // Not this one either.
    return undefined;
  }
};
