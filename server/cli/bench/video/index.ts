import type { Result } from '#common';
import type { BenchOptions, BenchReport } from '../../bench.ts';
import { benchCrashVideo } from './crash-video.ts';
import { benchFaults } from './faults.ts';
import { benchGarbage } from './garbage.ts';
import { benchLatency } from './latency.ts';
import { benchRecorder } from './recorder.ts';
import { benchStreams } from './streams.ts';
import { benchSync } from './sync.ts';

/** The benches of the video path. */
export const videoBenches: Record<string, (options: BenchOptions) => Promise<Result<BenchReport>>> = {
  'crash-video': benchCrashVideo,
  faults: benchFaults,
  garbage: benchGarbage,
  latency: benchLatency,
  recorder: benchRecorder,
  streams: benchStreams,
  sync: benchSync,
};
