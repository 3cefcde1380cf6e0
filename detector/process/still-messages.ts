import {
  type ErrorCode,
  frameFindingsSchema,
  isErrorCode,
  type Item,
  itemSchema,
  suspicionSchema,
} from '#common';
import { z } from 'zod';
import type { Raised, Scene } from '../findings/index.ts';
import { header } from './framing.ts';
import { sceneSchema, toProcess, viewSchema } from './messages.ts';

/** A single picture to be judged; the file's bytes follow. */
export const stillAskSchema = z.object({
  id: z.string(),
  /** Items suspected where nobody knows what zone somebody is in. */
  required: z.array(itemSchema),
  first_track_id: z.number().int().min(1),
  /** How the camera stood; only together with a scene. */
  view: viewSchema.shape.view,
  scene: sceneSchema.nullable(),
});
export type StillAsk = Omit<z.infer<typeof stillAskSchema>, 'required' | 'scene'> & {
  readonly required: readonly Item[];
  readonly scene: { readonly scene: Scene; readonly raised: readonly Raised[] } | null;
};

/** What was seen on it, or why it could not be judged. */
export const stillReportSchema = z.discriminatedUnion('ok', [
  z.object({
    id: z.string(),
    ok: z.literal(true),
    model_id: z.string(),
    width_px: z.number().int(),
    height_px: z.number().int(),
    findings: frameFindingsSchema,
    suspicions: z.array(suspicionSchema),
  }),
  z.object({
    id: z.string(),
    ok: z.literal(false),
    code: z.custom<ErrorCode>(
      (code) => typeof code === 'string' && isErrorCode(code),
      'not in the catalogue',
    ),
    details: z.record(z.string(), z.unknown()),
  }),
]);
export type StillReport = z.infer<typeof stillReportSchema>;

/** The question as JSON, its length before it, then the picture's bytes. */
export const stillMessage = (ask: StillAsk, picture: Uint8Array): Uint8Array[] => {
  const json = new TextEncoder().encode(JSON.stringify(ask));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, json.length);
  return [header(toProcess.still, 4 + json.length + picture.length), length, json, picture];
};

export const parseStill = (body: Uint8Array): { ask: StillAsk; picture: Buffer } => {
  const length = new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(0);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(body.subarray(4, 4 + length));
  return { ask: stillAskSchema.parse(JSON.parse(text)), picture: Buffer.from(body.subarray(4 + length)) };
};
