import { z } from 'zod';
import { families } from './families.ts';

const fileNameSchema = z
  .string()
  .regex(/^[\w.-]+\.onnx$/, 'must be the name of an .onnx file beside the manifest');
export const probabilitySchema = z.number().min(0).max(1);
export const knownPictureSchema = z
  .string()
  .regex(/^[\w.-]+\.(png|jpe?g)$/i, 'must be the name of a picture beside the manifest');
/** [x, y, width, height] in pixels of the known picture. */
export const knownBoxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);

export const fileSchema = z.object({
  id: z.string().min(1),
  file: fileNameSchema,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
});

const channels = z.tuple([z.number(), z.number(), z.number()]);

/** A detector of a common family that somebody else made: see `families.ts` for what comes out of each. */
export const graphSchema = fileSchema.extend({
  family: z.enum(families),
  licence: z.string().min(1).max(200),
  provenance: z.string().min(1).max(2000),
  input: z.object({
    name: z.string(),
    type: z.enum(['uint8', 'float32', 'float16']),
    layout: z.enum(['NHWC', 'NCHW']),
    colour: z.enum(['RGB', 'BGR']),
    width_px: z.number().int().min(32).max(4096),
    height_px: z.number().int().min(32).max(4096),
    letterbox: z.enum(['centre', 'corner']).default('corner'),
    pad: z.number().int().min(0).max(255).default(114),
    scale: z
      .number()
      .positive()
      .default(1 / 255),
    mean: channels.default([0, 0, 0]),
    std: channels.default([1, 1, 1]),
  }),
  /** Names of the outputs, in the order that the family has them. */
  outputs: z.array(z.string()).min(1).max(3),
  strides: z.array(z.number().int().min(2).max(256)).max(6).default([8, 16, 32]),
  least_score: probabilitySchema.default(0.05),
});
export type GraphEntry = z.infer<typeof graphSchema>;
