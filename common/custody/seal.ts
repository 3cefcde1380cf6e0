import { z } from 'zod';
import { sha256Schema } from './signed.ts';

const gapSchema = z.object({ after_pts_us: z.number().int(), length_us: z.number().int() });

/** Who and what made a file. What is not known is null: it is stated, never guessed. */
export const deviceIdentitySchema = z.object({
  station_id: z.string(),
  app_version: z.string(),
  stream_id: z.string(),
  vehicle_id: z.string().nullable(),
  aircraft_serial: z.string().nullable(),
  aircraft_registration: z.string().nullable(),
  camera: z.string().nullable(),
  firmware: z.string().nullable(),
  flight_id: z.string().nullable(),
  pilot: z.object({ id: z.string(), name: z.string(), licence: z.string().nullable() }).nullable(),
  /** What judged the picture; null where a file was not judged. */
  model: z
    .object({
      id: z.string(),
      files: z.array(z.object({ file: z.string(), sha256: sha256Schema })),
      thresholds: z.record(z.string(), z.unknown()),
    })
    .nullable(),
});
export type DeviceIdentity = z.infer<typeof deviceIdentitySchema>;

/** The clocks at the moment of a file, side by side. */
export const sealTimeSchema = z.object({
  /** UTC of the first (or only) frame by the station's clock, and its worst-case error. */
  utc_us: z.number().int(),
  error_us: z.number().int(),
  sealed_utc_us: z.number().int(),
  /** GPS time the aircraft reported, minus the station's clock when it arrived. */
  gps_minus_station_us: z.number().int().nullable(),
  /** The clock of the camera or server that sent the stream, minus the station's, where it told one. */
  sender_minus_station_us: z.number().int().optional(),
  ntp: z.object({
    state: z.enum(['synchronised', 'not_synchronised', 'unknown']),
    source: z.string(),
    offset_us: z.number().nullable(),
    last_sync_utc_us: z.number().int().nullable(),
  }),
  /** `lead_only`: the clock error is above the station's limit, so the time alone proves nothing. */
  grade: z.enum(['evidence', 'lead_only']),
});
export type SealTime = z.infer<typeof sealTimeSchema>;

/** 固证: everything known of one file when it was closed. */
export const sealSchema = z.object({
  format: z.literal('landun-seal-1'),
  file: z.object({
    path: z.string(),
    kind: z.string(),
    bytes: z.number().int(),
    sha256: sha256Schema,
    sm3: sha256Schema,
  }),
  /** For a derivative: what it was made from, and how. */
  parent: z.object({ sha256: sha256Schema, made_by: z.string() }).nullable(),
  lead_id: z.string().nullable(),
  video: z
    .object({
      epoch: z.number().int(),
      codec: z.string(),
      width_px: z.number().int(),
      height_px: z.number().int(),
      first_pts_us: z.number().int(),
      last_pts_us: z.number().int(),
      frames: z.number().int(),
      gaps: z.array(gapSchema),
    })
    .nullable(),
  device: deviceIdentitySchema.nullable(),
  time: sealTimeSchema,
  /** The sidecar with one line per frame. */
  telemetry: z.object({ path: z.string(), sha256: sha256Schema }).nullable(),
});
export type Seal = z.infer<typeof sealSchema>;

/** Where the seal of a file lies. */
export const sealPath = (path: string): string => `${path}.seal.json`;
