import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, items, itemStates, ok, type Result } from '#common';
import { z } from 'zod';

const sameAs = <const T extends readonly string[]>(expected: T) =>
  z.array(z.string()).refine((found) => found.join() === expected.join(), `must be ${expected.join(', ')}`);

const fileNameSchema = z
  .string()
  .regex(/^[\w.-]+\.onnx$/, 'must be the name of an .onnx file beside the manifest');
const probabilitySchema = z.number().min(0).max(1);
const perItem = <T extends z.ZodType>(value: T) => z.object({ mask: value, hearing: value, helmet: value });
const perClass = <T extends z.ZodType>(value: T) => z.object({ person: value, head: value });

const fileSchema = z.object({
  id: z.string().min(1),
  file: fileNameSchema,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
});

const detectSchema = fileSchema.extend({
  task: z.literal('detect'),
  input: z.object({
    name: z.string(),
    type: z.literal('uint8'),
    layout: z.literal('NHWC'),
    colour: z.literal('RGB'),
    multipleOf: z.literal(32),
    pad: z.number().int().min(0).max(255),
  }),
  outputs: z
    .array(
      z.object({ name: z.string(), columns: sameAs(['cx', 'cy', 'w', 'h', 'objectness', 'person', 'head']) }),
    )
    .length(1),
  thresholds: perClass(probabilitySchema),
  nmsIou: perClass(probabilitySchema),
});
export type DetectEntry = z.infer<typeof detectSchema>;

const classifySchema = fileSchema.extend({
  task: z.literal('classify'),
  input: z.object({
    name: z.string(),
    type: z.literal('uint8'),
    layout: z.literal('NHWC'),
    colour: z.literal('RGB'),
    /** Crops, height, width, colours; only the number of crops varies. */
    shape: z.tuple([
      z.string(),
      z.number().int().min(8).max(512),
      z.number().int().min(8).max(512),
      z.literal(3),
    ]),
    crop: z.object({
      square: z.literal(true),
      /** Side of the crop over the larger side of the head box. */
      scale: z.number().min(1).max(4),
      pad: z.number().int().min(0).max(255),
    }),
  }),
  outputs: z.array(z.object({ name: z.enum(items), columns: sameAs(itemStates) })).length(items.length),
  /** A head with fewer pixels (larger side) is not judged for that item. */
  minimumHeadPixels: perItem(z.number().min(1).max(1000)),
  /** A state below this probability is not named. */
  thresholds: perItem(probabilitySchema),
});
export type ClassifyEntry = z.infer<typeof classifySchema>;

/** `manifest.json` of a model folder: which files judge, what goes in, what comes out. */
export const manifestSchema = z.object({
  format: z.literal(1),
  version: z.string().min(1).max(64),
  items: sameAs(items),
  states: sameAs(itemStates),
  models: z
    .array(z.discriminatedUnion('task', [detectSchema, classifySchema]))
    .min(2)
    .max(8),
});

/** The two stages of a manifest. `id` names the pair in every lead: version and the start of both hashes. */
export type Manifest = {
  readonly id: string;
  readonly detect: DetectEntry;
  readonly classify: ClassifyEntry;
};

/** Reads and checks DIR/manifest.json. Fails with MODEL_NOT_FOUND or MODEL_MANIFEST_INVALID. */
export const readManifest = async (dir: string): Promise<Result<Manifest>> => {
  const path = join(dir, 'manifest.json');
  const text = await readBytes(path);
  if (!text.ok) return text;
  const invalid = (field: string, problem: string) =>
    fail('MODEL_MANIFEST_INVALID', { path, field, problem });
  let json: unknown;
  try {
    json = JSON.parse(text.value.toString('utf8'));
  } catch (error) {
    return invalid('JSON', String(error));
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return invalid(issue?.path.join('.') ?? '', issue?.message ?? '');
  }
  const { version, models } = parsed.data;
  const detect = models.find((model) => model.task === 'detect');
  const classify = models.find((model) => model.task === 'classify');
  if (detect === undefined) return invalid('models', 'one of task “detect” is needed');
  if (classify === undefined) return invalid('models', 'one of task “classify” is needed');
  const id = `${version} ${detect.id}:${detect.sha256.slice(0, 8)} ${classify.id}:${classify.sha256.slice(0, 8)}`;
  return ok({ id, detect, classify });
};

/** The bytes of one model file, proven to be those that the manifest names. */
export const readModelFile = async (
  dir: string,
  entry: DetectEntry | ClassifyEntry,
): Promise<Result<Buffer>> => {
  const path = join(dir, entry.file);
  const bytes = await readBytes(path);
  if (!bytes.ok) return bytes;
  const found = createHash('sha256').update(bytes.value).digest('hex');
  return found === entry.sha256
    ? bytes
    : fail('MODEL_HASH_MISMATCH', { path, found, expected: entry.sha256 });
};

const readBytes = async (path: string): Promise<Result<Buffer>> => {
  try {
    return ok(await readFile(path));
  } catch (error) {
    return fail('MODEL_NOT_FOUND', { path, problem: error instanceof Error ? error.message : String(error) });
  }
};
