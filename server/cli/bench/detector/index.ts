import type { Result } from '#common';
import type { BenchOptions, BenchReport } from '../../bench.ts';
import { benchDetectorCrash } from './crash.ts';
import { benchPythonPeer } from './python-peer.ts';
import { benchDetectorSoak } from './soak.ts';

/** The benches of the detector, besides its pipeline. */
export const detectorBenches: Record<string, (options: BenchOptions) => Promise<Result<BenchReport>>> = {
  'python-peer': benchPythonPeer,
  'detector-soak': benchDetectorSoak,
  'detector-crash': benchDetectorCrash,
};
