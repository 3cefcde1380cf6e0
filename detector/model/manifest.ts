import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, items, itemStates, ok, plugPxPerM, type Result } from '#common';
import { z } from 'zod';
import { type FacilitiesEntry, facilitiesSchema, flawOf } from './facilities-entry.ts';
import {
  fileSchema,
  graphSchema,
  knownBoxSchema,
  knownPictureSchema,
  probabilitySchema,
} from './graph-entry.ts';
import { hostileModel } from './onnx-scan.ts';

const sameAs = <const T extends readonly string[]>(expected: T) =>
  z.array(z.string()).refine((found) => found.join() === expected.join(), `must be ${expected.join(', ')}`);

/** Least probability of each state to be named. One number means the same for all of them. */
const leastSchema = z
  .union([
    probabilitySchema,
    z.object({ worn: probabilitySchema, worn_wrongly: probabilitySchema, not_worn: probabilitySchema }),
  ])
  .transform((value) =>
    typeof value === 'number' ? { worn: value, worn_wrongly: value, not_worn: value } : value,
  );
const perItem = <T extends z.ZodType>(value: T) => z.object({ mask: value, hearing: value, helmet: value });
const perClass = <T extends z.ZodType>(value: T) => z.object({ person: value, head: value });

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

/** A class of a foreign model: a person, a head (perhaps with the state of an item), or nothing of ours. */
const classSchema = z.object({
  name: z.string().min(1).max(64),
  is: z.enum(['person', 'head', 'nothing']),
  item: z.enum(items).optional(),
  state: z.enum(itemStates).optional(),
});

/** Somebody else's detector of people and heads. */
const foreignSchema = graphSchema.extend({
  task: z.literal('detect-foreign'),
  classes: z.array(classSchema).min(1).max(1000),
  thresholds: perClass(probabilitySchema),
  nmsIou: perClass(probabilitySchema).default({ person: 0.6, head: 0.5 }),
  /** Of a model that also says what is worn: as in a second stage. */
  minimumHeadPixels: perItem(z.number().min(1).max(1000)).default({ mask: 16, hearing: 24, helmet: 12 }),
  itemThresholds: perItem(leastSchema).prefault({ mask: 0.6, hearing: 0.6, helmet: 0.6 }),
  /** A picture beside the manifest on which these boxes [x, y, w, h] must be found before the model goes live. */
  known: z.object({
    picture: knownPictureSchema,
    boxes: z
      .array(
        z.object({
          class: z.enum(['person', 'head']),
          box: knownBoxSchema,
        }),
      )
      .min(1)
      .max(100),
  }),
});
export type ForeignEntry = z.infer<typeof foreignSchema>;

/** What every first stage has, ours or not. */
export type DetectEntry = Pick<
  z.infer<typeof detectSchema>,
  'id' | 'file' | 'sha256' | 'thresholds' | 'nmsIou'
> & {
  readonly input: { readonly name: string; readonly pad: number };
  readonly outputs: readonly { readonly name: string }[];
  readonly foreign?: ForeignEntry;
};

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
  /** A state below its probability is not named: to accuse takes more than to say “worn”. */
  thresholds: perItem(leastSchema),
  /** From how many pixels per metre of head a foam ear plug is told from a bare ear; absent: never learned. */
  leastPlugPxPerM: z.number().min(plugPxPerM).max(100_000).optional(),
});
export type ClassifyEntry = z.infer<typeof classifySchema>;

/** What judging needs to know of whatever tells the states. */
export type JudgeEntry = Pick<ClassifyEntry, 'minimumHeadPixels' | 'thresholds' | 'leastPlugPxPerM'>;

/** `manifest.json` of a model folder: which files judge, what goes in, what comes out. */
export const manifestSchema = z.object({
  format: z.literal(1),
  version: z.string().min(1).max(64),
  items: sameAs(items),
  states: sameAs(itemStates),
  /** People and their heads are judged by the models that ship; this folder adds what else it holds. */
  extends: z.literal('shipped').optional(),
  models: z
    .array(z.discriminatedUnion('task', [detectSchema, foreignSchema, classifySchema, facilitiesSchema]))
    .min(1)
    .max(8),
});

/** The models of a manifest. `id` names them all in every lead: version and the start of each hash. */
export type Manifest = {
  readonly id: string;
  readonly detect: DetectEntry;
  /** Absent where the first stage says itself what is worn. */
  readonly second: ClassifyEntry | undefined;
  readonly classify: JudgeEntry;
  /** An agency's own model of safety facilities. */
  readonly facilities: FacilitiesEntry | undefined;
  /** Where the files of `detect` and `second` lie: the folder itself, or that of the models it extends. */
  readonly people_dir: string;
};

/**
 * Reads and checks DIR/manifest.json. Fails with MODEL_NOT_FOUND or MODEL_MANIFEST_INVALID.
 * @param shipped_dir the models that ship, for a manifest that extends them
 */
export const readManifest = async (dir: string, shipped_dir?: string): Promise<Result<Manifest>> => {
  const parsed = await parseManifest(dir);
  if (!parsed.ok) return parsed;
  const { version, models } = parsed.value;
  const invalid = (field: string, problem: string) =>
    fail('MODEL_MANIFEST_INVALID', { path: join(dir, 'manifest.json'), field, problem });
  const facilities = models.find((model) => model.task === 'facilities');
  const flaw = facilities && flawOf(facilities);
  if (flaw !== undefined) return invalid('models.facilities', flaw);
  const named = facilities === undefined ? [] : [facilities];
  if (parsed.value.extends === undefined) {
    const people = peopleOf(models);
    if (typeof people === 'string') return invalid('models', people);
    const { detect, second } = people;
    const entries = [detect, ...(second === undefined ? [] : [second]), ...named];
    return ok({ id: idOf(version, entries), ...people, facilities, people_dir: dir });
  }
  if (models.some(({ task }) => task !== 'facilities'))
    return invalid('models', 'a manifest that extends the shipped models holds “facilities” alone');
  if (shipped_dir === undefined) return invalid('extends', 'nobody knows here where the shipped models lie');
  const shipped = await parseManifest(shipped_dir);
  if (!shipped.ok) return shipped;
  const people = peopleOf(shipped.value.models);
  if (typeof people === 'string') return invalid('extends', people);
  const { detect, second } = people;
  const entries = [detect, ...(second === undefined ? [] : [second]), ...named];
  const id = idOf(`${version} on ${shipped.value.version}`, entries);
  return ok({ id, ...people, facilities, people_dir: shipped_dir });
};

const parseManifest = async (dir: string): Promise<Result<z.infer<typeof manifestSchema>>> => {
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
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return invalid(issue?.path.join('.') ?? '', issue?.message ?? '');
};

/** Version and the start of each hash. */
const idOf = (version: string, entries: readonly Pick<DetectEntry, 'id' | 'sha256'>[]): string =>
  `${version} ${entries.map((entry) => `${entry.id}:${entry.sha256.slice(0, 8)}`).join(' ')}`;

/** What judges people and what is on their heads; or what is missing for that. */
const peopleOf = (
  models: z.infer<typeof manifestSchema>['models'],
): Pick<Manifest, 'detect' | 'second' | 'classify'> | string => {
  const own = models.find((model) => model.task === 'detect');
  const foreign = models.find((model) => model.task === 'detect-foreign');
  const second = models.find((model) => model.task === 'classify');
  const detect: DetectEntry | undefined = own ?? (foreign && entryOf(foreign));
  if (detect === undefined) return 'one of task “detect” or “detect-foreign” is needed';
  const says_states = foreign?.classes.some(({ item }) => item !== undefined) === true;
  if (second === undefined && !says_states) return 'one of task “classify” is needed';
  const classify = second ?? {
    minimumHeadPixels: foreign?.minimumHeadPixels ?? { mask: 16, hearing: 24, helmet: 12 },
    thresholds:
      foreign?.itemThresholds ?? perItem(leastSchema).parse({ mask: 0.6, hearing: 0.6, helmet: 0.6 }),
  };
  return { detect, second, classify };
};

const entryOf = (foreign: ForeignEntry): DetectEntry => ({
  ...foreign,
  outputs: foreign.outputs.map((name) => ({ name })),
  foreign,
});

/** The bytes of one model file, proven to be those that the manifest names. */
export const readModelFile = async (
  dir: string,
  entry: Pick<DetectEntry, 'file' | 'sha256'>,
): Promise<Result<Buffer>> => {
  const path = join(dir, entry.file);
  const bytes = await readBytes(path);
  if (!bytes.ok) return bytes;
  const found = createHash('sha256').update(bytes.value).digest('hex');
  if (found !== entry.sha256) return fail('MODEL_HASH_MISMATCH', { path, found, expected: entry.sha256 });
  const problem = hostileModel(bytes.value);
  return problem === undefined ? bytes : fail('MODEL_NOT_ONNX', { path: entry.file, problem });
};

const readBytes = async (path: string): Promise<Result<Buffer>> => {
  try {
    return ok(await readFile(path));
  } catch (error) {
    return fail('MODEL_NOT_FOUND', { path, problem: error instanceof Error ? error.message : String(error) });
  }
};
