import { z } from 'zod';

/** What a person told may answer. `sign` 签收 is the acknowledgement; the others say how it goes on. */
export const alertAnswers = ['sign', 'on_my_way', 'arrived', 'handled', 'cannot'] as const;
export type AlertAnswer = (typeof alertAnswers)[number];

export const alertAnswerSchema = z.object({
  person_id: z.string(),
  person_name: z.string(),
  answer: z.enum(alertAnswers),
  note: z.string(),
  utc_us: z.number().int(),
});

/** 灯: off once signed, green while the first person has time, yellow after the first step, red after the last. */
export const lamps = ['off', 'green', 'yellow', 'red'] as const;
export type Lamp = (typeof lamps)[number];

/** 告警: what a person must take on. The leads of one flight are one alert that grows until it is signed. */
export const alertSchema = z.object({
  id: z.string(),
  /** Short, shown in every message, the same in every copy of it. */
  key: z.string(),
  /** The first lead; the others follow in `lead_ids` in the order they were raised. */
  lead_id: z.string(),
  lead_ids: z.array(z.string()).min(1),
  site_id: z.string().nullable(),
  flight_id: z.string().nullable(),
  /** `delivered` means that a service took it, never that a person saw it. */
  state: z.enum(['queued', 'delivered', 'acknowledged']),
  /** 0 first inspector, 1 second, 2 supervisor. */
  level: z.number().int().min(0).max(2),
  lamp: z.enum(lamps),
  queued_utc_us: z.number().int(),
  /** When it goes to the next person unless it is signed; null at the last step and once signed. */
  escalates_utc_us: z.number().int().nullable(),
  delivered_utc_us: z.number().int().nullable(),
  acknowledged_utc_us: z.number().int().nullable(),
  acknowledged_by: z.string().nullable(),
  answers: z.array(alertAnswerSchema),
});
export type Alert = z.infer<typeof alertSchema>;

export const messageKinds = ['text', 'update', 'picture', 'escalation', 'digest', 'test'] as const;

/**
 * One message of the outbox: one alert, through one channel, to one group or person.
 * `accepted` is the service's own word; `digested` means that it went out as part of a digest.
 */
export const messageSchema = z.object({
  id: z.string(),
  alert_id: z.string().nullable(),
  channel_id: z.string(),
  recipient_id: z.string().nullable(),
  kind: z.enum(messageKinds),
  state: z.enum(['queued', 'sending', 'accepted', 'digested', 'refused', 'dropped']),
  queued_utc_us: z.number().int(),
  expires_utc_us: z.number().int(),
  not_before_utc_us: z.number().int(),
  attempts: z.number().int(),
  accepted_utc_us: z.number().int().nullable(),
  /** How many leads of its alert it told of. */
  covers: z.number().int(),
  digest_id: z.string().nullable(),
  /** What the service answered, for asking it later. */
  receipt: z.string().nullable(),
  last_error: z.string().nullable(),
  /** What a person chose to say; null where the station words it. */
  words: z.string().nullable().default(null),
  /** When its service first said that the person had read it; not every service says. */
  read_utc_us: z.number().int().nullable().default(null),
});
export type Message = z.infer<typeof messageSchema>;

const spread = z.object({ count: z.number().int(), p50_ms: z.number(), p95_ms: z.number() });

/** How fast alerts leave, over the last thousand; null before the first. */
export const alertFiguresSchema = z.object({
  waiting: z.number().int(),
  oldest_waiting_utc_us: z.number().int().nullable(),
  /** First judged frame to the frame that confirmed: the model's confirmation window. */
  window: spread.nullable(),
  /** Capture of the confirming frame to the first request that left. */
  capture_to_request: spread.nullable(),
  /** Confirmation known to the station to the request of each channel. */
  confirmed_to_request: spread.nullable(),
  request_to_acknowledged: spread.nullable(),
});
export type AlertFigures = z.infer<typeof alertFiguresSchema>;
