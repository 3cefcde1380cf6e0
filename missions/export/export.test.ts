import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '#common';
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
