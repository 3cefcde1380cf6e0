import { fail, ok, type Result } from '#common';
import type { InferenceSession } from 'onnxruntime-node';
import type { InferenceThread, Output } from './inference-thread.ts';

export type TensorSpec = {
  readonly name: string;
  readonly type: 'uint8' | 'float32';
  /** Fixed sizes as numbers; null where the size varies from run to run. */
  readonly shape: readonly (number | null)[];
};

export type SessionSpec = {
  readonly path: string;
  readonly threads: number;
  readonly input: TensorSpec;
  readonly outputs: readonly TensorSpec[];
};

/** One ONNX graph with one uint8 input, whose ports were checked when it was opened. */
export type Session = {
  /** Runs off the main loop. Data that lies in shared memory is not copied on the way. */
  run(data: Uint8Array, dims: readonly number[]): Promise<readonly Float32Array[]>;
  readonly provider: string;
  close(): Promise<void>;
};

/** How every graph of ours runs. Threads that spin between two runs would take the core the decoder needs. */
export const sessionOptions = (threads: number): InferenceSession.SessionOptions => ({
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});

/** Opens a graph from its bytes. Fails with MODEL_NOT_ONNX or MODEL_SHAPE_MISMATCH. */
export const openSession = async (
  thread: InferenceThread,
  bytes: Uint8Array,
  spec: SessionSpec,
): Promise<Result<Session>> => {
  const { path, threads } = spec;
  const key = path;
  const opened = await thread
    .open(key, bytes, sessionOptions(threads))
    .then(ok, (error: unknown) =>
      fail('MODEL_NOT_ONNX', { path, problem: error instanceof Error ? error.message : String(error) }),
    );
  if (!opened.ok) return opened;
  const { inputs, outputs, provider } = opened.value;
  const wrong =
    mismatch('input', spec.input, inputs) ??
    spec.outputs.map((output) => mismatch('output', output, outputs)).find((text) => text !== undefined);
  if (wrong !== undefined) {
    await thread.closeGraph(key);
    return fail('MODEL_SHAPE_MISMATCH', { path, ...wrong });
  }
  const names = spec.outputs.map((output) => output.name);
  const { name, type } = spec.input;
  return ok({
    run: async (data, dims) => (await thread.run(key, { name, type, data, dims }, names)).map(floats),
    provider,
    close: () => thread.closeGraph(key),
  });
};

const floats = ({ data }: Output): Float32Array => {
  if (data instanceof Float32Array) return data;
  throw new TypeError('an output that was float32 when the model was opened is not any more');
};

const mismatch = (
  kind: 'input' | 'output',
  spec: TensorSpec,
  found: readonly InferenceSession.ValueMetadata[],
): { field: string; found: string; expected: string } | undefined => {
  const field = `${kind} ${spec.name}`;
  const expected = `${spec.type}[${spec.shape.map((size) => size ?? 'any').join(', ')}]`;
  const tensor = found.find((candidate) => candidate.name === spec.name);
  if (tensor === undefined)
    return { field, found: `missing (there are: ${found.map((other) => other.name).join(', ')})`, expected };
  if (!tensor.isTensor) return { field, found: 'not a tensor', expected };
  const fits =
    tensor.type === spec.type &&
    tensor.shape.length === spec.shape.length &&
    spec.shape.every(
      (size, axis) => size === null || typeof tensor.shape[axis] === 'string' || tensor.shape[axis] === size,
    );
  if (
    fits &&
    !(
      kind === 'input' &&
      spec.shape.some((size, axis) => size === null && typeof tensor.shape[axis] === 'number')
    )
  ) {
    return undefined;
  }
  return { field, found: `${tensor.type}[${tensor.shape.join(', ')}]`, expected };
};
