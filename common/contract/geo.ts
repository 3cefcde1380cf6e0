import { z } from 'zod';

/** WGS-84 degrees. Mainland map tiles use GCJ-02: convert at the map, never in a record. */
export const positionSchema = z.object({
  lat_deg: z.number().min(-90).max(90),
  lon_deg: z.number().min(-180).max(180),
});
export type Position = z.infer<typeof positionSchema>;

/** A ring of [lon, lat] pairs as in GeoJSON, not repeated at the end. */
export const ringSchema = z
  .array(z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]))
  .min(3)
  .max(2000);
export type Ring = z.infer<typeof ringSchema>;

/** Whether a place lies within a ring (even-odd rule, degrees taken as a plane; good at the size of a site). */
export const ringHolds = (ring: Ring, { lat_deg, lon_deg }: Position): boolean => {
  let inside = false;
  for (const [index, [x1, y1]] of ring.entries()) {
    const [x2, y2] = ring[(index + ring.length - 1) % ring.length] ?? [x1, y1];
    if (y1 > lat_deg !== y2 > lat_deg && lon_deg < ((x2 - x1) * (lat_deg - y1)) / (y2 - y1) + x1)
      inside = !inside;
  }
  return inside;
};

/** Whether no edge of a ring crosses another, so that it has one inside. */
export const isSimpleRing = (ring: Ring): boolean => {
  type Pair = readonly [number, number];
  const turn = (a: Pair, b: Pair, c: Pair): number =>
    Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
  const edges = ring.map((from, index): [Pair, Pair] => [from, ring[(index + 1) % ring.length] ?? from]);
  return edges.every(([a, b], index) =>
    edges
      .slice(index + 2)
      .filter((_, further) => !(index === 0 && index + 2 + further === edges.length - 1))
      .every(([c, d]) => turn(a, b, c) * turn(a, b, d) >= 0 || turn(c, d, a) * turn(c, d, b) >= 0),
  );
};
