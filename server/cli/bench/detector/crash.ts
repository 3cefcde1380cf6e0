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
 * how long there are no verdicts, and whether the recording lacks anything. A process that is killed leaves a
 * silence until the next one judges; one that is replaced judges until the other takes over, so the longest
 * silence on the way is what counts, and how long the change took is told beside it.
 */
export const benchDetectorCrash = ({ runs = 100 }: BenchOptions): Promise<Result<BenchReport>> =>
  Lab.run(async (lab) => {
    // The same models in another folder: replaced is replaced.
    const folders = [productFolders().models_dir, lab.path('models')] as const;
    await cp(folders[0], folders[1], { recursive: true });
    const stream = await judgedRig(lab, 8, Math.floor(key_every));
    const resumed: (Resumed & { readonly by: 'killed' | 'replaced' })[] = [];
    let folder = 0;
    for (let run = 0; run < runs; run += 1) {
      await sleep(500 + Math.random() * 1000);
      const by = run % 2 === 0 ? 'killed' : 'replaced';
      const again = resumption(stream);
      if (by === 'killed') process.kill(stream.detector.pid ?? 0, 'SIGKILL');
      else stream.detector.useModels(folders[(folder = 1 - folder)] ?? folders[0]);
      const one = { by, ...(await again) } as const;
      resumed.push(one);
      console.error(
        `run ${run + 1}/${runs}: ${by}, ready after ${ms(one.ready_s)}, judging after ${ms(one.after_s)}, silent for ${ms(one.silent_s)}`,
      );
    }
    await stream.stop();
    const { frames_written, frames_lost } = stream.recorder.stats();
    const kept = await recordedFrames(stream.dir);
    const known = (name: keyof Resumed, by?: string) =>
      resumed.flatMap((one) =>
        (by !== undefined && one.by !== by) || one[name] === undefined ? [] : one[name],
      );
    const silences = known('silent_s');
    const slowest_s = Math.max(0, ...silences);
    const never = resumed.length - silences.length;
    const lost = Math.max(frames_lost, stream.frames() - kept);
    return {
      pass: lost === 0 && never === 0 && slowest_s <= resume_bar_s,
      runs,
      killed: resumed.filter(({ by }) => by === 'killed').length,
      replaced: resumed.filter(({ by }) => by === 'replaced').length,
      fragments_lost: lost,
      frames_received: stream.frames(),
      frames_written,
      resumed_median_s: round(quantile(silences, 0.5)),
      resumed_slowest_s: round(slowest_s),
      later_than_bar: silences.filter((silent_s) => silent_s > resume_bar_s).length,
      killed_ready_median_s: round(quantile(known('ready_s', 'killed'), 0.5)),
      killed_slowest_s: round(Math.max(0, ...known('silent_s', 'killed'))),
      replaced_silent_slowest_s: round(Math.max(0, ...known('silent_s', 'replaced'))),
      replaced_taken_over_median_s: round(quantile(known('after_s', 'replaced'), 0.5)),
      replaced_taken_over_slowest_s: round(Math.max(0, ...known('after_s', 'replaced'))),
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

/** Seconds since the process was killed or other models were asked for; undefined: never within the bound. */
type Resumed = {
  /** Another process had its models open. */
  readonly ready_s: number | undefined;
  /** It said something of a frame. */
  readonly after_s: number | undefined;
  /** The longest time on the way in which no process did. */
  readonly silent_s: number | undefined;
};

const resumption = async ({ detector }: JudgedRig): Promise<Resumed> => {
  const { pid } = detector;
  const start_ms = performance.now();
  let ready_ms: number | undefined;
  let at_ms: number | undefined;
  let last_ms = start_ms;
  let longest_ms = 0;
  const cancels = [
    detector.onReady(() => {
      ready_ms ??= performance.now();
    }),
    detector.onFindings(() => {
      if (at_ms !== undefined) return;
      const now_ms = performance.now();
      longest_ms = Math.max(longest_ms, now_ms - last_ms);
      last_ms = now_ms;
      if (detector.pid !== pid) at_ms = now_ms;
    }),
  ];
  const done_ms = await until(() => at_ms, 30_000);
  for (const cancel of cancels) cancel();
  const since = (moment_ms: number | undefined) => moment_ms && (moment_ms - start_ms) / 1000;
  return {
    ready_s: since(ready_ms),
    after_s: since(done_ms),
    silent_s: done_ms === undefined ? undefined : longest_ms / 1000,
  };
};

const ms = (seconds: number | undefined): string =>
  seconds === undefined ? 'never' : `${Math.round(seconds * 1000)} ms`;
