import { fail, items, itemStates, ok, type Result } from '#common';
import { Canvas, fromFloat16, type Placement } from './canvas.ts';
import { decode, type NamedOutput, type Row } from './families.ts';
import type { InferenceThread, Output } from './inference-thread.ts';
import type { ForeignEntry } from './manifest.ts';
import { type Session, sessionOptions } from './session.ts';

/** Numbers per mark of the second: x, y, w, h, score, item, state (places in the contract's lists). */
export const mark_columns = 7;

/**
 * Any detector of the common families as a session of ours: sheets are put on its canvas, its boxes come back
 * in sheet pixels. Fails with MODEL_NOT_ONNX or MODEL_SHAPE_MISMATCH.
 */
export const openForeign = async (
  thread: InferenceThread,
  bytes: Uint8Array,
  entry: ForeignEntry,
  threads: number,
): Promise<Result<Session>> => {
  const { file: path, input } = entry;
  const opened = await thread
    .open(path, bytes, sessionOptions(threads))
    .then(ok, (error: unknown) =>
      fail('MODEL_NOT_ONNX', { path, problem: error instanceof Error ? error.message : String(error) }),
    );
  if (!opened.ok) return opened;
  const { inputs, outputs, provider } = opened.value;
  const canvas = new Canvas(input);
  const port = inputs.find(({ name }) => name === input.name);
  const found = port?.isTensor === true ? `${port.type}[${port.shape.join(', ')}]` : 'missing';
  const expected = `${input.type}[${canvas.dims.join(', ')}]`;
  const fits =
    port?.isTensor === true &&
    port.type === input.type &&
    port.shape.length === 4 &&
    port.shape.every((size, axis) => typeof size === 'string' || size < 0 || size === canvas.dims[axis]);
  const missing = entry.outputs.find((name) => !outputs.some((output) => output.name === name));
  if (!fits || inputs.length !== 1 || missing !== undefined) {
    await thread.closeGraph(path);
    if (missing !== undefined) {
      const names = outputs.map(({ name }) => name).join(', ');
      return fail('MODEL_SHAPE_MISMATCH', {
        path,
        field: `output ${missing}`,
        found: names,
        expected: missing,
      });
    }
    const many = inputs.map(({ name }) => name).join(', ');
    return fail('MODEL_SHAPE_MISMATCH', {
      path,
      field: `input ${input.name}`,
      found: inputs.length === 1 ? found : `inputs ${many}`,
      expected,
    });
  }
  return ok({
    run: async (data, [, height_px = 0, width_px = 0]) => {
      const placed = canvas.place({ data, width_px, height_px });
      const results = await thread.run(
        path,
        { name: input.name, type: input.type, data: canvas.data, dims: canvas.dims },
        entry.outputs,
      );
      const rows = decode(entry.family, results.map(numbers), {
        width_px: input.width_px,
        height_px: input.height_px,
        classes: entry.classes.length,
        least_score: entry.least_score,
        strides: entry.strides,
      });
      return flattened(rows, entry, placed);
    },
    provider,
    close: () => thread.closeGraph(path),
  });
};

const numbers = ({ type, dims, data }: Output): NamedOutput => {
  if (type === 'float16' && data instanceof Uint16Array)
    return { dims, data: Float32Array.from(data, fromFloat16) };
  if (data instanceof BigInt64Array) return { dims, data: Array.from(data, Number) };
  if (ArrayBuffer.isView(data) && !(data instanceof DataView))
    return { dims, data: Array.from(data as Float32Array) };
  throw new TypeError(`an output of type ${type}`);
};

const flattened = (
  found: readonly Row[],
  { classes }: ForeignEntry,
  { left_px, top_px, factor }: Placement,
): Float32Array[] => {
  const rows: number[] = [];
  const marks: number[] = [];
  for (const { class_index, score, ...box } of found) {
    const meaning = classes[class_index];
    if (meaning === undefined || meaning.is === 'nothing') continue;
    const [x, y] = [(box.x - left_px) / factor, (box.y - top_px) / factor];
    const [width, height] = [box.width / factor, box.height / factor];
    const is_person = meaning.is === 'person' ? 1 : 0;
    rows.push(x + width / 2, y + height / 2, width, height, score, is_person, 1 - is_person);
    if (meaning.item === undefined || meaning.state === undefined) continue;
    marks.push(x, y, width, height, score, items.indexOf(meaning.item), itemStates.indexOf(meaning.state));
  }
  return [Float32Array.from(rows), Float32Array.from(marks)];
};
