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
