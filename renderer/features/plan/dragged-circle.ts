import type { Circle, Ring } from '#common';
import { distance_m, offset } from '../map/geo.ts';

/** About a centimetre: the map rounds what it hands back. */
const same_deg = 1e-7;

/**
 * A circle whose drawn corners were dragged: by one corner it grows or shrinks about its centre, as a whole it
 * moves; both keep it a circle. Undefined where corners came, went or moved otherwise: then it is a polygon.
 */
export const draggedCircle = (
  circle: Circle,
  before: Ring,
  after: Ring,
): { circle: Circle; ring: Ring } | undefined => {
  if (after.length !== before.length) return undefined;
  const shifts = after.map(([lon, lat], index) => {
    const [lon_before, lat_before] = before[index] ?? [lon, lat];
    return [lon - lon_before, lat - lat_before] as const;
  });
  const moved = shifts.flatMap(([lon, lat], index) =>
    Math.abs(lon) > same_deg || Math.abs(lat) > same_deg ? [index] : [],
  );
  const [index, ...others] = moved;
  if (index === undefined) return { circle, ring: before };
  const [lon, lat] = shifts[index] ?? [0, 0];
  if (others.length === 0) return scaled(circle, before, index, after);
  // A map of Mercator moves each latitude a little differently.
  const slack_deg = same_deg + 0.002 * Math.hypot(lon, lat);
  const together = shifts.every(
    ([lon_each, lat_each]) => Math.abs(lon_each - lon) <= slack_deg && Math.abs(lat_each - lat) <= slack_deg,
  );
  if (!together) return undefined;
  const centre = { lat_deg: circle.centre.lat_deg + lat, lon_deg: circle.centre.lon_deg + lon };
  return { circle: { ...circle, centre }, ring: after };
};

const placeOf = ([lon_deg, lat_deg]: Ring[number]) => ({ lon_deg, lat_deg });

const scaled = (
  circle: Circle,
  before: Ring,
  index: number,
  after: Ring,
): { circle: Circle; ring: Ring } | undefined => {
  const [from, to] = [before[index], after[index]];
  if (from === undefined || to === undefined) return undefined;
  const { centre } = circle;
  // Corners may lie outside the circle (a zone) or on it (a fence): their share of the radius stays.
  const factor = distance_m(centre, placeOf(to)) / distance_m(centre, placeOf(from));
  const radius_m = circle.radius_m * factor;
  if (!(radius_m >= 1)) return undefined;
  const north = offset(centre, 0, 1).lat_deg - centre.lat_deg;
  const east = offset(centre, 1, 0).lon_deg - centre.lon_deg;
  const ring = before.map(([lon, lat]): Ring[number] => {
    const [east_m, north_m] = [(lon - centre.lon_deg) / east, (lat - centre.lat_deg) / north];
    const place = offset(centre, east_m * factor, north_m * factor);
    return [place.lon_deg, place.lat_deg];
  });
  return { circle: { centre, radius_m }, ring };
};
