import { z } from 'zod';
import { contactAddressesSchema } from './channel.ts';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** Where a person is reached, and when. Hours are those of China (UTC+8). */
export const contactSchema = z.object({
  person_id: z.string(),
  addresses: contactAddressesSchema,
  on_duty: z.boolean(),
  /** Not disturbed from … to …, unless on site. */
  quiet: z.object({ from: clockTime, to: clockTime }).nullable(),
  /** On site until then: quiet hours do not hold. */
  on_site_until_utc_us: z.number().int().nullable(),
});
export type Contact = z.infer<typeof contactSchema>;

const people = z.array(z.string()).max(50);

/** Who is told of what; the most particular rule holds. Empty lists mean: everybody of that role. */
export const alertRuleSchema = z.object({
  site_id: z.string().nullable(),
  hazard: z.enum(['dust', 'noise']).nullable(),
  first: people,
  second: people,
  supervisor: people,
});
export type AlertRule = z.infer<typeof alertRuleSchema>;

export const alertSettingsSchema = z.object({
  rules: z.array(alertRuleSchema).max(200),
  /** Seconds from the alert to the second inspector and to the supervisor. */
  second_after_s: z.number().int().min(10).max(3600),
  supervisor_after_s: z.number().int().min(20).max(7200),
  /** A grown alert is told again no sooner than this. */
  update_after_s: z.number().int().min(5).max(600),
  /** What was not sent by then goes into a digest. */
  expires_after_min: z.number().int().min(1).max(1440),
  /** The address under which phones reach this station, for links in messages; empty sends none. */
  base_url: z
    .url({ protocol: /^https?$/ })
    .max(200)
    .or(z.literal('')),
  /** Full site names instead of site codes in messages that leave the station. */
  site_names: z.boolean(),
});
export type AlertSettings = z.infer<typeof alertSettingsSchema>;

export const presetAlertSettings: AlertSettings = {
  rules: [],
  second_after_s: 60,
  supervisor_after_s: 180,
  update_after_s: 30,
  expires_after_min: 30,
  base_url: '',
  site_names: false,
};
