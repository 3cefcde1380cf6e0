import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InferenceThread, sharedBytes } from './inference-thread.ts';
import { sessionOptions } from './session.ts';

const graph = join(import.meta.dirname, '../models/person-head.onnx');
const [width_px, height_px] = [640, 384];

const open = async (): Promise<{ thread: InferenceThread; run: () => Promise<unknown> }> => {
  const thread = new InferenceThread();
  const { inputs, outputs } = await thread.open('graph', await readFile(graph), sessionOptions(1));
  const data = sharedBytes(width_px * height_px * 3);
  const name = inputs[0]?.name ?? '';
  const names = outputs.map((output) => output.name);
  return {
    thread,
    run: () => thread.run('graph', { name, type: 'uint8', data, dims: [1, height_px, width_px, 3] }, names),
  };
};

describe('InferenceThread', () => {
  it('closes while the runtime works, without taking the process down', async () => {
    const { thread, run } = await open();
    await run();
    const settled = Promise.allSettled([run(), run(), run()]);
    await thread.close();
    // Whatever had begun is answered, the rest is refused: nobody waits for ever.
    expect(await settled).toHaveLength(3);
    await expect(run()).rejects.toThrow('the inference thread has ended');
  });

  it('may be closed twice, and before anything was asked', async () => {
    const thread = new InferenceThread();
    await Promise.all([thread.close(), thread.close()]);
    await expect(thread.close()).resolves.toBeUndefined();
  });
});
