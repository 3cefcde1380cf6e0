import { describe, expect, it } from 'vitest';
import type { SignalPoint } from '#common';
import { camerasOf, poorStretches } from './signal-stretches.ts';

const point = (second: number, jitter_ms: number, loss_percent = 0): SignalPoint => ({
  utc_us: second * 1_000_000,
  ...{ lat_deg: 34, lon_deg: 108 + second / 1e5, height_m: 20, link: 'live', rtt_ms: 40, loss_percent },
  pictures: [
    {
      ...{ stream_id: 'a', name: `zoom ${second}`, status: 'live', bitrate_kbit_s: 4000, frames_per_s: 25 },
      ...{ jitter_ms, lost_last_minute: null },
    },
  ],
});

describe('the poor stretches of a flight', () => {
  const points = [0, 10, 300, 900, 250, 20, 15].map((jitter_ms, second) => point(second, jitter_ms));

  it('last from the first poor second to the next good one, and name the worst', () => {
    const [stretch, ...more] = poorStretches(points, { stream_id: 'a' });
    expect(more).toEqual([]);
    expect(stretch).toMatchObject({ quality: 'weak', from_utc_us: 2e6, to_utc_us: 5e6 });
    expect(stretch?.worst).toBe(points[3]);
    expect(stretch?.picture?.jitter_ms).toBe(900);
  });

  it('are those of what is asked for', () => {
    expect(poorStretches(points, 'telemetry')).toEqual([]);
    const bad = [...points, point(7, 10, 40), point(8, 10, 12)];
    expect(poorStretches(bad, 'telemetry')).toMatchObject([{ from_utc_us: 7e6, to_utc_us: 8e6 }]);
  });

  it('a camera has the name it had last', () => {
    expect(camerasOf(points)).toEqual([{ stream_id: 'a', name: 'zoom 6' }]);
  });
});
