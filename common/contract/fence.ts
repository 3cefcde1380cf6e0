import { z } from 'zod';
import { positionSchema } from './geo.ts';

/**
 * 飞行围栏 as the aircraft keeps it. `inclusion` areas must not be left, `exclusion` areas must not be
 * entered; the autopilot itself acts on a breach.
 */
export const fenceAreaSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('polygon'),
    side: z.enum(['inclusion', 'exclusion']),
    vertices: z.array(positionSchema).min(3).max(255),
  }),
  z.object({
    kind: z.literal('circle'),
    side: z.enum(['inclusion', 'exclusion']),
    centre: positionSchema,
    radius_m: z.number().positive().max(50_000),
  }),
]);
export type FenceArea = z.infer<typeof fenceAreaSchema>;

export const fenceSchema = z.array(fenceAreaSchema).max(64);
export type Fence = z.infer<typeof fenceSchema>;

/** Where an aircraft may land instead of home; heights above the take-off point, whole metres. */
export const rallyPointSchema = positionSchema.extend({ height_m: z.number().int().min(0).max(500) });
export type RallyPoint = z.infer<typeof rallyPointSchema>;

/** `verified` was read back and found equal; `unsupported`: this autopilot keeps no such list. */
const aboard = z.enum(['verified', 'unsupported']);
/** What an aircraft holds beside its mission for one flight. */
export const areasAboardSchema = z.object({
  fence: aboard,
  fence_areas: z.number().int().min(0),
  /** The aircraft is set to act on a breach; null where it does not say. */
  fence_acts: z.boolean().nullable(),
  rally: aboard,
  rally_points: z.number().int().min(0),
});
export type AreasAboard = z.infer<typeof areasAboardSchema>;
