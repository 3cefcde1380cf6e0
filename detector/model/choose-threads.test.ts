import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseThreads, type CpuTime } from './choose-threads.ts';

const clock = { monotonic_us: () => Math.round(performance.now() * 1000) };
let graph: Parameters<typeof chooseThreads>[0];
beforeAll(async () => {
  const bytes = await readFile(join(import.meta.dirname, 'testing/squares.onnx'));
  graph = { bytes, input: 'image', outputs: ['detections'] };
});

/** Before and after the measurement. */
const times = (...each: readonly [CpuTime, CpuTime]) => {
  const left = [...each];
  return (): CpuTime => left.shift() ?? { busy_ms: NaN, own_ms: NaN };
};

describe('chooseThreads', () => {
  it('takes the first count that is fast enough, and a number as it is', async () => {
    expect(await chooseThreads(graph, 3)).toEqual({ count: 3, calm: true });
    expect((await chooseThreads(graph, { wanted_ms: 1e9, clock })).count).toBe(1);
  });

  it('says whether other work took the machine meanwhile', async () => {
    const calm = async (others_ms: number, own_ms: number) => {
      const cpuTime = times(
        { busy_ms: 5000, own_ms: 70 },
        { busy_ms: 5000 + own_ms + others_ms, own_ms: 70 + own_ms },
      );
      return (await chooseThreads(graph, { wanted_ms: 1e9, clock, cpuTime })).calm;
    };
    expect([await calm(0, 1e6), await calm(1e6, 0)]).toEqual([true, false]);
  });

  it('reads the time of this machine where nobody else tells it', async () => {
    expect(typeof (await chooseThreads(graph, { wanted_ms: 1e9, clock })).calm).toBe('boolean');
  });
});
