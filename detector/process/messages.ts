import { type ErrorCode, frameFindingsSchema, isErrorCode, itemSchema, suspicionSchema } from '#common';
import { z } from 'zod';
import { header } from './framing.ts';

/** What the detector process is told on its command line, as JSON. */
export const processOptionsSchema = z.object({
  models_dir: z.string(),
  ffmpeg: z.string(),
  /** Undefined: chosen by a short measurement. */
  threads: z.number().int().min(1).max(64).optional(),
  /** At most so many frames a second are judged. */
  max_fps: z.number().positive().max(120),
  required: z.array(itemSchema),
  most_sheet_px: z.number().int().min(64).max(4096),
  still_bytes: z.number().int().min(0),
  first_track_id: z.number().int().min(1),
});
export type ProcessOptions = z.infer<typeof processOptionsSchema>;

/** Kinds of messages towards the process. */
export const toProcess = { required: 1, init: 2, fragment: 3 } as const;
/** Kinds of messages from the process. */
export const fromProcess = { report: 1, suspicion: 2 } as const;

export const requiredSchema = z.array(itemSchema);

/** Everything the process says in JSON, apart from suspicions, which carry a JPEG. */
export const reportSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    model_id: z.string(),
    /** What runs the graphs (cpu, cuda, …) and with how many threads. */
    provider: z.string(),
    threads: z.number().int(),
  }),
  z.object({ type: z.literal('findings'), findings: frameFindingsSchema }),
  z.object({
    type: z.literal('counts'),
    judged: z.number().int(),
    decoded: z.number().int(),
    dropped: z.number().int(),
  }),
  z.object({
    type: z.literal('fault'),
    code: z.custom<ErrorCode>(
      (code) => typeof code === 'string' && isErrorCode(code),
      'not in the catalogue',
    ),
    details: z.record(z.string(), z.unknown()),
    /** The process cannot work until something is put right: starting it again will not help. */
    fatal: z.boolean(),
  }),
]);
export type Report = z.infer<typeof reportSchema>;

export type FragmentMessage = { epoch: number; pts_us: number; key: boolean; data: Uint8Array };

const fragment_head_bytes = 13;

/** Header and body of an `init` or `fragment` message; the encoded bytes themselves are not copied. */
export const fragmentMessage = (
  kind: number,
  { epoch, pts_us, key, data }: FragmentMessage,
): Uint8Array[] => {
  const head = new Uint8Array(fragment_head_bytes);
  const view = new DataView(head.buffer);
  view.setUint32(0, epoch);
  view.setFloat64(4, pts_us);
  view.setUint8(12, key ? 1 : 0);
  return [header(kind, head.length + data.length), head, data];
};

export const parseFragment = (body: Uint8Array): FragmentMessage => {
  if (body.length < fragment_head_bytes) throw new RangeError('a fragment message without its head');
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return {
    epoch: view.getUint32(0),
    pts_us: view.getFloat64(4),
    key: view.getUint8(12) === 1,
    data: body.subarray(fragment_head_bytes),
  };
};

export const jsonMessage = (kind: number, value: unknown): Uint8Array[] => {
  const body = new TextEncoder().encode(JSON.stringify(value));
  return [header(kind, body.length), body];
};

export const parseJson = (body: Uint8Array): unknown =>
  JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));

/** A suspicion as JSON, its length before it, then the JPEG. */
export const suspicionMessage = (
  suspicion: z.infer<typeof suspicionSchema>,
  still_jpeg: Uint8Array,
): Uint8Array[] => {
  const json = new TextEncoder().encode(JSON.stringify(suspicion));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, json.length);
  return [header(fromProcess.suspicion, 4 + json.length + still_jpeg.length), length, json, still_jpeg];
};

export const parseSuspicion = (body: Uint8Array) => {
  const length = new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(0);
  const suspicion = suspicionSchema.parse(parseJson(body.subarray(4, 4 + length)));
  return { suspicion, still_jpeg: Buffer.from(body.subarray(4 + length)) };
};
