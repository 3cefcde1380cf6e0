import { Worker } from 'node:worker_threads';
import type { InferenceSession } from 'onnxruntime-node';
import { z } from 'zod';

export type ElementType = 'uint8' | 'float32' | 'float16' | 'int64' | 'int32' | 'bool';

/** A tensor as it comes out of a graph. */
export type Output = { readonly type: string; readonly dims: readonly number[]; readonly data: unknown };

export type GraphPorts = {
  readonly inputs: readonly InferenceSession.ValueMetadata[];
  readonly outputs: readonly InferenceSession.ValueMetadata[];
  /** The execution provider that took the graph. */
  readonly provider: string;
};

/** In order of preference; a later one is tried where the earlier is missing or cannot start. */
const providers = ['cuda', 'coreml', 'dml', 'cpu'] as const;

export type GraphInput = {
  readonly name: string;
  readonly type: ElementType;
  readonly data: Uint8Array | Float32Array | Uint16Array;
  readonly dims: readonly number[];
};

/**
 * The other side, as text, so that it needs no file of its own in any host. The input is copied out of the
 * shared memory it came in, because the runtime takes no shared memory; that buffer is kept and reused.
 */
const source = `
const { parentPort, workerData } = require('node:worker_threads');
const { createRequire } = require('node:module');
const { readdirSync } = require('node:fs');
const { dirname, join } = require('node:path');
const product = createRequire(workerData.base);
const { InferenceSession, Tensor, listSupportedBackends } = product('onnxruntime-node');
// A provider that is not part of the runtime's own library lies beside it, or was never installed.
const installed = () => {
  const bin = join(dirname(product.resolve('onnxruntime-node')), '..', 'bin');
  const files = readdirSync(bin, { recursive: true }).map(String);
  return ({ name, bundled }) => bundled || files.some((file) => file.includes('providers_' + name));
};
const graphs = new Map();
const work = {
  async open({ key, bytes, providers, options }) {
    const known = new Set(listSupportedBackends().filter(installed()).map(({ name }) => name));
    let session, provider, problem;
    for (provider of providers.filter((name) => known.has(name))) {
      try {
        session = await InferenceSession.create(bytes, { ...options, executionProviders: [provider] });
        break;
      } catch (error) {
        problem = error;
      }
    }
    if (session === undefined) throw problem;
    graphs.set(key, { session, copy: undefined });
    return { inputs: session.inputMetadata, outputs: session.outputMetadata, provider };
  },
  async run({ key, input, names }) {
    const graph = graphs.get(key);
    const { data } = input;
    if (graph.copy === undefined || graph.copy.length < data.length || graph.copy.constructor !== data.constructor)
      graph.copy = new data.constructor(data.length);
    graph.copy.set(data);
    const tensor = new Tensor(input.type, graph.copy.subarray(0, data.length), input.dims);
    const results = await graph.session.run({ [input.name]: tensor }, names);
    return names.map((name) => {
      const { type, dims, data } = results[name];
      return { type, dims, data: data.slice() };
    });
  },
  async close({ key }) {
    await graphs.get(key)?.session.release();
    graphs.delete(key);
  },
  async end() {
    try {
      for (const { session } of graphs.values()) await session.release();
    } finally {
      // Nothing is left to wait for: the thread ends by itself.
      parentPort.close();
    }
  },
};
// One after the other: the runtime starts a run some turns later, and the input's buffer is shared by all.
let before = Promise.resolve();
let ending = false;
parentPort.on('message', (message) => {
  ending ||= message.what === 'end';
  before = before.then(() => answer(message));
});
const answer = async ({ id, what, task }) => {
  try {
    if (ending && what !== 'end') throw new Error('the inference thread ends');
    const value = await work[what](task);
    const moved = what === 'run' ? value.map(({ data }) => data.buffer) : [];
    parentPort.postMessage({ id, value }, moved);
  } catch (error) {
    parentPort.postMessage({ id, problem: String(error?.message ?? error) });
  }
};
`;

const replySchema = z.object({
  id: z.number(),
  value: z.unknown().optional(),
  problem: z.string().optional(),
});

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

/**
 * Runs graphs off the main loop, one after the other, in the order of asking. Close it before the process
 * exits: a thread that is cut off inside the runtime takes the whole process down with it (SIGABRT).
 */
export class InferenceThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next_id = 1;
  readonly #gone: Promise<void>;
  #ended: Error | undefined;

  constructor() {
    this.#worker = new Worker(source, { eval: true, workerData: { base: import.meta.url } });
    this.#worker.on('message', (message: unknown) => {
      const { id, value, problem } = replySchema.parse(message);
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (problem === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(problem));
    });
    this.#worker.on('error', (error) => this.#end(error instanceof Error ? error : new Error(String(error))));
    this.#gone = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end(new Error('the inference thread has ended'));
        resolve();
      });
    });
  }

  /** Rejects with the runtime's words when the bytes are no graph it can run. */
  async open(key: string, bytes: Uint8Array, options: InferenceSession.SessionOptions): Promise<GraphPorts> {
    return (await this.#ask('open', { key, bytes, providers, options })) as GraphPorts;
  }

  /** Data that lies in shared memory is not copied on the way. */
  async run(key: string, input: GraphInput, names: readonly string[]): Promise<readonly Output[]> {
    return (await this.#ask('run', { key, input, names })) as readonly Output[];
  }

  async closeGraph(key: string): Promise<void> {
    if (this.#ended === undefined) await this.#ask('close', { key });
  }

  /** Ends the thread after the run that is under way; what still waits is refused. */
  async close(): Promise<void> {
    // The answer may be lost when the port closes: what counts is that the thread is gone.
    if (this.#ended === undefined) this.#ask('end', {}).catch(() => undefined);
    await this.#gone;
  }

  #ask(what: 'open' | 'run' | 'close' | 'end', task: object): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const id = this.#next_id;
      this.#next_id += 1;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, what, task });
    });
  }

  #end(error: Error): void {
    this.#ended = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** Bytes that another thread can read without a copy. */
export const sharedBytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));
