import { z } from 'zod';

/** 飞行前检查: what is looked at before an aircraft is sent up, in this order. */
export const checklistItems = [
  'link',
  'self_check',
  'position',
  'home',
  'estimator',
  'battery',
  'fence',
  'wind',
  'video',
  'storage',
  'licence',
  'airframe',
  'surroundings',
  'lens',
] as const;
export type ChecklistItem = (typeof checklistItems)[number];

/** Why an item is not passed by measurement. */
export const checklistReasons = [
  'lost',
  'poor',
  'failing',
  'no_fix',
  'few_satellites',
  'unknown',
  'far',
  'bad',
  'low',
  'empty',
  'fence_left',
  'strong',
  'stated',
  'no_stream',
  'not_live',
  'not_recorded',
  'none',
  'expired',
  'not_current',
  'by_hand',
] as const;
export type ChecklistReason = (typeof checklistReasons)[number];

/** Who took on what the station could not measure, or measured and found wanting. */
export const checklistTickSchema = z.object({
  person_id: z.string(),
  person_name: z.string(),
  utc_us: z.number().int(),
});
export type ChecklistTick = z.infer<typeof checklistTickSchema>;

export const checklistEntrySchema = z.object({
  item: z.enum(checklistItems),
  /** `passed` by measurement; `open` waits for a person; `ticked` by one; `refused` is for nobody to take on. */
  state: z.enum(['passed', 'open', 'ticked', 'refused']),
  reason: z.enum(checklistReasons).nullable(),
  /** The figures it rests on, units in their names. */
  figures: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
  ticked: checklistTickSchema.nullable(),
});
export type ChecklistEntry = z.infer<typeof checklistEntrySchema>;

export const checklistSchema = z.object({
  vehicle_id: z.string(),
  mission_id: z.string(),
  made_utc_us: z.number().int(),
  /** Nothing is open or refused. */
  ready: z.boolean(),
  entries: z.array(checklistEntrySchema),
});
export type Checklist = z.infer<typeof checklistSchema>;
