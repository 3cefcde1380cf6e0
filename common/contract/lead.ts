import { z } from 'zod';
import { groundPlaceSchema, suspicionSchema } from './findings.ts';
import { positionSchema } from './geo.ts';

/** A file the station sealed: its SHA-256 is in the custody ledger. */
export const sealedFileSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int(),
  ledger_seq: z.number().int(),
});
export type SealedFile = z.infer<typeof sealedFileSchema>;

export const reviewDecisions = ['confirmed', 'rejected', 'unusable'] as const;

/** 审核. The four words are those of 行政处罚法 第41条: true, clear, complete, accurate. */
export const reviewSchema = z.object({
  id: z.string(),
  lead_id: z.string(),
  reviewer_id: z.string(),
  reviewer_name: z.string(),
  /** 执法证号 of the reviewer at that time. */
  officer_no: z.string().nullish(),
  decision: z.enum(reviewDecisions),
  reason: z.string(),
  true: z.boolean(),
  clear: z.boolean(),
  complete: z.boolean(),
  accurate: z.boolean(),
  decided_utc_us: z.number().int(),
});
export type Review = z.infer<typeof reviewSchema>;

/** 复核签字: a second officer stands by a confirmation, or does not. */
export const countersignSchema = z.object({
  person_id: z.string(),
  person_name: z.string(),
  officer_no: z.string(),
  agreed: z.boolean(),
  reason: z.string(),
  utc_us: z.number().int(),
});
export type Countersign = z.infer<typeof countersignSchema>;

/** Where the person stood, with the error ellipse (1 σ) and the hazard zones there. */
export const leadPlaceSchema = groundPlaceSchema
  .omit({ round_id: true, east_m: true, north_m: true, post_id: true })
  .extend(positionSchema.shape);
export type LeadPlace = z.infer<typeof leadPlaceSchema>;

/** 举报: who told of it, through what, and in what words. */
export const leadReportSchema = z.object({
  via: z.enum(['link', 'dingtalk', 'wecom', 'platform']),
  reporter: z.string().max(200),
  text: z.string().max(5000),
  photo_sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The report by link that it was made of. */
  report_id: z.string().nullable(),
});
export type LeadReport = z.infer<typeof leadReportSchema>;

/** 线索: what the machine believes. Only a person's review makes it evidence. */
export const leadSchema = z.object({
  id: z.string(),
  stream_id: z.string(),
  flight_id: z.string().nullable(),
  site_id: z.string().nullable(),
  post_id: z.string().nullable(),
  /** Null where it is not known: no telemetry for that moment, or nobody said what camera it is. */
  place: leadPlaceSchema.nullish(),
  model_id: z.string(),
  suspicion: suspicionSchema,
  raised_utc_us: z.number().int(),
  /** When the deciding frame was taken, and how far that can be off. */
  frame_utc_us: z.number().int(),
  clock_error_us: z.number().int(),
  /** Where the aircraft was at that frame. */
  aircraft: positionSchema.extend({ height_m: z.number().nullable() }).nullable(),
  still: sealedFileSchema.nullable(),
  /** `waiting` until the post-roll has been recorded; `failed` says why in `clip_fault`. */
  clip_state: z.enum(['waiting', 'sealed', 'failed']),
  clip: sealedFileSchema
    .extend({
      first_pts_us: z.number().int(),
      last_pts_us: z.number().int(),
      frames: z.number().int(),
      gaps: z.array(z.object({ after_pts_us: z.number().int(), length_us: z.number().int() })),
    })
    .nullable(),
  clip_fault: z.string().nullable(),
  state: z.enum(['open', ...reviewDecisions]),
  review: reviewSchema.nullable(),
  countersign: countersignSchema.nullish(),
  /** Somebody asked for a second look, and why; the lead stays open. */
  second_look: z.object({ person_name: z.string(), note: z.string(), utc_us: z.number().int() }).nullish(),
  /** Another pass of the same person on the same flight: the lead that stands for both. */
  merged_into: z.string().nullish(),
  /** A person reported it with a photo. No model has judged: probability and frames of its suspicion are 0. */
  report: leadReportSchema.nullish(),
  /** Further passes of the same person that stand behind this lead. */
  passes: z.number().int().nullish(),
});
export type Lead = z.infer<typeof leadSchema>;
