import type { Position } from '#common';

/**
 * GCJ-02, what public maps of mainland China are drawn in: WGS-84 shifted by an amount that varies from place to
 * place. The formula was never published by its authority; this is the one that independent implementations agree
 * on (Krasovsky 1940 ellipsoid, a sum of sines), checked against their common check points.
 */
const semi_major_m = 6_378_245;
const eccentricity_squared = 0.006_693_421_622_965_943;

/** Where the shift is applied: a box around the mainland, as all implementations take it. */
const isShifted = ({ lon_deg, lat_deg }: Position): boolean =>
  lon_deg >= 72.004 && lon_deg <= 137.8347 && lat_deg >= 0.8293 && lat_deg <= 55.8271;

const waves = (x: number): number =>
  ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3;

const north = (x: number, y: number): number =>
  -100 +
  2 * x +
  3 * y +
  0.2 * y * y +
  0.1 * x * y +
  0.2 * Math.sqrt(Math.abs(x)) +
  waves(x) +
  ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
  ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y / 30) * Math.PI)) * 2) / 3;

const east = (x: number, y: number): number =>
  300 +
  x +
  2 * y +
  0.1 * x * x +
  0.1 * x * y +
  0.1 * Math.sqrt(Math.abs(x)) +
  waves(x) +
  ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
  ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3;

/** Where a place lies on a map in GCJ-02. Outside the mainland both are the same. */
export const toGcj02 = (place: Position): Position => {
  if (!isShifted(place)) return place;
  const x = place.lon_deg - 105;
  const y = place.lat_deg - 35;
  const latitude = (place.lat_deg * Math.PI) / 180;
  const flat = 1 - eccentricity_squared * Math.sin(latitude) ** 2;
  const meridian_m = (semi_major_m * (1 - eccentricity_squared)) / (flat * Math.sqrt(flat));
  const parallel_m = (semi_major_m / Math.sqrt(flat)) * Math.cos(latitude);
  return {
    lat_deg: place.lat_deg + ((north(x, y) / meridian_m) * 180) / Math.PI,
    lon_deg: place.lon_deg + ((east(x, y) / parallel_m) * 180) / Math.PI,
  };
};

/** The place that GCJ-02 shows there, found by repetition to below a millimetre. */
export const fromGcj02 = (shown: Position): Position => {
  let place = shown;
  for (let step = 0; step < 8; step += 1) {
    const there = toGcj02(place);
    place = {
      lat_deg: place.lat_deg + shown.lat_deg - there.lat_deg,
      lon_deg: place.lon_deg + shown.lon_deg - there.lon_deg,
    };
  }
  return place;
};
