import { z } from 'zod';
import { hazardSchema, subjectSchema } from './site.ts';
import { textSchema } from './text.ts';

export const itemStates = ['worn', 'worn_wrongly', 'not_worn', 'not_judgeable'] as const;
export const itemStateSchema = z.enum(itemStates);
export type ItemState = z.infer<typeof itemStateSchema>;

/** Of an item the first two, of a fence the next, of a facility the last. */
export const suspectedStates = ['not_worn', 'worn_wrongly', 'entered', 'dwelt', 'violated'] as const;
export type SuspectedState = (typeof suspectedStates)[number];

/** [x, y, width, height] in pixels of the original frame. */
export const boxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type Box = z.infer<typeof boxSchema>;

export const notJudgeableReasons = [
  'too_small',
  'blurred',
  'turned_away',
  'covered',
  'cut_off',
  'no_head',
  'uncertain',
] as const;

/** What is believed of one item of one person. `probability` is that of the state named. */
export const verdictSchema = z.object({
  state: itemStateSchema,
  probability: z.number().min(0).max(1),
  /** Judged frames the state rests on. */
  frames: z.number().int().min(0),
  reason: z.enum(notJudgeableReasons).optional(),
  /** Pixels on what decides (face, ear or crown), weighted mean of the judged frames. */
  px: z.number().optional(),
});
export type Verdict = z.infer<typeof verdictSchema>;

export const personFindingSchema = z.object({
  track_id: z.number().int(),
  box: boxSchema,
  score: z.number(),
  head: z.object({ box: boxSchema, score: z.number() }).nullable(),
  mask: verdictSchema,
  hearing: verdictSchema,
  helmet: verdictSchema,
});
export type PersonFinding = z.infer<typeof personFindingSchema>;

/** 场所安全设施 as the manifest of a model names it. */
export const facilitySchema = z.object({
  id: z.string().min(1).max(64),
  name: textSchema,
  /** What is wrong with it, after its name: 未闭合, is open. */
  violation: textSchema,
  /** What it protects from; null: neither dust nor noise. */
  hazard: hazardSchema.nullable(),
});
export type Facility = z.infer<typeof facilitySchema>;

export const facilityStates = ['violated', 'in_place', 'uncertain'] as const;
export type FacilityState = (typeof facilityStates)[number];

/** One facility on one frame, as an agency's own model saw it. */
export const facilityFindingSchema = z.object({
  /** Of one thing for as long as it is followed; below zero, so that it is no person's. */
  thing_id: z.number().int(),
  facility: facilitySchema,
  /** What the look of `seen_pts_us` alone says; … */
  violated: z.boolean(),
  /** … and what the looks of its confirmation window say together. */
  state: z.enum(facilityStates),
  /** The frame it was seen on. Before this one: carried to here as the camera moved the picture. */
  seen_pts_us: z.number().int(),
  score: z.number().min(0).max(1),
  box: boxSchema,
});
export type FacilityFinding = z.infer<typeof facilityFindingSchema>;

/** Everything the detector says of one frame. */
export const frameFindingsSchema = z.object({
  pts_us: z.number().int(),
  epoch: z.number().int(),
  persons: z.array(personFindingSchema),
  /** Where a model of facilities looks at this stream. */
  facilities: z.array(facilityFindingSchema).max(1000).optional(),
});
export type FrameFindings = z.infer<typeof frameFindingsSchema>;

/** Where somebody stands, in local metres of the scene that the detector was told, with its error ellipse (1 σ). */
export const groundPlaceSchema = z.object({
  /** The scene's: a flight, or an hour without one. */
  round_id: z.string(),
  east_m: z.number(),
  north_m: z.number(),
  /** Above the ground: at a post on a platform. */
  height_m: z.number(),
  semi_major_m: z.number().min(0),
  semi_minor_m: z.number().min(0),
  /** Of the long axis, clockwise from north. */
  bearing_deg: z.number(),
  /** Null where no post is near, or two are. */
  post_id: z.string().nullable(),
  zone_ids: z.array(z.string()),
});
export type GroundPlace = z.infer<typeof groundPlaceSchema>;

/** A confirmed suspicion as it leaves the detector; the station makes a lead of it. */
export const suspicionSchema = z.object({
  track_id: z.number().int(),
  item: subjectSchema,
  state: z.enum(suspectedStates),
  /** Which fence, where `item` is one. */
  fence_id: z.string().optional(),
  /** Where `item` is one: names and all, so that it reads right when the model that knew it is gone. */
  facility: facilitySchema.optional(),
  /** Heads on the deciding frame, where nobody in it is the subject. */
  bystanders: z.array(boxSchema).max(600).optional(),
  /** Of a fence: how sure it is that a person was there. Of a facility: the mean score of what was seen. */
  probability: z.number().min(0).max(1),
  frames: z.number().int(),
  epoch: z.number().int(),
  /** The frame that decided: the sharpest judged one, whose still goes with it. */
  pts_us: z.number().int(),
  first_pts_us: z.number().int(),
  last_pts_us: z.number().int(),
  box: boxSchema,
  head_box: boxSchema,
  /** Height of the head in pixels. */
  head_px: z.number(),
  width_px: z.number().int(),
  height_px: z.number().int(),
  /** Absent where nobody knows how the camera stood; a lead has it as a position instead. */
  place: groundPlaceSchema.optional(),
});
export type Suspicion = z.infer<typeof suspicionSchema>;
