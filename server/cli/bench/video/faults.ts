import { fail, type Result } from '#common';
import type { Timeline } from '#video';
import type { BenchOptions, BenchReport } from '../../bench.ts';
import { zombiesOf } from '../processes.ts';
import { madeAt_ms, type Scene, scenes, wrap_ms } from './camera.ts';
import { Lab, round, sleep, until } from './lab.ts';
import { fair } from './relay.ts';
import { recordedFrames, rig } from './rig.ts';

const again_bar_s = 3;
const frame_ms = 40;

/** What goes wrong, for how long, and how it is made right again. `undefined`: not possible on this scene. */
type Trouble = (scene: Scene, ms: number) => Promise<void> | undefined;

const weather =
  (change: object): Trouble =>
  ({ relay }, ms) => {
    if (relay === undefined) return undefined;
    relay.set({ ...fair, ...change });
    return sleep(ms).then(() => relay.set(fair));
  };

const troubles: Readonly<Record<string, Trouble>> = {
  cut: weather({ state: 'cut' }),
  loss: weather({ loss: 0.05 }),
  jitter: weather({ jitter_ms: 200 }),
  blackhole: weather({ state: 'blackhole' }),
  killed: async (scene) => {
    await scene.camera().kill();
    scene.restart();
    await sleep(200);
  },
  paused: async (scene, ms) => {
    const camera = scene.camera();
    camera.pause();
    await sleep(ms);
    camera.resume();
  },
};

type Figure = {
  readonly case: string;
  readonly fault_s: number;
  readonly live_again_s: number | null;
  /** Largest difference between a gap that is there and the one that is stated, in frames. */
  readonly gap_error_frames: number;
  readonly gaps: number;
  readonly zombies: number;
  readonly stated?: unknown;
};

type Case = {
  readonly name: string;
  readonly make: (typeof scenes)[string];
  readonly cause: Trouble;
  readonly seconds: number;
};

/** A killed sender is gone at once and comes back at once: it has no length, so it is not run at each. */
const hasLength = (trouble: string): boolean => trouble !== 'killed';

const casesOf = (lengths_s: readonly number[], only: string): Case[] =>
  lengths_s.flatMap((seconds, turn) =>
    Object.entries(scenes).flatMap(([scene, make]) =>
      Object.entries(troubles)
        .map(([trouble, cause]) => ({ name: `${scene}/${trouble}`, trouble, make, cause, seconds }))
        .filter(({ name, trouble }) => name.includes(only) && (turn === 0 || hasLength(trouble))),
    ),
  );

/** The worst of each length, so that a miss is seen to be of short or of long faults. */
const byLength = (figures: readonly Figure[], lengths_s: readonly number[]) =>
  lengths_s.map((fault_s) => {
    const of = figures.filter((figure) => figure.fault_s === fault_s);
    return {
      fault_s,
      cases: of.length,
      live_again_worst_s: Math.max(0, ...of.map(({ live_again_s }) => live_again_s ?? 60)),
      gap_error_worst_frames: Math.max(0, ...of.map(({ gap_error_frames }) => gap_error_frames)),
      zombies: of.reduce((sum, { zombies }) => sum + zombies, 0),
    };
  });

/** Network faults on each protocol with a real other end, each for as long as `--seconds` says. */
export const benchFaults = async ({
  lengths_s = [5],
  only = '',
}: BenchOptions): Promise<Result<BenchReport>> => {
  const wanted = casesOf(lengths_s, only);
  if (wanted.length === 0) return fail('INPUT_INVALID', { field: 'only', problem: 'no case is called so' });
  const figures: Figure[] = [];
  const skipped: string[] = [];
  for (const { name, make, cause, seconds } of wanted) {
    const ran = await Lab.run(async (lab) => {
      const scene = await make(lab);
      return typeof scene === 'string' ? `${name}: ${scene}` : measure(lab, name, scene, cause, seconds);
    });
    if (!ran.ok) return ran;
    const figure = ran.value ?? `${name}: not possible here`;
    if (typeof figure === 'string') skipped.push(figure);
    else figures.push(figure);
    console.error(JSON.stringify(figure));
  }
  const missed = figures.filter(
    ({ live_again_s, gap_error_frames, zombies }) =>
      live_again_s === null || live_again_s > again_bar_s || gap_error_frames > 1 || zombies > 0,
  );
  return {
    ok: true,
    value: {
      pass: missed.length === 0 && figures.length > 0,
      fault_s: lengths_s,
      bar_fault_s: '1 to 60',
      cases: figures.length,
      missed: missed.map((figure) => `${figure.case} ${figure.fault_s} s`),
      live_again_worst_s: Math.max(0, ...figures.map(({ live_again_s }) => live_again_s ?? 60)),
      again_bar_s,
      gap_error_worst_frames: Math.max(0, ...figures.map(({ gap_error_frames }) => gap_error_frames)),
      zombies: figures.reduce((sum, { zombies }) => sum + zombies, 0),
      skipped: [...new Set(skipped)],
      by_length: byLength(figures, lengths_s),
      each: figures,
    },
  };
};

const measure = async (
  lab: Lab,
  name: string,
  scene: Scene,
  cause: Trouble,
  seconds: number,
): Promise<Figure | undefined> => {
  const recording = await rig(lab, 'stream', scene.url);
  await until(() => (recording.ingest.state().status === 'live' ? true : undefined), 40_000);
  // The clock needs a while of ordinary running to know its error.
  await sleep(8000);
  const trouble = cause(scene, seconds * 1000);
  if (trouble === undefined) return undefined;
  await trouble;
  const returned_ms = performance.now();
  const before = recording.frames();
  const again = await until(
    () =>
      recording.frames() > before + 2 && recording.ingest.state().status === 'live'
        ? performance.now()
        : undefined,
    60_000,
  );
  await sleep(9000);
  const zombies = (await zombiesOf(process.pid)).length;
  await recording.stop();
  const frames = await recordedFrames(lab, recording.dir);
  const { error_frames, gaps } = compare(believed(frames), recording.recorder.timeline());
  return {
    case: name,
    fault_s: seconds,
    live_again_s: again === undefined ? null : round((again - returned_ms) / 1000),
    gap_error_frames: round(error_frames, 1),
    gaps,
    zombies,
  };
};

type Recorded = Awaited<ReturnType<typeof recordedFrames>>[number];

/** Frames on either side that are asked whether a number can be. */
const around = 30;
/** More than the camera has from key frame to key frame: a damaged square stays until the next one. */
const witnesses = 13;
/** A server that times its frames by their way through it may put them so far off. */
const steady_ms = 100;

/**
 * The numbers that enough frames around bear out: where a picture was damaged on its way, some of its squares
 * are of this moment and some of an earlier one, which together may read as any number, for as long as the
 * damage stays. A hole that a source squeezed out of its time stamps is no such thing: all after it agrees.
 */
const believed = (frames: readonly Recorded[]): Recorded[] => {
  const offsets = frames.map(offsetOf);
  return frames.map((frame, index) => {
    const own_ms = offsets[index];
    if (own_ms === undefined) return frame;
    const others = offsets
      .slice(Math.max(0, index - around), index + around + 1)
      .filter((_, other) => frames[Math.max(0, index - around) + other]?.epoch === frame.epoch)
      .filter((offset_ms) => offset_ms !== undefined);
    const agreeing = others.filter((other_ms) => {
      const apart_ms = (((other_ms - own_ms) % wrap_ms) + wrap_ms) % wrap_ms;
      return Math.min(apart_ms, wrap_ms - apart_ms) <= steady_ms;
    });
    const needed = Math.min(witnesses, Math.floor(others.length / 2));
    return agreeing.length >= needed ? frame : { ...frame, number: undefined };
  });
};

/** How far the moment a picture was made lies from its time stamp. */
const offsetOf = ({ number, pts_us }: Recorded): number | undefined => {
  const made_ms = madeAt_ms(number);
  return made_ms === undefined ? undefined : made_ms - pts_us / 1000;
};

/** Every hole of more than 240 ms that the pictures show, against what the recorder states of that place. */
const compare = (frames: readonly Recorded[], { gaps }: Timeline): { error_frames: number; gaps: number } => {
  let error_ms = 0;
  let count = 0;
  let before: Recorded | undefined;
  /** Pictures since `before` that were recorded but damaged on their way: unreadable, or an older one again. */
  let damaged = 0;
  for (const frame of frames) {
    const step_ms = stepOf(before, frame);
    if (step_ms === undefined) {
      damaged += 1;
      continue;
    }
    if (before !== undefined && step_ms - (damaged + 1) * frame_ms >= 240) {
      count += 1;
      const hole_ms = step_ms - (damaged + 1) * frame_ms;
      const stated_ms = statedBetween(gaps, before, frame) / 1000;
      if (process.env['LANDUN_BENCH_VERBOSE'] === '1')
        console.error(JSON.stringify({ before, frame, hole_ms, stated_ms, damaged }));
      error_ms = Math.max(error_ms, Math.abs(hole_ms - stated_ms));
    }
    before = frame;
    damaged = 0;
  }
  return { error_frames: error_ms / frame_ms, gaps: count };
};

/** Milliseconds from one picture to the next by what is burned in; undefined where it says nothing new. */
const stepOf = (before: Recorded | undefined, frame: Recorded): number | undefined => {
  const [from_ms, to_ms] = [madeAt_ms(before?.number), madeAt_ms(frame.number)];
  if (to_ms === undefined) return undefined;
  if (from_ms === undefined) return 0;
  const step_ms = (((to_ms - from_ms) % wrap_ms) + wrap_ms) % wrap_ms;
  return step_ms === 0 || step_ms > wrap_ms - 5000 ? undefined : step_ms;
};

/** All that is stated to be missing from one picture up to another. */
const statedBetween = (gaps: Timeline['gaps'], from: Recorded, to: Recorded): number =>
  gaps
    .filter(
      ({ after_epoch, after_pts_us }) =>
        (after_epoch > from.epoch || (after_epoch === from.epoch && after_pts_us >= from.pts_us)) &&
        (after_epoch < to.epoch || (after_epoch === to.epoch && after_pts_us < to.pts_us)),
    )
    .reduce((sum, { length_us }) => sum + length_us, 0);
