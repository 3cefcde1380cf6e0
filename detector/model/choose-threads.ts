import { availableParallelism, cpus } from 'node:os';
import type { Clock } from '#common';
import { InferenceThread, sharedBytes } from './inference-thread.ts';
import { sessionOptions } from './session.ts';

/** Time that the cores of this machine were busy, all together, and this process of it. */
export type CpuTime = { readonly busy_ms: number; readonly own_ms: number };

/** A number of threads, or so few that one pass is done in this time: more only take cores from others. */
export type Threads =
  | number
  | {
      readonly wanted_ms: number;
      readonly clock: Pick<Clock, 'monotonic_us'>;
      /** Default: of this machine. */
      readonly cpuTime?: () => CpuTime;
    };

export type ChosenThreads = {
  readonly count: number;
  /** False where other work took so much of the machine meanwhile that another count may be right without it. */
  readonly calm: boolean;
};

/** Cores that others may use while a machine still counts as calm. */
const most_others_cores = 0.3;

const machineTime = (): CpuTime => {
  const { user, system } = process.cpuUsage();
  const busy_ms = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { busy_ms, own_ms: (user + system) / 1000 };
};

/** The pass that is timed; see `bench detect-pipeline`. */
const width_px = 640;
const height_px = 384;
const rounds = 3;

type Graph = { readonly bytes: Uint8Array; readonly input: string; readonly outputs: readonly string[] };

/**
 * Times one pass of the first stage with 1, 2, 4 … threads (best of three) and takes the first count that is
 * fast enough, else the fastest; a count that gains less than a tenth is not worth its cores.
 */
export const chooseThreads = async (graph: Graph, threads: Threads): Promise<ChosenThreads> => {
  if (typeof threads === 'number') return { count: threads, calm: true };
  const { wanted_ms, clock, cpuTime = machineTime } = threads;
  const before = cpuTime();
  const start_us = clock.monotonic_us();
  let best = { count: 1, ms: Infinity };
  for (let count = 1; count <= Math.min(16, availableParallelism()); count *= 2) {
    const ms = await timed(graph, count, clock);
    if (ms < 0.9 * best.ms) best = { count, ms };
    if (ms <= wanted_ms) break;
  }
  const after = cpuTime();
  const elapsed_ms = (clock.monotonic_us() - start_us) / 1000;
  const others_ms = after.busy_ms - before.busy_ms - (after.own_ms - before.own_ms);
  return { count: best.count, calm: others_ms <= most_others_cores * elapsed_ms };
};

const timed = async (
  { bytes, input, outputs }: Graph,
  count: number,
  clock: Pick<Clock, 'monotonic_us'>,
): Promise<number> => {
  const thread = new InferenceThread();
  try {
    await thread.open('timed', bytes, sessionOptions(count));
    const data = sharedBytes(width_px * height_px * 3).fill(114);
    let best_us = Infinity;
    for (let round = 0; round <= rounds; round += 1) {
      const start_us = clock.monotonic_us();
      await thread.run(
        'timed',
        { name: input, type: 'uint8', data, dims: [1, height_px, width_px, 3] },
        outputs,
      );
      // The first run also prepares buffers.
      if (round > 0) best_us = Math.min(best_us, clock.monotonic_us() - start_us);
    }
    return best_us / 1000;
  } catch {
    // A graph that does not run at all is told by whoever opens it for good.
    return Infinity;
  } finally {
    await thread.close();
  }
};
