import { z } from 'zod';
import { positionSchema } from './geo.ts';

/** A paired phone: it acts as its person until it is revoked. */
export const phoneSchema = z.object({
  id: z.string(),
  person_id: z.string(),
  person_name: z.string(),
  name: z.string(),
  paired_utc_us: z.number().int(),
  seen_utc_us: z.number().int(),
  revoked_utc_us: z.number().int().nullable(),
  push: z.boolean(),
});
export type Phone = z.infer<typeof phoneSchema>;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const phoneTime = z.number().int().min(0);
const place = positionSchema.extend({ accuracy_m: z.number().min(0) });
const threeWay = z.enum(['yes', 'no', 'unknown']);

/** A picture or film taken on site: its hash was taken from its bytes at capture. */
export const fieldPhotoSchema = z.object({
  sha256: sha256Schema,
  bytes: z.number().int().min(1).max(67_108_864),
  type: z.string().max(100),
  taken_utc_us: phoneTime,
  place: place.nullable(),
});
export type FieldPhoto = z.infer<typeof fieldPhotoSchema>;

/** 现场检查笔录 as a phone writes it. Supplied, worn and instructed are asked apart: different articles hang on them. */
export const fieldRecordSchema = z.object({
  /** Made by the phone, so that sending it twice makes no second record. */
  id: z.uuid(),
  alert_id: z.string().max(100).nullable(),
  site_id: z.string().max(100).nullable(),
  begun_utc_us: phoneTime,
  changed_utc_us: phoneTime,
  place: place.nullable(),
  supplied: threeWay,
  worn: threeWay,
  instructed: threeWay,
  text: z.string().max(20_000),
  responsible: z.string().max(100),
  officers: z.tuple([z.string().max(64), z.string().max(64)]),
  refused_to_sign: z.boolean(),
  /** The drawing of the signature, as PNG. */
  signature_sha256: sha256Schema.nullable(),
  photos: z.array(fieldPhotoSchema).max(50),
  state: z.enum(['draft', 'done']),
});
export type FieldRecord = z.infer<typeof fieldRecordSchema>;

/** The record as the station keeps it; `missing` are files that have not arrived yet. */
export const keptRecordSchema = z.object({
  record: fieldRecordSchema,
  revision: z.number().int(),
  author_id: z.string(),
  author_name: z.string(),
  saved_utc_us: z.number().int(),
  missing: z.array(sha256Schema),
});
export type KeptRecord = z.infer<typeof keptRecordSchema>;

/** 举报 by a grid worker or citizen. */
export const reportSchema = z.object({
  id: z.uuid(),
  site_id: z.string().nullable(),
  link_label: z.string(),
  text: z.string(),
  place: place.nullable(),
  photo_sha256: sha256Schema.nullable(),
  photo_arrived: z.boolean(),
  /** The lead that was made of it. */
  lead_id: z.string().nullable(),
  sent_utc_us: z.number().int(),
});
export type Report = z.infer<typeof reportSchema>;
export const reportPlaceSchema = place;
