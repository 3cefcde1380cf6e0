import { z } from 'zod';
import { call } from './call.ts';
import { hazardSchema, itemSchema } from './site.ts';

const share = z.number().min(0).max(1);
const nothing = z.object({});

/** How often people confirmed what the detector believed; `site_id` null stands for all sites. */
export const feedbackRowSchema = z.object({
  site_id: z.string().nullable(),
  item: itemSchema,
  /** The hazard that the item protects against; null for the helmet. */
  hazard: hazardSchema.nullable(),
  state: z.enum(['not_worn', 'worn_wrongly']),
  confirmed: z.number().int(),
  rejected: z.number().int(),
  /** Decided neither way: outside of the precision. */
  unusable: z.number().int(),
  /** Confirmed of confirmed and rejected, with its 95 % Wilson interval; null before the first. */
  precision: z.object({ value: share, low: share, high: share }).nullable(),
  /**
   * The lowest probability from which the wanted share was confirmed, for this item and state over all sites; null
   * where too few were reviewed or no probability gives it. Nothing below the present threshold ever became a lead,
   * so this can only raise it.
   */
  suggested: z
    .object({
      threshold: share,
      reviewed: z.number().int(),
      confirmed: z.number().int(),
      lost: z.number().int(),
    })
    .nullable(),
});
export type FeedbackRow = z.infer<typeof feedbackRowSchema>;

const labelled = z.enum(['worn', 'not_worn']);
export const labelledImageSchema = z.object({
  /** Below the data folder, where the sealed still lies. */
  file: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  source: z.string(),
  licence: z.string(),
  /** Classes labelled exhaustively: none, since a review judges one head of a picture. */
  complete: z.array(z.string()),
  objects: z.array(
    z.object({
      class: z.literal('head'),
      box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
      mask: labelled.optional(),
      hearing: labelled.optional(),
      helmet: labelled.optional(),
    }),
  ),
});
export type LabelledImage = z.infer<typeof labelledImageSchema>;

/** What reviews say of the detector. */
export const feedbackCalls = {
  'reviews.feedback': call({
    kind: 'read',
    audience: ['inspector', 'supervisor', 'administrator'],
    summary: {
      zh: '审核反馈：各场所、各危害的准确率与建议阈值',
      en: 'Precision per site and hazard, and suggested thresholds',
    },
    input: z.object({
      /** The share of leads that should be right. */
      wanted: z.coerce.number().min(0.5).max(0.999).default(0.95),
    }),
    output: z.array(feedbackRowSchema),
  }),
  'reviews.labels': call({
    kind: 'write',
    audience: ['administrator'],
    summary: {
      zh: '导出人工审核形成的标注集（labels.json）',
      en: 'The labelled set that reviews make, as labels.json over the stills of the data folder',
    },
    input: nothing,
    output: z.object({ images: z.array(labelledImageSchema) }),
  }),
} as const;
