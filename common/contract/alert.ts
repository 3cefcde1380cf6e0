import { z } from 'zod';

/** One message of the outbox, written in the same transaction as its lead. */
export const alertSchema = z.object({
  id: z.string(),
  lead_id: z.string(),
  channel: z.enum(['in_app']),
  state: z.enum(['queued', 'delivered', 'acknowledged', 'failed']),
  attempts: z.number().int(),
  queued_utc_us: z.number().int(),
  delivered_utc_us: z.number().int().nullable(),
  acknowledged_utc_us: z.number().int().nullable(),
  acknowledged_by: z.string().nullable(),
  last_error: z.string().nullable(),
});
export type Alert = z.infer<typeof alertSchema>;
