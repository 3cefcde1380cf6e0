import { z } from 'zod';
import { call } from './call.ts';
import { positionSchema } from './geo.ts';
import { itemSchema } from './site.ts';

const id = z.string().min(1).max(100);

/** 其他平台: another system that hands leads in, proven by a secret of its own. */
export const platformSchema = z.object({
  id,
  name: z.string().trim().min(1).max(60),
  created_utc_us: z.number().int(),
  /** What came from it, and when the last did; null where nothing did. */
  reports: z.number().int(),
  heard_utc_us: z.number().int().nullable(),
});
export type Platform = z.infer<typeof platformSchema>;

/** What another platform posts to `/hook/platform/{id}`; the same `id` again is the same report. */
export const platformReportSchema = z.strictObject({
  id: z.string().min(1).max(100),
  item: itemSchema,
  text: z.string().trim().min(1).max(5000),
  /** Who saw it, in the words of the platform. */
  reporter: z.string().trim().max(100).default(''),
  /** A site of this station; else the one that the position lies in. */
  site_id: id.nullish(),
  position: positionSchema.nullish(),
  /** When the photo was taken, and how far that can be off; without both it is known to the day. */
  taken_utc_us: z.number().int().min(0).nullish(),
  clock_error_us: z.number().int().min(0).max(604_800_000_000).nullish(),
  photo_jpeg_base64: z.base64().max(8_000_000),
});
export type PlatformReport = z.infer<typeof platformReportSchema>;

const withSecret = z.object({ platform: platformSchema, secret: z.string() });

/** Platforms that may hand leads in. */
export const platformCalls = {
  'platforms.list': call({
    kind: 'read',
    audience: ['administrator'],
    summary: { zh: '接入的其他平台', en: 'Platforms that hand leads in' },
    input: z.object({}),
    output: z.array(platformSchema),
  }),
  'platforms.add': call({
    kind: 'write',
    audience: ['administrator'],
    summary: { zh: '接入其他平台', en: 'Let a platform hand leads in; its secret is told this once' },
    input: platformSchema.pick({ name: true }),
    output: withSecret,
  }),
  'platforms.renew': call({
    kind: 'write',
    audience: ['administrator'],
    summary: { zh: '更换平台密钥', en: 'Give a platform a new secret; the old one is refused at once' },
    input: z.object({ platform_id: id }),
    output: withSecret,
  }),
  'platforms.remove': call({
    kind: 'write',
    audience: ['administrator'],
    summary: { zh: '停止接入', en: 'Take nothing more from a platform; its leads stay' },
    input: z.object({ platform_id: id }),
    output: z.array(platformSchema),
  }),
} as const;
