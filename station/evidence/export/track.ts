import { canonicalJson } from '#common';
import type { FrameLine } from '../frames.ts';

type Point = Pick<
  FrameLine,
  | 'utc_us'
  | 'lat_deg'
  | 'lon_deg'
  | 'height_m'
  | 'altitude_amsl_m'
  | 'heading_deg'
  | 'gimbal_pitch_deg'
  | 'gimbal_yaw_deg'
>;
type Placed = Point & { readonly lat_deg: number; readonly lon_deg: number };

/** The points of sidecars in the order of time; moments without a position are left out, not guessed. */
export const trackPoints = (sidecars: readonly string[]): Placed[] =>
  sidecars
    .flatMap((text) => text.split('\n').slice(1))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Point)
    .filter((point): point is Placed => point.lat_deg !== null && point.lon_deg !== null)
    .toSorted((a, b) => a.utc_us - b.utc_us);

const stamp = (utc_us: number): string => new Date(utc_us / 1000).toISOString();

/** RFC 7946; coordinate times as a list beside the line. */
export const geoJson = (points: readonly Placed[]): string =>
  canonicalJson({
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { times: points.map(({ utc_us }) => stamp(utc_us)), altitude: 'amsl_m' },
        geometry: {
          type: 'LineString',
          coordinates: points.map(({ lon_deg, lat_deg, altitude_amsl_m }) =>
            altitude_amsl_m === null ? [lon_deg, lat_deg] : [lon_deg, lat_deg, altitude_amsl_m],
          ),
        },
      },
    ],
  });

/** OGC KML 2.2 with Google's track extension, which every viewer of flights reads. */
export const kml = (points: readonly Placed[], name: string): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>',
    `<name>${xml(name)}</name><Placemark><name>${xml(name)}</name><gx:Track><altitudeMode>absolute</altitudeMode>`,
    ...points.map(({ utc_us }) => `<when>${stamp(utc_us)}</when>`),
    ...points.map(
      ({ lon_deg, lat_deg, altitude_amsl_m }) =>
        `<gx:coord>${lon_deg} ${lat_deg} ${altitude_amsl_m ?? 0}</gx:coord>`,
    ),
    '</gx:Track></Placemark></Document></kml>',
    '',
  ].join('\n');

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const columns = [
  'lat_deg',
  'lon_deg',
  'height_m',
  'altitude_amsl_m',
  'heading_deg',
  'gimbal_pitch_deg',
  'gimbal_yaw_deg',
] as const;

export const csv = (points: readonly Placed[]): string =>
  [
    ['utc', ...columns].join(','),
    ...points.map((point) =>
      [stamp(point.utc_us), ...columns.map((column) => point[column] ?? '')].join(','),
    ),
    '',
  ].join('\r\n');
