import { z } from 'zod';
import { checklistEntrySchema } from './checklist.ts';
import { areasAboardSchema } from './fence.ts';
import { flightFiguresSchema } from './flight-log.ts';
import { planCheckSchema, planViolationSchema } from './plan.ts';

/** The stages of 架次, in order; `failed` and `aborted` end it early. */
export const flightStages = [
  'uploading',
  'verifying',
  'arming',
  'taking_off',
  'flying',
  'returning',
  'landed',
  'failed',
  'aborted',
] as const;

export const flightSchema = z.object({
  id: z.string(),
  mission_id: z.string(),
  site_id: z.string(),
  vehicle_id: z.string(),
  pilot_id: z.string(),
  stage: z.enum(flightStages),
  started_utc_us: z.number().int(),
  ended_utc_us: z.number().int().nullable(),
  /** Items sent so far, and how many the read-back found equal. */
  upload: z.object({ sent: z.number().int(), total: z.number().int(), verified: z.boolean() }),
  /** Fence and rally points of the plan, aboard before the mission; null where the mission has no plan. */
  areas: areasAboardSchema.nullable().default(null),
  /** SHA-256 of the mission as verified on the aircraft. */
  mission_sha256: z.string().nullable(),
  /** What was checked before the upload, and what the pilot signed; absent for missions without a plan. */
  preflight: z.object({ checks: z.array(planCheckSchema), signed: z.array(planViolationSchema) }).optional(),
  /** The pre-flight checklist as it stood when the flight began. */
  checklist: z.array(checklistEntrySchema).optional(),
  /** What its telemetry says; absent until it has ended, and where it never left the ground. */
  figures: flightFiguresSchema.optional(),
  /** The item of the mission it was on last, counted from 0; where a flight is taken up again. */
  reached_item: z.number().int().nullable().default(null),
  /** The flight this one takes up again after a battery change. */
  resumes_flight_id: z.string().nullable().default(null),
  /** Everything heard and sent was recorded to a telemetry log. */
  telemetry_log: z.boolean().default(false),
  /** The catalogued fault that ended it. */
  fault: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
});
export type Flight = z.infer<typeof flightSchema>;
