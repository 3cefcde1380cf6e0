import { z } from 'zod';
import { call, everyone } from './call.ts';
import { positionSchema } from './geo.ts';
import { groundSpotSchema, placings } from './stream.ts';

const frame = {
  stream_id: z.string(),
  epoch: z.coerce.number().int().min(0),
  pts_us: z.coerce.number().int(),
};
const utc = z.number().int();
const gap = z.object({
  from_utc_us: utc,
  length_us: z.number(),
  /** Worst-case error of the length: 0 where the stream's own clock measured it. */
  error_us: z.number(),
});

/** Calls about what was recorded of a stream. */
export const streamCalls = {
  'streams.timeline': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '录像时间轴与缺口', en: 'What is recorded of a stream, and what lacks between' },
    input: z.object({ stream_id: z.string() }),
    output: z.object({
      now_utc_us: utc,
      stretches: z.array(
        z.object({
          epoch: z.number().int(),
          from_utc_us: utc,
          to_utc_us: utc,
          /** Worst-case error of both. */
          utc_error_us: z.number(),
        }),
      ),
      gaps: z.array(gap),
      bytes: z.number(),
      /** Frames that the disk could not take. */
      frames_lost: z.number().int(),
      disk: z.enum(['enough', 'low', 'short', 'full']),
      free_mib: z.number().nullable(),
    }),
  }),
  'streams.replay': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '回看录像片段', en: 'A few seconds of the recording as an MP4 that any browser plays' },
    input: z.object({
      stream_id: z.string(),
      at_utc_us: z.coerce.number().int().positive(),
      seconds: z.coerce.number().min(1).max(10).default(6),
    }),
    output: z.object({
      /** Copied, not encoded anew; begins at the key frame at or before the time asked for. */
      mp4_base64: z.string(),
      first_utc_us: utc,
      utc_error_us: z.number(),
      frames: z.number().int(),
      gaps: z.array(z.object({ after_pts_us: z.number(), length_us: z.number() })),
    }),
  }),
  'streams.snapshot': call({
    kind: 'write',
    audience: everyone,
    summary: { zh: '抓拍一帧原始画面并存证', en: 'Keeps one frame at native resolution, on record' },
    input: z.object({ stream_id: z.string(), epoch: z.number().int().min(0), pts_us: z.number().int() }),
    output: z.object({
      id: z.string(),
      /** When the frame was taken, with its worst-case error. */
      utc_us: utc,
      utc_error_us: z.number(),
      sha256: z.string(),
      width_px: z.number().int(),
      height_px: z.number().int(),
      jpeg_base64: z.string(),
    }),
  }),
  'streams.eye': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '镜头当前看到的地面范围', en: 'What a camera sees of the ground now' },
    input: z.object({ stream_id: z.string() }),
    output: z.object({
      /** Why nothing is known, where nothing is. */
      placing: z.enum(placings),
      camera: positionSchema.extend({ height_m: z.number() }).nullable(),
      /** The outline of the field of view on the ground, up to 400 m away; empty where none is seen. */
      ground: z.array(positionSchema),
      /** What the middle of the picture looks at. */
      middle: groundSpotSchema.nullable(),
    }),
  }),
  'streams.ground': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '画面一点对应的地面位置', en: 'The place on the ground under a pixel of a frame' },
    input: z.object({ ...frame, x_px: z.coerce.number(), y_px: z.coerce.number() }),
    output: z.object({ spot: groundSpotSchema.nullable() }),
  }),
  'streams.pixel': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '地面位置在画面中的点', en: 'Where a place on the ground is seen in a frame' },
    input: z.object({
      ...frame,
      lat_deg: z.coerce.number().min(-90).max(90),
      lon_deg: z.coerce.number().min(-180).max(180),
    }),
    output: z.object({
      /** In pixels of the original; may lie outside of the picture. */
      pixel: z.object({ x_px: z.number(), y_px: z.number() }).nullable(),
    }),
  }),
} as const;
