import { z } from 'zod';
import { call, everyone } from './call.ts';

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
} as const;
