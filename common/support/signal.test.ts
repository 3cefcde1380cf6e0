import { describe, expect, it } from 'vitest';
import type { SignalPoint } from '../contract/signal.ts';
import { pictureQualityOf, qualityAt, signalRuns, thinSignal } from './signal.ts';

describe('the quality of a picture', () => {
  it.each([
    ['live', 20, 25, 'good'],
    ['live', 350, 25, 'weak'],
    ['live', 20, 3, 'weak'],
    ['live', null, null, 'good'],
    ['stalled', 20, 25, 'lost'],
    ['gone', null, null, 'lost'],
  ] as const)('%s, %s ms, %s frames/s is %s', (status, jitter_ms, frames_per_s, quality) => {
    expect(pictureQualityOf({ status, jitter_ms, frames_per_s })).toBe(quality);
  });
});

const picture = { stream_id: 'camera', name: 'Camera', status: 'live' as const, bitrate_kbit_s: 8000 };
const point = (second: number, part: Partial<SignalPoint> = {}): SignalPoint => ({
  utc_us: 1_790_000_000_000_000 + second * 1_000_000,
  lat_deg: 34 + second / 100_000,
  lon_deg: 108,
  height_m: 20,
  link: 'live',
  rtt_ms: 40,
  loss_percent: 0,
  pictures: [{ ...picture, frames_per_s: 25, jitter_ms: 20, lost_last_minute: 0 }],
  ...part,
});
const gone: Partial<SignalPoint> = {
  pictures: [{ ...picture, status: 'gone', frames_per_s: null, jitter_ms: null, lost_last_minute: null }],
};
const camera = { stream_id: 'camera' };

describe('the signal along a flight', () => {
  it('is told of the picture and of the telemetry apart', () => {
    expect(qualityAt(point(0, gone), camera)).toBe('lost');
    expect(qualityAt(point(0, gone), 'telemetry')).toBe('good');
    expect(qualityAt(point(0, { loss_percent: 11 }), 'telemetry')).toBe('weak');
    expect(qualityAt(point(0, { link: 'lost' }), 'telemetry')).toBe('lost');
    expect(qualityAt(point(0), { stream_id: 'another' })).toBeUndefined();
  });

  it('falls into stretches that touch, of which one may be a single second', () => {
    const runs = signalRuns([point(0), point(1), point(2, gone), point(3), point(4)], camera);
    expect(runs.map(({ quality }) => quality)).toEqual(['good', 'lost', 'good']);
    expect(runs[1]?.points).toEqual([point(2, gone), point(3)]);
    expect(runs[0]?.points.at(-1)).toEqual(runs[1]?.points[0]);
  });

  it('says nothing of a time that nobody looked at', () => {
    const runs = signalRuns([point(0), point(1), point(60), point(61)], camera);
    expect(runs.map(({ points }) => points)).toEqual([
      [point(0), point(1)],
      [point(60), point(61)],
    ]);
  });

  it('keeps the worst second when it is thinned', () => {
    const points = Array.from({ length: 5000 }, (_, second) => point(second, second === 3333 ? gone : {}));
    const thinned = thinSignal(points, 100);
    expect(thinned).toHaveLength(100);
    expect(thinned.map(({ utc_us }) => utc_us)).toEqual(
      thinned.map(({ utc_us }) => utc_us).toSorted((a, b) => a - b),
    );
    expect(thinned).toContainEqual(point(3333, gone));
    expect(thinSignal(points.slice(0, 7), 100)).toHaveLength(7);
  });
});
