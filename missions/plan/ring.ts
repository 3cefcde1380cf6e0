import type { Ring } from '#common';
import type { Local, Plane } from './geodesy.ts';

/** A GeoJSON ring ([lon, lat]) on a plane. */
export const localRing = (ring: Ring, plane: Plane): Local[] =>
  ring.map(([lon_deg, lat_deg]) => plane.toLocal({ lat_deg, lon_deg }));

/** Whether a point lies inside a simple polygon, by counting crossings to the east. */
export const contains = (ring: readonly Local[], point: Local): boolean => {
  let inside = false;
  let from = ring.at(-1);
  for (const to of ring) {
    if (from !== undefined && from.north_m > point.north_m !== to.north_m > point.north_m) {
      const share = (point.north_m - from.north_m) / (to.north_m - from.north_m);
      if (point.east_m < from.east_m + share * (to.east_m - from.east_m)) inside = !inside;
    }
    from = to;
  }
  return inside;
};
