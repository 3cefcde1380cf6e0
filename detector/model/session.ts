import { fail, ok, type Result } from '#common';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Execution providers in order of preference; a later one is tried when the earlier cannot start. */
export const executionProviders = ['cpu'] as const;

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

/** One ONNX graph with one uint8 input, whose outputs were checked when it was opened. */
export type Session = {
  /** Runs on `data` as it lies there, without a copy. Blocks the event loop while the graph runs. */
  run(data: Uint8Array, dims: readonly number[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
};

/** Opens a graph from its bytes. Fails with MODEL_NOT_ONNX or MODEL_SHAPE_MISMATCH. */
export const openSession = async (bytes: Uint8Array, spec: SessionSpec): Promise<Result<Session>> => {
  const { path } = spec;
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(bytes, {
      executionProviders: [...executionProviders],
      intraOpNumThreads: spec.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      // Threads that spin between two runs would take the core the decoder needs.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (error) {
    return fail('MODEL_NOT_ONNX', { path, problem: error instanceof Error ? error.message : String(error) });
  }
  const wrong =
    mismatch('input', spec.input, session.inputMetadata) ??
    spec.outputs
      .map((output) => mismatch('output', output, session.outputMetadata))
      .find((text) => text !== undefined);
  if (wrong !== undefined) {
    await session.release();
    return fail('MODEL_SHAPE_MISMATCH', { path, ...wrong });
  }
  const names = spec.outputs.map((output) => output.name);
  return ok({
    run: async (data, dims) => {
      const results = await session.run({ [spec.input.name]: new Tensor('uint8', data, dims) }, names);
      return names.map((name) => floats(results[name]));
    },
    close: () => session.release(),
  });
};

const floats = (tensor: Tensor | undefined): Float32Array => {
  if (tensor?.data instanceof Float32Array) return tensor.data;
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
