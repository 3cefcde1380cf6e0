import { z } from 'zod';
import { positionSchema, ringSchema } from './geo.ts';
import { textSchema } from './text.ts';

/** The protective items Landun judges. */
export const items = ['mask', 'hearing', 'helmet'] as const;
export const itemSchema = z.enum(items);
export type Item = z.infer<typeof itemSchema>;

/** What a lead is about: a protective item, an electronic fence, or a safety facility of the site. */
export const subjects = [...items, 'fence', 'facility'] as const;
export const subjectSchema = z.enum(subjects);
export type Subject = z.infer<typeof subjectSchema>;

export const isItem = (subject: Subject): subject is Item => itemSchema.safeParse(subject).success;

export const hazards = ['dust', 'noise'] as const;
export const hazardSchema = z.enum(hazards);
export type Hazard = z.infer<typeof hazardSchema>;

/** 危害区: a hazard and the items it demands. */
export const hazardZoneSchema = z.object({
  id: z.string().min(1),
  name: textSchema,
  hazard: hazardSchema,
  requires: z.array(itemSchema).min(1),
  /** 允许耳塞: foam ear plugs are admitted as hearing protection, so a bare ear proves nothing from afar. */
  plugs_admitted: z.boolean().optional(),
  polygon: ringSchema,
});
export type HazardZone = z.infer<typeof hazardZoneSchema>;

/** 电子围栏: nobody is to be in there. Judged on the ground, so only where the camera's place is known. */
export const noEntryFenceSchema = z.object({
  id: z.string().min(1),
  name: textSchema,
  polygon: ringSchema,
  rule: z.discriminatedUnion('on', [
    z.object({
      on: z.literal('entry'),
      /** Only who comes from about there, clockwise from north; null: from anywhere. */
      from_deg: z.number().min(0).lt(360).nullable(),
    }),
    /** Passing through is allowed, staying so long is not. */
    z.object({ on: z.literal('dwell'), seconds: z.number().int().min(1).max(3600) }),
  ]),
});
export type NoEntryFence = z.infer<typeof noEntryFenceSchema>;

/** 岗位: where somebody works, with height above the site's datum. */
export const workPostSchema = positionSchema.extend({
  id: z.string().min(1),
  name: textSchema,
  height_m: z.number(),
  zone_ids: z.array(z.string()),
});
export type WorkPost = z.infer<typeof workPostSchema>;

/** 场所 */
export const siteSchema = z.object({
  id: z.string().min(1),
  name: textSchema,
  /** 用人单位: as it is called here, and which of the registry it is. */
  enterprise: textSchema,
  enterprise_id: z.string().nullish(),
  origin: positionSchema,
  boundary: ringSchema,
  zones: z.array(hazardZoneSchema),
  posts: z.array(workPostSchema),
  /** Absent of sites from before there were any. */
  fences: z.array(noEntryFenceSchema).optional(),
  /** 停用: nobody flies there any more. Absent while it is in use. */
  retired: z.object({ utc_us: z.number().int(), by_name: z.string(), reason: z.string() }).nullish(),
});
export type Site = z.infer<typeof siteSchema>;

/** Whether people plan and fly there. */
export const isInUse = ({ retired }: Pick<Site, 'retired'>): boolean =>
  retired === undefined || retired === null;
