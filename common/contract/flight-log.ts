import { z } from 'zod';

/** What the recorded telemetry of one flight says of it. */
export const flightFiguresSchema = z.object({
  /** First and last moment off the ground. */
  takeoff_utc_us: z.number().int(),
  landing_utc_us: z.number().int(),
  airborne_s: z.number(),
  /** Level way over ground. */
  flown_m: z.number(),
  /** Drawn from the battery while airborne; null where the aircraft counts neither energy nor percent. */
  energy_wh: z.number().nullable(),
  /** The aircraft's own energy counter, or its percentage of the registered pack. */
  energy_by: z.enum(['counter', 'percent']).nullable(),
  /** On its way, faster than 1 m/s. */
  cruise: z.object({ s: z.number(), m: z.number(), wh: z.number().nullable() }),
  /** In the air and not on its way. */
  hover: z.object({ s: z.number(), wh: z.number().nullable() }),
});
export type FlightFigures = z.infer<typeof flightFiguresSchema>;

/** This aircraft's own effort, measured from its flights. */
export const aircraftEffortSchema = z.object({
  vehicle_id: z.string(),
  wh_per_m: z.number(),
  hover_w: z.number(),
  flights: z.number().int(),
  flown_m: z.number(),
});
export type AircraftEffort = z.infer<typeof aircraftEffortSchema>;

/** 近期经历: a pilot is current who made so many flights in so many days. */
export const currencyRuleSchema = z.object({
  flights: z.number().int().min(0).max(100),
  days: z.number().int().min(1).max(730),
});
export type CurrencyRule = z.infer<typeof currencyRuleSchema>;

/** Three flights in ninety days: the recency most operators ask for; no regulation of light aircraft names one. */
export const presetCurrencyRule: CurrencyRule = { flights: 3, days: 90 };

export const logTotalSchema = z.object({
  id: z.string(),
  name: z.string(),
  flights: z.number().int(),
  airborne_s: z.number(),
  flown_m: z.number(),
});
export type LogTotal = z.infer<typeof logTotalSchema>;

export const pilotTotalSchema = logTotalSchema.extend({
  licence: z.string().nullable(),
  licence_class: z.string().nullable(),
  valid_to: z.string().nullable(),
  /** Within the days of the rule. */
  recent_flights: z.number().int(),
  state: z.enum(['current', 'not_current', 'expired', 'none']),
});
export type PilotTotal = z.infer<typeof pilotTotalSchema>;

export const flightLogRowSchema = z.object({
  flight_id: z.string(),
  pilot_id: z.string(),
  pilot_name: z.string(),
  vehicle_id: z.string(),
  vehicle_name: z.string(),
  registration: z.string().nullable(),
  mission_name: z.object({ zh: z.string(), en: z.string() }),
  started_utc_us: z.number().int(),
  stage: z.string(),
  figures: flightFiguresSchema.nullable(),
});
export type FlightLogRow = z.infer<typeof flightLogRowSchema>;

export const flightLogSchema = z.object({
  rule: currencyRuleSchema,
  rows: z.array(flightLogRowSchema),
  pilots: z.array(pilotTotalSchema),
  aircraft: z.array(logTotalSchema.extend({ effort: aircraftEffortSchema.nullable() })),
});
export type FlightLog = z.infer<typeof flightLogSchema>;
