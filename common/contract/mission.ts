import { z } from 'zod';
import { positionSchema } from './geo.ts';
import { textSchema } from './text.ts';

/** What a height counts from: the take-off point, mean sea level, or the ground below. */
export const heightFrames = ['relative', 'amsl', 'terrain'] as const;
export const heightFrameSchema = z.enum(heightFrames);
export type HeightFrame = z.infer<typeof heightFrameSchema>;

const locationSchema = positionSchema.extend({
  /** In the frame of the item. 9000 m bounds a height above sea level; above ground 120 m is the law's. */
  height_m: z.number().min(-500).max(9000),
  /** Absent = above the take-off point, as the planner writes it; others come from imported files. */
  frame: heightFrameSchema.optional(),
});

/**
 * One step of a mission, in flight order. Heights are above the take-off point unless `frame` says otherwise.
 * `photo` starts (interval_s > 0) or stops (0) interval stills.
 */
export const missionItemSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('takeoff'), height_m: z.number().positive().max(500) }),
  locationSchema.extend({
    kind: z.literal('waypoint'),
    hold_s: z.number().min(0).max(600),
    /** What the item looks at, if it serves a work post. */
    post_id: z.string().optional(),
  }),
  z.object({ kind: z.literal('speed'), speed_m_s: z.number().positive().max(30) }),
  z.object({
    kind: z.literal('gimbal'),
    /** 0 looks at the horizon, −90 straight down. */
    pitch_deg: z.number().min(-90).max(30),
    /** Clockwise from north; absent = along the flight path. */
    yaw_deg: z.number().min(-180).max(360).optional(),
  }),
  /** The camera's zoom, 0 % = widest, 100 % = longest focal length. */
  z.object({ kind: z.literal('zoom'), percent: z.number().min(0).max(100) }),
  z.object({ kind: z.literal('photo'), interval_s: z.number().min(0).max(60) }),
  z.object({ kind: z.literal('return') }),
  locationSchema.extend({ kind: z.literal('land') }),
]);
export type MissionItem = z.infer<typeof missionItemSchema>;

/** 航线任务 */
export const missionSchema = z.object({
  id: z.string().min(1),
  site_id: z.string().min(1),
  name: textSchema,
  items: z.array(missionItemSchema).min(2).max(5000),
});
export type Mission = z.infer<typeof missionSchema>;
