import { z } from 'zod';
import { call, everyone } from './call.ts';

/** Whether and where pictures are fetched off the aircraft, by MAVLink FTP, while they are disarmed. */
export const pictureSettingsSchema = z.object({
  /** Without being asked: after every landing, and what is announced on the ground. */
  by_itself: z.boolean(),
  /** Looked through with the folders in it, for pictures that were not announced; null: none is. */
  folder: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^[^\p{Cc}]+$/u)
    .nullable(),
  /** The component that serves this folder: 1 is the autopilot, 100 to 105 are cameras. */
  component_id: z.number().int().min(1).max(255),
});
export type PictureSettings = z.infer<typeof pictureSettingsSchema>;
export const presetPictureSettings: PictureSettings = { by_itself: true, folder: null, component_id: 1 };

const faultSchema = z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) });

/** A picture aboard: announced or found, and what became of it. */
export const aircraftPictureSchema = z.object({
  path: z.string(),
  component_id: z.number().int(),
  state: z.enum(['waiting', 'fetched', 'failed']),
  bytes: z.number().int().nullable(),
  /** Of the bytes that were fetched: the name under which they lie in `stills`. */
  sha256: z.string().nullable(),
  taken_utc_us: z.number().int().nullable(),
  fault: faultSchema.nullable(),
});
export type AircraftPicture = z.infer<typeof aircraftPictureSchema>;

export const pictureJobSchema = z.object({
  vehicle_id: z.string(),
  /** held: there is something to fetch, and the aircraft is armed, out of reach, or does something else. */
  state: z.enum(['idle', 'held', 'listing', 'fetching']),
  now: z.object({ path: z.string(), received: z.number().int(), bytes: z.number().int() }).nullable(),
  waiting: z.number().int(),
  fetched: z.number().int(),
  failed: z.number().int(),
  /** The folder that is looked through; null where only what is announced is fetched. */
  folder: z.string().nullable(),
  /** Why the folder could not be looked through. */
  fault: faultSchema.nullable(),
  /** Those that failed, newest first. */
  failures: z.array(aircraftPictureSchema),
});
export type PictureJob = z.infer<typeof pictureJobSchema>;

export const pictureCalls = {
  'pictures.settings': call({
    kind: 'read',
    audience: ['pilot', 'administrator'],
    summary: { zh: '机上照片取回设置', en: 'Whether and where pictures are fetched off the aircraft' },
    input: z.object({}),
    output: pictureSettingsSchema,
  }),
  'pictures.configure': call({
    kind: 'write',
    audience: ['administrator'],
    summary: { zh: '设定机上照片取回', en: 'Set whether and where pictures are fetched off the aircraft' },
    input: pictureSettingsSchema,
    output: pictureSettingsSchema,
  }),
  'pictures.job': call({
    kind: 'read',
    audience: everyone,
    summary: {
      zh: '某飞行器照片取回进度',
      en: 'What is fetched, waits and failed of the pictures of an aircraft',
    },
    input: z.object({ vehicle_id: z.string().max(100) }),
    output: pictureJobSchema,
  }),
  'pictures.fetch': call({
    kind: 'write',
    audience: ['pilot'],
    summary: {
      zh: '取回机上照片：已通知的与设定文件夹内的，失败的重试',
      en: 'Fetch the pictures of a disarmed aircraft: announced, or in the folder set; what failed is tried again',
    },
    input: z.object({ vehicle_id: z.string().max(100) }),
    output: pictureJobSchema,
  }),
} as const;
