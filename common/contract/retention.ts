import { z } from 'zod';
import { custodySettingsSchema } from './custody.ts';

/** A deletion that one person proposed and another must decide. */
export const deletionSchema = z.object({
  id: z.string(),
  state: z.enum(['proposed', 'trashed', 'restored', 'refused', 'purged']),
  lead_ids: z.array(z.string()),
  files: z.array(z.string()),
  reason: z.string(),
  proposed_by: z.string(),
  proposed_by_name: z.string(),
  proposed_utc_us: z.number().int(),
  approved_by: z.string().nullable(),
  approved_by_name: z.string().nullable(),
  trashed_utc_us: z.number().int().nullable(),
  /** Until then it can be taken back. */
  purge_utc_us: z.number().int().nullable(),
});
export type Deletion = z.infer<typeof deletionSchema>;

const retentionSchema = z.enum(['hold', 'case', 'confirmed', 'unreviewed', 'rejected']);

/** What is kept and why, what is due, and what is on its way out. */
export const retentionViewSchema = z.object({
  settings: custodySettingsSchema,
  classes: z.array(z.object({ retention: retentionSchema, leads: z.number().int(), due: z.number().int() })),
  due: z.array(z.object({ lead_id: z.string(), retention: retentionSchema, since_utc_us: z.number().int() })),
  holds: z.array(
    z.object({
      lead_id: z.string(),
      reason: z.string(),
      placed_by: z.string(),
      placed_utc_us: z.number().int(),
    }),
  ),
  deletions: z.array(deletionSchema),
  /** Why nothing that is due may be deleted now. */
  refusal: z.enum(['empty', 'new', 'clock', 'too_many']).nullable(),
});
export type RetentionView = z.infer<typeof retentionViewSchema>;
