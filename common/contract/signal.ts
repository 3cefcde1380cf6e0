import { z } from 'zod';
import { positionSchema } from './geo.ts';
import { streamStatuses } from './stream.ts';

/** How well the picture of a stream comes in. */
export const pictureQualities = ['good', 'weak', 'lost'] as const;
export type PictureQuality = (typeof pictureQualities)[number];

/** How the picture of one camera of an aircraft came in at one moment. */
export const pictureSignalSchema = z.object({
  stream_id: z.string().max(100),
  name: z.string().max(200),
  status: z.enum(streamStatuses),
  bitrate_kbit_s: z.number().nullable(),
  frames_per_s: z.number().nullable(),
  /** 95 of 100 frames of the last seconds were at most so much later than the luckiest. */
  jitter_ms: z.number().nullable(),
  /** Packets (RTP) or frames (MPEG-TS) of the last minute that did not come whole. */
  lost_last_minute: z.number().int().nullable(),
});
export type PictureSignal = z.infer<typeof pictureSignalSchema>;

/** How everything came in at one place of a flight, looked at once a second. */
export const signalPointSchema = positionSchema.extend({
  utc_us: z.number().int(),
  /** Above the take-off point. */
  height_m: z.number().nullable(),
  /** Of the telemetry; while it is lost the place is the last one heard. */
  link: z.enum(['live', 'lost', 'recorded']),
  /** To the autopilot and back. */
  rtt_ms: z.number().nullable(),
  /** Share of telemetry messages lost on the best way, over the last ten seconds. */
  loss_percent: z.number().nullable(),
  pictures: z.array(pictureSignalSchema).max(50),
});
export type SignalPoint = z.infer<typeof signalPointSchema>;

/** 信号图: along the way of one flight. */
export const flightSignalSchema = z.object({
  flight_id: z.string(),
  site_id: z.string(),
  /** In order of time; of a long flight the worst of every few seconds. */
  points: z.array(signalPointSchema),
});
export type FlightSignal = z.infer<typeof flightSignalSchema>;
