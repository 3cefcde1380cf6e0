import { z } from 'zod';

const days = (usual: number) => z.number().int().min(1).max(36_500).default(usual);

/** How evidence is kept, time-stamped and timed. */
export const custodySettingsSchema = z.object({
  /** Above this worst-case clock error a file's time alone proves nothing. */
  worst_clock_error_ms: z.number().int().min(1).max(3_600_000).default(2000),
  /** RFC 3161 time-stamp authority; empty = none, nothing is sent anywhere. */
  tsa_url: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(500)]).default(''),
  /** Seals and case files are signed with SM2 (GB/T 32918) too, beside Ed25519. */
  sm2: z.boolean().default(false),
  /** Retention 保管期限, counted from when a lead was raised, rejected, or its case closed. */
  unreviewed_days: days(30),
  rejected_days: days(30),
  confirmed_days: days(365),
  archive_days: days(3650),
});
export type CustodySettings = z.infer<typeof custodySettingsSchema>;
