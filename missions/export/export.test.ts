import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SignalPoint, unwrap } from '#common';
import { createTlog, readTlog } from '../mavlink/index.ts';
import { exportTrack } from './index.ts';
import { readTrack } from './track.ts';

const tlog = fileURLToPath(new URL('../fixtures/arducopter-survey-thinned.tlog', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landun-export-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a recorded flight in other formats', () => {
  it('has every place once, in each format', async () => {
    const points = unwrap(await readTrack(tlog));
    expect(points.length).toBeGreaterThan(150);
    const csv = unwrap(await exportTrack(tlog, 'csv', 'x'))
      .trimEnd()
      .split('\r\n');
    expect(csv).toHaveLength(points.length + 1);
    expect(csv[0]?.split(',')).toHaveLength(csv[1]?.split(',').length ?? 0);
    const geo = JSON.parse(unwrap(await exportTrack(tlog, 'geojson', 'x')));
    expect(geo.features[0].geometry.coordinates).toHaveLength(points.length);
    expect(Math.max(...geo.features[0].properties.heights_m)).toBeGreaterThan(24.5);
    const kml = unwrap(await exportTrack(tlog, 'kml', 'a <b> & "c"'));
    expect(kml.match(/<gx:coord>/g)).toHaveLength(points.length);
    expect(kml.match(/<when>/g)).toHaveLength(points.length);
    expect(kml).toContain('a &lt;b&gt; &amp; &quot;c&quot;');
    const gpx = unwrap(await exportTrack(tlog, 'gpx', 'x'));
    expect(gpx.match(/<trkpt /g)).toHaveLength(points.length);
  });

  it('a written log is read back frame by frame, and an existing file is never overwritten', async () => {
    const path = join(folder, 'copy.tlog');
    const writer = unwrap(await createTlog(path));
    await readTlog(tlog, ({ utc_us, frame }) => writer.add(utc_us, frame.bytes));
    const totals = unwrap(await writer.close());
    const [copy, original] = [await readFile(path), await readFile(tlog)];
    expect(copy.equals(original)).toBe(true);
    expect(totals).toMatchObject({ bytes: original.length, missed_frames: 0 });
    expect(await createTlog(path)).toMatchObject({ error: { code: 'TLOG_UNWRITABLE' } });
  });
});

describe('the signal along a flight', () => {
  const picture = { stream_id: 'stream_1', name: 'Zoom, "front"', frames_per_s: 25, jitter_ms: 12 };
  const signalOf = async (): Promise<SignalPoint[]> =>
    unwrap(await readTrack(tlog)).map(({ lat_deg, lon_deg, utc_us, height_m }, index, { length }) => ({
      ...{ lat_deg, lon_deg, utc_us: utc_us + 400_000, height_m },
      link: 'live' as const,
      rtt_ms: 41,
      loss_percent: 2.5,
      pictures: [
        {
          ...picture,
          status: index > length / 2 ? ('stalled' as const) : ('live' as const),
          bitrate_kbit_s: 8000 + index,
          lost_last_minute: null,
        },
      ],
    }));

  it('stands beside each place in CSV, and nowhere else than where it was looked at', async () => {
    const signal = await signalOf();
    const rows = unwrap(await exportTrack(tlog, 'csv', 'x', signal.slice(0, 40)))
      .trimEnd()
      .split('\r\n');
    expect(rows[0]).toMatch(
      /battery_percent,link,link_rtt_ms,link_loss_percent,picture_1_name,picture_1_status,/,
    );
    expect(rows[3]).toMatch(/,live,41,2\.5,"Zoom, ""front""",live,800\d,25,12,$/);
    expect(rows.at(-1)).toMatch(/,,,,,,,,,$/);
  });

  it('is a line for each stretch of one quality in GeoJSON and KML', async () => {
    const signal = await signalOf();
    const { features } = JSON.parse(unwrap(await exportTrack(tlog, 'geojson', 'x', signal)));
    const told = features
      .slice(1)
      .map(({ properties }: { properties: { signal_of: string; quality: string } }) => [
        properties.signal_of,
        properties.quality,
      ]);
    const cameras = told.filter(([of]: string[]) => of === picture.name);
    expect(cameras.map(([, quality]: string[]) => quality)).toEqual(
      cameras.map((_: unknown, index: number) => (index < cameras.length / 2 ? 'good' : 'lost')),
    );
    expect(told.filter(([of]: string[]) => of === 'telemetry').length).toBeGreaterThan(0);
    const kml = unwrap(await exportTrack(tlog, 'kml', 'x', signal));
    expect(kml).toContain('<Folder><name>Zoom, &quot;front&quot;</name>');
    expect(kml).toContain('<styleUrl>#lost</styleUrl>');
  });
});
