import type { Position } from '#common';

const EQUATORIAL_RADIUS_M = 6_378_137;
const ECCENTRICITY_SQUARED = 6.694_379_990_14e-3;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const degrees = (angle: number): number => (angle * 180) / Math.PI;

/** Metres on a plane that touches the earth at its origin. */
export type Local = { readonly north_m: number; readonly east_m: number };

/**
 * The local tangent plane at a place, with the two WGS-84 radii of curvature there (meridian M and
 * prime vertical N). Within 2 km of the origin distances are right to 4 parts in 10 000 up to 60° of
 * latitude; the error grows with distance times tan(latitude).
 */
export type Plane = {
  toLocal(position: Position): Local;
  toPosition(local: Local): Position;
};

export const planeAt = (origin: Position): Plane => {
  const latitude = radians(origin.lat_deg);
  const w2 = 1 - ECCENTRICITY_SQUARED * Math.sin(latitude) ** 2;
  const meridian_m = (EQUATORIAL_RADIUS_M * (1 - ECCENTRICITY_SQUARED)) / w2 ** 1.5;
  const parallel_m = (EQUATORIAL_RADIUS_M / Math.sqrt(w2)) * Math.cos(latitude);
  return {
    toLocal: ({ lat_deg, lon_deg }) => ({
      north_m: radians(lat_deg - origin.lat_deg) * meridian_m,
      // The short way round, for sites at the antimeridian.
      east_m: radians(((lon_deg - origin.lon_deg + 540) % 360) - 180) * parallel_m,
    }),
    toPosition: ({ north_m, east_m }) => ({
      lat_deg: origin.lat_deg + degrees(north_m / meridian_m),
      lon_deg: ((origin.lon_deg + degrees(east_m / parallel_m) + 540) % 360) - 180,
    }),
  };
};

/** Metres between two places near each other (a site, not a country). */
export const distance_m = (a: Position, b: Position): number => {
  const middle = { lat_deg: (a.lat_deg + b.lat_deg) / 2, lon_deg: a.lon_deg };
  const plane = planeAt(middle);
  const from = plane.toLocal(a);
  const to = plane.toLocal(b);
  return Math.hypot(to.north_m - from.north_m, to.east_m - from.east_m);
};

/** Degrees clockwise from north, 0 ≤ bearing < 360. */
export const bearing_deg = (from: Local, to: Local): number =>
  (degrees(Math.atan2(to.east_m - from.east_m, to.north_m - from.north_m)) + 360) % 360;
