import { z } from 'zod';
import { contactAddressesSchema } from './channel.ts';
import { hazards } from './site.ts';

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
const hoursSchema = z.object({ from: clockTime, to: clockTime });
export type Hours = z.infer<typeof hoursSchema>;

/** What a rule may be for: a hazard, or leads about fences or safety facilities. */
export const ruleTopics = [...hazards, 'fence', 'facility'] as const;
export type RuleTopic = (typeof ruleTopics)[number];

/** Who is told of what; the most particular rule holds. Empty lists mean: everybody of that role. */
export const alertRuleSchema = z.object({
  site_id: z.string().nullable(),
  hazard: z.enum(ruleTopics).nullable(),
  /** Holds only between these; from later than to passes midnight. */
  hours: hoursSchema.nullable().default(null),
  first: people,
  second: people,
  supervisor: people,
  /** 喊话: the loudspeakers on site remind everybody there at once, naming nobody. */
  broadcast: z.boolean().default(false),
});
export type AlertRule = z.infer<typeof alertRuleSchema>;

/** 值班班次: whoever stands in any shift is on duty only while one of theirs runs. */
export const shiftSchema = z.object({
  name: z.string().trim().min(1).max(40),
  /** 1 Monday … 7 Sunday, the day on which the shift begins. */
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  hours: hoursSchema,
  people,
});
export type Shift = z.infer<typeof shiftSchema>;

/** 用人单位联系人: whom an inspector calls about a site. */
export const siteContactSchema = z.object({
  site_id: z.string(),
  name: z.string().trim().max(64),
  phone: z.string().regex(/^\+?[\d-]{5,20}$/),
});
export type SiteContact = z.infer<typeof siteContactSchema>;

export const alertSettingsSchema = z.object({
  rules: z.array(alertRuleSchema).max(200),
  shifts: z.array(shiftSchema).max(100).default([]),
  site_contacts: z.array(siteContactSchema).max(500).default([]),
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
  shifts: [],
  site_contacts: [],
  second_after_s: 60,
  supervisor_after_s: 180,
  update_after_s: 30,
  expires_after_min: 30,
  base_url: '',
  site_names: false,
};
