import { fail, items, itemStates, ok, type Result } from '#common';
import { Canvas, fromFloat16, type Placement } from './canvas.ts';
import { decode, type NamedOutput, type Row } from './families.ts';
import type { GraphPorts, InferenceThread, Output } from './inference-thread.ts';
import type { GraphEntry } from './graph-entry.ts';
import type { ForeignEntry } from './manifest.ts';
import type { Sheet } from '../frames/sheet.ts';
import { type Session, sessionOptions } from './session.ts';

/** Numbers per mark of the second: x, y, w, h, score, item, state (places in the contract's lists). */
export const mark_columns = 7;

type RawSheet = Pick<Sheet, 'data' | 'width_px' | 'height_px'>;

/** A graph of a common family whose ports were checked; what it finds comes in pixels of the sheet. */
export type FamilyGraph = {
  find(sheet: RawSheet): Promise<Row[]>;
  readonly provider: string;
  close(): Promise<void>;
};

/**
 * Any detector of the common families: sheets are put on its canvas, its boxes come back in sheet pixels.
 * Fails with MODEL_NOT_ONNX or MODEL_SHAPE_MISMATCH.
 */
export const openFamily = async (
  thread: InferenceThread,
  bytes: Uint8Array,
  entry: GraphEntry & { readonly task: string; readonly classes: { readonly length: number } },
  threads: number,
): Promise<Result<FamilyGraph>> => {
  const { file: path, input } = entry;
  // One file may serve two tasks.
  const key = `${entry.task} ${path}`;
  const opened = await thread
    .open(key, bytes, sessionOptions(threads))
    .then(ok, (error: unknown) =>
      fail('MODEL_NOT_ONNX', { path, problem: error instanceof Error ? error.message : String(error) }),
    );
  if (!opened.ok) return opened;
  const { provider } = opened.value;
  const canvas = new Canvas(input);
  const mismatch = mismatchOf(entry, canvas.dims, opened.value);
  if (mismatch !== undefined) {
    await thread.closeGraph(key);
    return fail('MODEL_SHAPE_MISMATCH', { path, ...mismatch });
  }
  const options = {
    width_px: input.width_px,
    height_px: input.height_px,
    classes: entry.classes.length,
    least_score: entry.least_score,
    strides: entry.strides,
  };
  const look = async (sheet: RawSheet): Promise<Row[]> => {
    const placed = canvas.place(sheet);
    const results = await thread.run(
      key,
      { name: input.name, type: input.type, data: canvas.data, dims: canvas.dims },
      entry.outputs,
    );
    return decode(entry.family, results.map(numbers), options).map((row) => onSheet(row, placed));
  };
  // There is one canvas: a sheet is put on it when the one before has been looked at.
  let before: Promise<unknown> = Promise.resolve();
  return ok({
    find: (sheet) => {
      const looking = before.then(() => look(sheet));
      before = looking.catch(() => undefined);
      return looking;
    },
    provider,
    close: () => thread.closeGraph(key),
  });
};

const mismatchOf = (
  { input, outputs: names }: GraphEntry,
  dims: readonly number[],
  { inputs, outputs }: GraphPorts,
): { field: string; found: string; expected: string } | undefined => {
  const missing = names.find((name) => !outputs.some((output) => output.name === name));
  if (missing !== undefined) {
    const found = outputs.map(({ name }) => name).join(', ');
    return { field: `output ${missing}`, found, expected: missing };
  }
  const port = inputs.find(({ name }) => name === input.name);
  const fits =
    port?.isTensor === true &&
    port.type === input.type &&
    port.shape.length === 4 &&
    port.shape.every((size, axis) => typeof size === 'string' || size < 0 || size === dims[axis]);
  if (fits && inputs.length === 1) return undefined;
  const found = port?.isTensor === true ? `${port.type}[${port.shape.join(', ')}]` : 'missing';
  return {
    field: `input ${input.name}`,
    found: inputs.length === 1 ? found : `inputs ${inputs.map(({ name }) => name).join(', ')}`,
    expected: `${input.type}[${dims.join(', ')}]`,
  };
};

/** A foreign detector of people as a session of ours. Fails as `openFamily`. */
export const openForeign = async (
  thread: InferenceThread,
  bytes: Uint8Array,
  entry: ForeignEntry,
  threads: number,
): Promise<Result<Session>> => {
  const opened = await openFamily(thread, bytes, entry, threads);
  if (!opened.ok) return opened;
  const graph = opened.value;
  return ok({
    run: async (data, [, height_px = 0, width_px = 0]) =>
      flattened(await graph.find({ data, width_px, height_px }), entry),
    provider: graph.provider,
    close: () => graph.close(),
  });
};

const onSheet = (row: Row, { left_px, top_px, factor }: Placement): Row => ({
  ...row,
  x: (row.x - left_px) / factor,
  y: (row.y - top_px) / factor,
  width: row.width / factor,
  height: row.height / factor,
});

const numbers = ({ type, dims, data }: Output): NamedOutput => {
  if (type === 'float16' && data instanceof Uint16Array)
    return { dims, data: Float32Array.from(data, fromFloat16) };
  if (data instanceof BigInt64Array) return { dims, data: Array.from(data, Number) };
  if (ArrayBuffer.isView(data) && !(data instanceof DataView))
    return { dims, data: Array.from(data as Float32Array) };
  throw new TypeError(`an output of type ${type}`);
};

const flattened = (found: readonly Row[], { classes }: ForeignEntry): Float32Array[] => {
  const rows: number[] = [];
  const marks: number[] = [];
  for (const { class_index, score, x, y, width, height } of found) {
    const meaning = classes[class_index];
    if (meaning === undefined || meaning.is === 'nothing') continue;
    const is_person = meaning.is === 'person' ? 1 : 0;
    rows.push(x + width / 2, y + height / 2, width, height, score, is_person, 1 - is_person);
    if (meaning.item === undefined || meaning.state === undefined) continue;
    marks.push(x, y, width, height, score, items.indexOf(meaning.item), itemStates.indexOf(meaning.state));
  }
  return [Float32Array.from(rows), Float32Array.from(marks)];
};
