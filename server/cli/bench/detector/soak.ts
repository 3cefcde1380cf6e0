import { readFile } from 'node:fs/promises';
import type { Result } from '#common';
import type { BenchOptions, BenchReport } from '../../bench.ts';
import { familyOf } from '../processes.ts';
import { Lab, quantile, round, sleep } from '../video/lab.ts';
import { judgedRig } from './judged-rig.ts';

const memory_bar_mib = 400;
const drift_bar_percent = 5;
const warm_up_s = 30;
const sample_s = 2;

/** Memory of the detector process (and of its decoder, beside it) while it judges a live 1080p25 stream. */
export const benchDetectorSoak = ({ minutes = 3 }: BenchOptions): Promise<Result<BenchReport>> =>
  Lab.run(async (lab) => {
    const { detector, stop } = await judgedRig(lab, 8, 50);
    await sleep(warm_up_s * 1000);
    const own_mib: number[] = [];
    const decoder_mib: number[] = [];
    const before = detector.counts();
    const end_ms = performance.now() + minutes * 60_000;
    while (performance.now() < end_ms) {
      const { pid } = detector;
      if (pid !== undefined) {
        own_mib.push(await residentMib(pid));
        const children = (await familyOf(pid)).filter((each) => each !== pid);
        decoder_mib.push((await Promise.all(children.map(residentMib))).reduce((sum, mib) => sum + mib, 0));
      }
      await sleep(sample_s * 1000);
    }
    const after = detector.counts();
    const { running } = detector;
    await stop();
    const tenth = Math.max(1, Math.floor(own_mib.length / 10));
    const first_mib = quantile(own_mib.slice(0, tenth), 0.5);
    const last_mib = quantile(own_mib.slice(-tenth), 0.5);
    const drift_percent = ((last_mib - first_mib) / first_mib) * 100;
    const most_mib = Math.max(...own_mib);
    const restarts = after.restarts - before.restarts;
    return {
      pass: Math.abs(drift_percent) <= drift_bar_percent && most_mib < memory_bar_mib && restarts === 0,
      minutes,
      first_tenth_mib: round(first_mib),
      last_tenth_mib: round(last_mib),
      drift_percent: round(drift_percent),
      drift_bar_percent,
      most_mib: round(most_mib),
      memory_bar_mib,
      decoder_most_mib: round(Math.max(...decoder_mib)),
      judged_per_s: round((after.judged - before.judged) / (minutes * 60)),
      dropped: after.dropped - before.dropped,
      restarts,
      ...running,
    };
  });

/** Resident memory of one process, from Linux's /proc. */
const residentMib = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
};
