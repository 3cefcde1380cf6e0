import { z } from 'zod';
import { frameFindingsSchema } from './findings.ts';
import { positionSchema } from './geo.ts';

export const streamStatuses = ['connecting', 'live', 'stalled', 'gone', 'stopped'] as const;

/** A camera on an aircraft. */
const airborneMountSchema = z.object({
  vehicle_id: z.string().min(1).max(64),
  /** Of the camera library. */
  camera_id: z.string().min(1).max(64),
  /** The focal length in use of a zoom camera, real, not equivalent; null = not known. */
  focal_mm: z.number().min(0.5).max(2000).nullable(),
});
export type AirborneMount = z.infer<typeof airborneMountSchema>;

/** 固定摄像机: where it stands and how it looks, as somebody measured it. */
export const fixedMountSchema = z.object({
  fixed: positionSchema.extend({
    /** Above the ground below it. */
    up_m: z.number().min(0.5).max(200),
    /** Clockwise from true north. */
    yaw_deg: z.number().min(-360).max(360),
    /** Below the horizon is negative. */
    pitch_deg: z.number().min(-90).max(30),
    /** Angle of view across the picture. */
    hfov_deg: z.number().min(2).max(150),
  }),
});
export type FixedMount = z.infer<typeof fixedMountSchema>;

/** What carries the camera of a stream: without it nobody knows where the people in the picture are. */
export const streamMountSchema = z.union([airborneMountSchema, fixedMountSchema]);
export type StreamMount = z.infer<typeof streamMountSchema>;

/** Whether people in the picture are given a place on the ground, or why not. */
export const placings = [
  'placed',
  'not_mounted',
  'no_pose',
  'no_gimbal',
  'no_focal',
  'stale_zoom',
  'no_site',
] as const;
export type Placing = (typeof placings)[number];

/** A place on the ground with its error ellipse (1 σ). */
export const groundSpotSchema = positionSchema.extend({
  semi_major_m: z.number(),
  semi_minor_m: z.number(),
  /** Of the long axis, clockwise from north. */
  bearing_deg: z.number(),
});
export type GroundSpot = z.infer<typeof groundSpotSchema>;

/** What a stream is now; figures are null until they were measured. */
export const streamStateSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Without user name, password or passphrase. */
  url: z.string(),
  status: z.enum(streamStatuses),
  since_utc_us: z.number().int(),
  codec: z.string().nullable(),
  width_px: z.number().int().nullable(),
  height_px: z.number().int().nullable(),
  frames_per_s: z.number().nullable(),
  bitrate_kbit_s: z.number().nullable(),
  key_frame_interval_s: z.number().nullable(),
  /** How unevenly frames of the last seconds came: 95 of 100 were at most so much later than the luckiest. */
  jitter_ms: z.number().nullable(),
  /** Packets (RTP) or frames (MPEG-TS) of the last minute that did not come whole; TCP and SRT repeat what they lose. */
  lost_last_minute: z.number().int().nullable().default(null),
  /** Worst-case error of the wall-clock time of frames. */
  clock_error_ms: z.number().nullable(),
  /** The sender's own clock minus the station's at the same frame; null where the sender tells none. */
  sender_clock_ms: z.number().nullable().default(null),
  reconnects: z.number().int(),
  recording: z.boolean(),
  /** Why it is not recorded although it is live. */
  recording_fault: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
  /** Room for recordings: `low` is the early warning, `short` lets the oldest recordings go, `full` pauses. */
  disk: z.enum(['enough', 'low', 'short', 'full']),
  free_mib: z.number().nullable(),
  detecting: z.boolean(),
  /** What judges it, and how it keeps up; absent until a detector was up. */
  judging: z
    .object({
      model_id: z.string(),
      /** What runs the models: cpu, cuda, coreml, dml. */
      provider: z.string(),
      /** What decodes its pictures: cpu, or the hardware (cuda, vaapi, d3d11va, videotoolbox, …). */
      decoder: z.string().optional(),
      threads: z.number().int(),
      /** A head with fewer pixels (larger side) is not judged for that item. */
      least_head_px: z.object({ mask: z.number(), hearing: z.number(), helmet: z.number() }).optional(),
      /** Since the station started: frames judged, and decoded frames that a newer one replaced. */
      judged: z.number().int(),
      dropped: z.number().int(),
      restarts: z.number().int(),
    })
    .optional(),
  /** What it is mounted on, where somebody said so. */
  mount: streamMountSchema.nullish(),
  placing: z.enum(placings).optional(),
  /** Why it is not live. */
  fault: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
});
export type StreamState = z.infer<typeof streamStateSchema>;

/** How a screen wants a stream: as it came, or encoded anew because it cannot decode that. */
export const liveForms = ['original', 'h264'] as const;
export const liveFormSchema = z.enum(liveForms);
export type LiveForm = z.infer<typeof liveFormSchema>;

/**
 * What the live WebSocket of one stream carries as text; binary messages between are fragments:
 * the first after `init` is the fMP4 initialisation segment, each other one moof+mdat fragment.
 */
export const liveMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('init'),
    /** RFC 6381, e.g. `avc1.640028`. */
    codec: z.string(),
    width_px: z.number().int(),
    height_px: z.number().int(),
    timescale: z.number().int(),
    /** Counts connections of the source; PTS start again with each. */
    epoch: z.number().int(),
    /** The codec of the original, where this is a branch encoded for the eye; the size is the original's. */
    transcoded_from: z.string().optional(),
  }),
  /** The branch in H.264 that was asked for cannot be made on this machine. */
  z.object({ type: z.literal('no_transcoding') }),
  z.object({ type: z.literal('findings'), findings: frameFindingsSchema }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;
