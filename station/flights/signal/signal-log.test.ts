import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock, silentLogger, type StreamState, type VehicleState } from '#common';
import { logSignal, lookAtSignal, readSignal, signalPath } from './signal-log.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landun-signal-'));
});
afterEach(() => rm(folder, { recursive: true }));

const vehicle = {
  id: 'mav-1',
  position: { lat_deg: 34.2, lon_deg: 108.9 },
  height_m: 21,
  link: 'live',
  link_quality: { rtt_ms: 38, loss_percent: 1.5, messages_per_s: 60, ways: [] },
} as unknown as VehicleState;

const camera = (id: string, vehicle_id: string | undefined): StreamState =>
  ({
    ...{ id, name: `camera ${id}`, status: 'live', bitrate_kbit_s: 8000, frames_per_s: 25, jitter_ms: 11 },
    lost_last_minute: 3,
    mount: vehicle_id === undefined ? null : { vehicle_id, camera_id: 'zoom', focal_mm: null },
  }) as unknown as StreamState;

describe('the log of the signal along a flight', () => {
  it('looks at the cameras of this aircraft, and of none that is known to be elsewhere', () => {
    const streams = [camera('a', 'mav-1'), camera('b', 'mav-2')];
    const point = lookAtSignal(vehicle, streams, 5);
    expect(point).toMatchObject({ lat_deg: 34.2, height_m: 21, rtt_ms: 38, loss_percent: 1.5, utc_us: 5 });
    expect(point?.pictures).toEqual([
      {
        ...{ stream_id: 'a', name: 'camera a', status: 'live', bitrate_kbit_s: 8000, frames_per_s: 25 },
        ...{ jitter_ms: 11, lost_last_minute: 3 },
      },
    ]);
    expect(lookAtSignal(vehicle, [camera('c', undefined)], 5)?.pictures).toMatchObject([{ stream_id: 'c' }]);
    expect(lookAtSignal({ ...vehicle, position: null }, streams, 5)).toBeUndefined();
  });

  it('is one whole line a second until it is ended, and is read back', async () => {
    const clock = new FakeClock();
    const path = signalPath(folder, 'flight_1');
    const ports = { clock, logger: silentLogger, streams: () => [camera('a', 'mav-1')] };
    const end = logSignal({ ...ports, vehicle: () => vehicle }, 'mav-1', path);
    await clock.advance(3000);
    await end();
    await clock.advance(5000);
    const points = await readSignal(path, silentLogger);
    expect(points.map(({ utc_us }) => (utc_us - (points[0]?.utc_us ?? 0)) / 1e6)).toEqual([0, 1, 2, 3]);
    expect(points[3]?.pictures[0]?.name).toBe('camera a');
  });

  it('is read up to where the power went, and is empty of a flight before there was one', async () => {
    const path = signalPath(folder, 'flight_1');
    const point = lookAtSignal(vehicle, [], 7);
    await appendFile(path, `${JSON.stringify(point)}\n{"lat_deg":34.2,"lon_`);
    expect(await readSignal(path, silentLogger)).toEqual([point]);
    expect(await readSignal(signalPath(folder, 'flight_0'), silentLogger)).toEqual([]);
  });

  it('never fails a flight: a folder that is not there is said, and that is all', async () => {
    const said: string[] = [];
    const logger = { ...silentLogger, error: (_: unknown, text: string) => said.push(text) };
    const clock = new FakeClock();
    const end = logSignal(
      { clock, logger: logger as typeof silentLogger, streams: () => [], vehicle: () => vehicle },
      'mav-1',
      join(folder, 'missing', 'x.jsonl'),
    );
    await end();
    expect(said).toEqual(['the signal along the flight is not recorded']);
  });
});
