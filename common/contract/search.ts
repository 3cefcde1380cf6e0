import { z } from 'zod';
import { caseStages } from './case.ts';
import { reviewDecisions } from './lead.ts';
import { textSchema } from './text.ts';

export const searchKinds = ['case', 'lead', 'site', 'person'] as const;
export type SearchKind = (typeof searchKinds)[number];

const id = z.string().min(1).max(100);
const degrees = (most: number) => z.coerce.number().min(-most).max(most);

/** What is asked for: every part narrows, and a part that says nothing is left out. */
export const searchFilterSchema = z.object({
  /** Words of names, numbers, titles, records and reasons; each must occur. */
  text: z.string().trim().max(200).optional(),
  kind: z.enum(searchKinds).optional(),
  site_id: id.optional(),
  /** Whoever reviewed, acted or works on it. */
  person_id: id.optional(),
  lead_state: z.enum(['open', ...reviewDecisions]).optional(),
  stage: z.enum(caseStages).optional(),
  from_utc_us: z.coerce.number().int().optional(),
  to_utc_us: z.coerce.number().int().optional(),
  /** A box on the map; it may not cross the date line. */
  south_deg: degrees(90).optional(),
  north_deg: degrees(90).optional(),
  west_deg: degrees(180).optional(),
  east_deg: degrees(180).optional(),
});
export type SearchFilter = z.infer<typeof searchFilterSchema>;

export const foundSchema = z.object({
  kind: z.enum(searchKinds),
  id: z.string(),
  title: textSchema,
  /** The state of a lead or the stage of a case. */
  state: z.string().nullable(),
  utc_us: z.number().int().nullable(),
  site_id: z.string().nullable(),
  position: z.object({ lat_deg: z.number(), lon_deg: z.number() }).nullable(),
});
export type Found = z.infer<typeof foundSchema>;

export const savedFilterSchema = z.object({
  id: z.string(),
  name: z.string().trim().min(1).max(60),
  filter: searchFilterSchema,
});
export type SavedFilter = z.infer<typeof savedFilterSchema>;

/** A place in a list: where the next page begins. `UTC_US ID` of the last row. */
export const cursorSchema = z.string().regex(/^(-?\d+(\.\d+)?|none) \S{1,100}$/);
