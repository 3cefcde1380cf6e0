import type { TrackPoint } from './track.ts';

const time = (utc_us: number): string => new Date(utc_us / 1000).toISOString();
const place = (degrees: number): string => degrees.toFixed(7);
const metres = (value: number | null): string => (value === null ? '' : value.toFixed(2));
const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** KML 2.2 with gx:Track, so that Google Earth plays it; heights above sea level where known. */
export const toKml = (points: readonly TrackPoint[], name: string): string => {
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
</gx:Track></Placemark></Document>
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

/** RFC 7946: one line, with the time and height of each vertex in `properties`. */
export const toGeoJson = (points: readonly TrackPoint[], name: string): string =>
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
    ],
  })}\n`;

/** RFC 4180, one row for each place; empty where not measured. */
export const toCsv = (points: readonly TrackPoint[]): string => {
  const head =
    'utc,lat_deg,lon_deg,height_m,altitude_amsl_m,heading_deg,ground_speed_m_s,mode,armed,battery_percent';
  const rows = points.map((point) =>
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
    ].join(','),
  );
  return `${[head, ...rows].join('\r\n')}\r\n`;
};
