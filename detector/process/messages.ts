import {
  type ErrorCode,
  frameFindingsSchema,
  groundPlaceSchema,
  hazardSchema,
  isErrorCode,
  itemSchema,
  suspicionSchema,
} from '#common';
import { z } from 'zod';
import { header } from './framing.ts';

/** What the detector process is told on its command line, as JSON. */
export const processOptionsSchema = z.object({
  models_dir: z.string(),
  /** The models that ship, for a folder that extends them. */
  shipped_dir: z.string(),
  ffmpeg: z.string(),
  /** Undefined: chosen by a short measurement. */
  threads: z.number().int().min(1).max(64).optional(),
  /** At most so many frames a second are judged. */
  max_fps: z.number().positive().max(120),
  most_sheet_px: z.number().int().min(64).max(4096),
  still_bytes: z.number().int().min(0),
});
export type ProcessOptions = z.infer<typeof processOptionsSchema>;

/** Kinds of messages towards the process. */
export const toProcess = {
  required: 1,
  init: 2,
  fragment: 3,
  scene: 4,
  view: 5,
  hardware: 6,
  begin: 7,
  /** See still-messages.ts. */
  still: 8,
} as const;
/** Kinds of messages from the process. */
export const fromProcess = { report: 1, suspicion: 2, still: 3 } as const;

export const requiredSchema = z.array(itemSchema);

/** What decodes each codec, as ffmpeg's `-hwaccel` calls it; null: the processor. */
export const hardwareSchema = z.object({
  h264: z.string().max(40).nullable(),
  h265: z.string().max(40).nullable(),
});
export type HardwareMessage = z.infer<typeof hardwareSchema>;

/** Said once, before everything else: models may have been opened long before this process takes over. */
export const beginSchema = z.object({
  /** Ids go on where those of the process before ended. */
  first_track_id: z.number().int().min(1),
  required: requiredSchema,
});
export type BeginMessage = z.infer<typeof beginSchema>;

const point = z.tuple([z.number(), z.number()]);
/** The ground that is looked at, and who was accused in this round by a process before; see findings/scene.ts. */
export const sceneSchema = z.object({
  scene: z.object({
    round_id: z.string(),
    zones: z
      .array(
        z.object({
          id: z.string(),
          hazard: hazardSchema,
          requires: z.array(itemSchema),
          plugs_admitted: z.boolean().optional(),
          ring: z.array(point).max(2000),
        }),
      )
      .max(1000),
    fences: z
      .array(
        z.object({
          id: z.string(),
          ring: z.array(point).max(2000),
          dwell_us: z.number().positive().optional(),
          entry_from_deg: z.number().optional(),
        }),
      )
      .max(1000),
    posts: z
      .array(
        z.object({
          id: z.string(),
          east_m: z.number(),
          north_m: z.number(),
          height_m: z.number(),
          zone_ids: z.array(z.string()),
        }),
      )
      .max(5000),
  }),
  raised: z.array(
    z.object({
      track_id: z.number().int(),
      about: z.string().max(200),
      ground: groundPlaceSchema.pick({
        east_m: true,
        north_m: true,
        semi_major_m: true,
        semi_minor_m: true,
        bearing_deg: true,
      }),
    }),
  ),
});

export type SceneMessage = z.infer<typeof sceneSchema>;

/** How the camera stood at one moment of the stream; null where nobody knows. */
export const viewSchema = z.object({
  epoch: z.number().int(),
  pts_us: z.number(),
  view: z
    .object({
      east_m: z.number(),
      north_m: z.number(),
      up_m: z.number(),
      yaw_deg: z.number(),
      pitch_deg: z.number(),
      roll_deg: z.number(),
      hfov_deg: z.number().positive().max(179),
      sigma: z.object({
        position_m: z.number().min(0),
        up_m: z.number().min(0),
        yaw_deg: z.number().min(0),
        pitch_deg: z.number().min(0),
        px: z.number().min(0),
      }),
    })
    .nullable(),
});
export type ViewMessage = z.infer<typeof viewSchema>;

/** Everything the process says in JSON, apart from suspicions, which carry a JPEG. */
export const reportSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    model_id: z.string(),
    /** What runs the graphs (cpu, cuda, …) and with how many threads. */
    provider: z.string(),
    threads: z.number().int(),
    /** False where they were measured while the machine was busy with other things. */
    calm: z.boolean(),
    /** A head with fewer pixels (larger side) is not judged for that item. */
    least_head_px: z.object({ mask: z.number(), hearing: z.number(), helmet: z.number() }),
  }),
  z.object({ type: z.literal('findings'), findings: frameFindingsSchema }),
  z.object({
    type: z.literal('counts'),
    judged: z.number().int(),
    decoded: z.number().int(),
    dropped: z.number().int(),
    /** Fragments that the decoder had no time for. */
    skipped: z.number().int(),
    /** How often a picture could not be decoded whole. */
    damaged: z.number().int(),
    /** What decodes now: cpu, or the method of the hardware. */
    decoder: z.string(),
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
