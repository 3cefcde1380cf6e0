import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, unwrap } from '#common';
import { productFolders } from '#station';
import { parseFmp4 } from '#video';
import type { BenchOptions, BenchReport } from '../../bench.ts';
import { Lab, quantile, round, sleep, until } from '../video/lab.ts';
import { type JudgedRig, judgedRig } from './judged-rig.ts';

const resume_bar_s = 2;
const frames_per_s = 25;
const key_every = frames_per_s / 2;

/**
 * The detector of a recorded live stream is killed or replaced by other models, in turn, while it works:
 * how long until the next verdicts, and whether the recording lacks anything.
 */
export const benchDetectorCrash = ({ runs = 100 }: BenchOptions): Promise<Result<BenchReport>> =>
  Lab.run(async (lab) => {
    // The same models in another folder: replaced is replaced.
    const folders = [productFolders().models_dir, lab.path('models')] as const;
    await cp(folders[0], folders[1], { recursive: true });
    const stream = await judgedRig(lab, 8, Math.floor(key_every));
    const resumed_s: { readonly by: 'killed' | 'replaced'; readonly after_s: number | undefined }[] = [];
    let folder = 0;
    for (let run = 0; run < runs; run += 1) {
      await sleep(500 + Math.random() * 1000);
      const by = run % 2 === 0 ? 'killed' : 'replaced';
      const again = nextFindings(stream);
      const start_ms = performance.now();
      if (by === 'killed') process.kill(stream.detector.pid ?? 0, 'SIGKILL');
      else stream.detector.useModels(folders[(folder = 1 - folder)] ?? folders[0]);
      const at_ms = await again;
      console.error(`run ${run + 1}/${runs}: ${by}, back after ${Math.round((at_ms ?? NaN) - start_ms)} ms`);
      resumed_s.push({ by, after_s: at_ms === undefined ? undefined : (at_ms - start_ms) / 1000 });
    }
    await stream.stop();
    const { frames_written, frames_lost } = stream.recorder.stats();
    const kept = await recordedFrames(stream.dir);
    const times = resumed_s.flatMap(({ after_s }) => (after_s === undefined ? [] : [after_s]));
    const slowest_s = Math.max(0, ...times);
    const never = resumed_s.length - times.length;
    const lost = Math.max(frames_lost, stream.frames() - kept);
    return {
      pass: lost === 0 && never === 0 && slowest_s <= resume_bar_s,
      runs,
      killed: resumed_s.filter(({ by }) => by === 'killed').length,
      replaced: resumed_s.filter(({ by }) => by === 'replaced').length,
      fragments_lost: lost,
      frames_received: stream.frames(),
      frames_written,
      resumed_median_s: round(quantile(times, 0.5)),
      resumed_slowest_s: round(slowest_s),
      later_than_bar: times.filter((after_s) => after_s > resume_bar_s).length,
      never_resumed: never,
      resume_bar_s,
      key_frame_interval_s: round(Math.floor(key_every) / frames_per_s),
    };
  });

/** Frames that can be read back from the files of the recording. */
const recordedFrames = async (dir: string): Promise<number> => {
  let frames = 0;
  for (const name of (await readdir(dir)).filter((each) => each.endsWith('.mp4'))) {
    for (const part of unwrap(parseFmp4(await readFile(join(dir, name))))) {
      if (part.kind === 'fragment') frames += part.fragment.frames.length;
    }
  }
  return frames;
};

/** When a process other than the present one first says something of a frame. */
const nextFindings = (stream: JudgedRig): Promise<number | undefined> => {
  const pid = stream.detector.pid;
  let at_ms: number | undefined;
  const cancel = stream.detector.onFindings(() => {
    if (stream.detector.pid !== pid) at_ms ??= performance.now();
  });
  return until(() => at_ms, 30_000).finally(cancel);
};
