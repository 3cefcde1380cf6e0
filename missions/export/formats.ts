import type { SignalPoint } from '#common';
import { picturesOf, signalAt, signalLines } from './signal.ts';
import type { TrackPoint } from './track.ts';

const time = (utc_us: number): string => new Date(utc_us / 1000).toISOString();
const place = (degrees: number): string => degrees.toFixed(7);
const metres = (value: number | null): string => (value === null ? '' : value.toFixed(2));
const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** As KML writes colours: opacity, blue, green, red. */
const colours = { good: 'fffbf7f4', weak: 'ff42c5f5', lost: 'ff5a3dff' } as const;

/** The signal along the way, as lines on the ground below it: one folder for each camera and the telemetry. */
const signalFolders = (signal: readonly SignalPoint[]): string => {
  const lines = signalLines(signal);
  const styles = Object.entries(colours).map(
    ([quality, colour]) =>
      `<Style id="${quality}"><LineStyle><color>${colour}</color><width>4</width></LineStyle></Style>`,
  );
  const folders = [...new Set(lines.map(({ of }) => of))].map((of) => {
    const marks = lines
      .filter((line) => line.of === of)
      .map(({ quality, points }) => {
        const where = points.map(({ lon_deg, lat_deg }) => `${place(lon_deg)},${place(lat_deg)}`).join(' ');
        return `<Placemark><name>${quality}</name><styleUrl>#${quality}</styleUrl><LineString><tessellate>1</tessellate><coordinates>${where}</coordinates></LineString></Placemark>`;
      });
    return `<Folder><name>${xml(of)}</name>\n${marks.join('\n')}\n</Folder>`;
  });
  return lines.length === 0 ? '' : `${[...styles, ...folders].join('\n')}\n`;
};

/**
 * KML 2.2 with gx:Track, so that Google Earth plays it; heights above sea level where known. Its signal lines
 * lie on the ground.
 */
export const toKml = (
  points: readonly TrackPoint[],
  name: string,
  signal: readonly SignalPoint[] = [],
): string => {
  const absolute = points.every(({ altitude_amsl_m }) => altitude_amsl_m !== null);
  const when = points.map(({ utc_us }) => `<when>${time(utc_us)}</when>`);
  const where = points.map(
    (point) =>
      `<gx:coord>${place(point.lon_deg)} ${place(point.lat_deg)} ${metres(absolute ? point.altitude_amsl_m : (point.height_m ?? 0))}</gx:coord>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">
<Document><name>${xml(name)}</name><Placemark><name>${xml(name)}</name>
<gx:Track><altitudeMode>${absolute ? 'absolute' : 'relativeToGround'}</altitudeMode>
${when.join('\n')}
${where.join('\n')}
</gx:Track></Placemark>
${signalFolders(signal)}</Document>
</kml>
`;
};

/** GPX 1.1; elevation above sea level. */
export const toGpx = (points: readonly TrackPoint[], name: string): string => {
  const lines = points.map(
    (point) =>
      `<trkpt lat="${place(point.lat_deg)}" lon="${place(point.lon_deg)}">${point.altitude_amsl_m === null ? '' : `<ele>${metres(point.altitude_amsl_m)}</ele>`}<time>${time(point.utc_us)}</time></trkpt>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Landun" xmlns="http://www.topografix.com/GPX/1/1">
<trk><name>${xml(name)}</name><trkseg>
${lines.join('\n')}
</trkseg></trk>
</gpx>
`;
};

/**
 * RFC 7946: one line, with the time and height of each vertex in `properties`, and after it one line for each
 * stretch of the way on which a camera or the telemetry came in good, weak or not at all.
 */
export const toGeoJson = (
  points: readonly TrackPoint[],
  name: string,
  signal: readonly SignalPoint[] = [],
): string =>
  `${JSON.stringify({
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: {
          name,
          times: points.map(({ utc_us }) => time(utc_us)),
          heights_m: points.map(({ height_m }) => height_m),
        },
        geometry: {
          type: 'LineString',
          coordinates: points.map(({ lon_deg, lat_deg, altitude_amsl_m }) => [
            Number(place(lon_deg)),
            Number(place(lat_deg)),
            ...(altitude_amsl_m === null ? [] : [altitude_amsl_m]),
          ]),
        },
      },
      ...signalLines(signal).map(({ of, quality, points: run }) => ({
        type: 'Feature',
        properties: { signal_of: of, quality, times: run.map(({ utc_us }) => time(utc_us)) },
        geometry: {
          type: 'LineString',
          coordinates: run.map(({ lon_deg, lat_deg }) => [Number(place(lon_deg)), Number(place(lat_deg))]),
        },
      })),
    ],
  })}\n`;

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/**
 * RFC 4180, one row for each place; empty where not measured. Where the signal was looked at, columns of the
 * telemetry and of each camera follow.
 */
export const toCsv = (points: readonly TrackPoint[], signal: readonly SignalPoint[] = []): string => {
  const cameras = picturesOf(signal);
  const near = signalAt(
    signal,
    points.map(({ utc_us }) => utc_us),
  );
  const heads = [
    'utc,lat_deg,lon_deg,height_m,altitude_amsl_m,heading_deg,ground_speed_m_s,mode,armed,battery_percent',
    ...(signal.length === 0 ? [] : ['link,link_rtt_ms,link_loss_percent']),
    ...cameras.map((_, index) =>
      ['name', 'status', 'bitrate_kbit_s', 'frames_per_s', 'jitter_ms', 'lost_last_minute']
        .map((column) => `picture_${index + 1}_${column}`)
        .join(','),
    ),
  ];
  const head = heads.join(',');
  const rows = points.map((point, row) =>
    [
      time(point.utc_us),
      place(point.lat_deg),
      place(point.lon_deg),
      metres(point.height_m),
      metres(point.altitude_amsl_m),
      metres(point.heading_deg),
      metres(point.ground_speed_m_s),
      point.mode,
      String(point.armed),
      point.battery_percent ?? '',
      ...(signal.length === 0 ? [] : linkCells(near[row])),
      ...cameras.flatMap(({ stream_id }) => pictureCells(near[row], stream_id)),
    ].join(','),
  );
  return `${[head, ...rows].join('\r\n')}\r\n`;
};

const linkCells = (point: SignalPoint | undefined): string[] =>
  point === undefined ? ['', '', ''] : [point.link, cell(point.rtt_ms), cell(point.loss_percent)];

const pictureCells = (point: SignalPoint | undefined, wanted: string): string[] => {
  const picture = point?.pictures.find(({ stream_id }) => stream_id === wanted);
  if (picture === undefined) return ['', '', '', '', '', ''];
  const { name, status, bitrate_kbit_s, frames_per_s, jitter_ms, lost_last_minute } = picture;
  return [quoted(name), status, ...[bitrate_kbit_s, frames_per_s, jitter_ms, lost_last_minute].map(cell)];
};

const cell = (value: number | null): string => (value === null ? '' : String(value));
