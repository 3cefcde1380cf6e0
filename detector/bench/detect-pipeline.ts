import { type Clock, type Logger, ok, type Result } from '#common';
import type { Models } from '../model/models.ts';
import { sharedBytes } from '../model/inference-thread.ts';
import { videoOptions } from '../process/judge-options.ts';
import { judgeEach, type JudgedFrame, Pipeline } from '../process/pipeline.ts';
import { Looped } from './looped.ts';

export type BenchOptions = {
  readonly clip: string;
  readonly models: Models;
  readonly ffmpeg: { readonly path: string };
  /** How long the whole path is run, all rounds together. */
  readonly seconds: number;
  /** Width of the pass over the whole frame. */
  readonly pass_px: number;
  /** Every tile of every frame, for heads as small as these. */
  readonly tiles: boolean;
  /** Both ways take turns after so many frames, so that whatever else the machine does burdens both alike. */
  readonly frames_per_round?: number;
  readonly clock: Pick<Clock, 'monotonic_us'>;
  readonly logger: Logger;
};

export type BenchFigures = {
  readonly pipeline_fps: number;
  readonly bare_loop_fps: number;
  /**
   * Median over the rounds of the time of the bare loop over that of the whole path, on the same frames one
   * right after the other: what else the machine does meanwhile burdens both alike.
   */
  readonly ratio: number;
  /** The middle half of the rounds lies between. */
  readonly ratio_low: number;
  readonly ratio_high: number;
  readonly rounds: number;
  readonly frames: number;
  readonly heads_per_frame: number;
  readonly most_heads: number;
  readonly width_px: number;
  readonly height_px: number;
  /** What the first stage looked at in the last frame. */
  readonly sheets_px: readonly string[];
  readonly threads: number;
  readonly provider: string;
};

/** What the models were asked on one frame. */
type Work = Pick<JudgedFrame, 'sheets_px' | 'heads'>;

/**
 * Frames a second of the whole path (decode, detect, track, verdict; every frame judged) beside a bare
 * loop over the same two sessions with tensors of the same sizes: same sheets, same number of crops.
 */
export const benchDetectPipeline = async (options: BenchOptions): Promise<Result<BenchFigures>> => {
  const { models, clock, seconds, pass_px, frames_per_round = 50 } = options;
  const source = new Looped({ ...options, pass_px });
  const pipeline = new Pipeline({
    models,
    judge: videoOptions(models.manifest),
    required: ['mask', 'hearing'],
    still_bytes: 64e6,
    ...(options.tiles ? { tiles: { clock } } : {}),
  });
  const works: Work[] = [];
  const ratios: number[] = [];
  const round_fps: number[] = [];
  const bare_fps: number[] = [];
  let pipeline_us = 0;
  let size = { width_px: 0, height_px: 0 };
  try {
    const first = await source.next();
    if (!first.ok) return first;
    first.value.frame.release();
    while (pipeline_us < seconds * 1e6) {
      const round_works: Work[] = [];
      const start_us = clock.monotonic_us();
      let taken = 0;
      let round = 0;
      let ended: Result<never> | undefined;
      await judgeEach(
        async () => {
          if (taken === frames_per_round) return undefined;
          const next = await source.next();
          if (!next.ok) {
            ended = next;
            return undefined;
          }
          taken += 1;
          round = next.value.round;
          return next.value.frame;
        },
        async (frame) => {
          const { sheets_px, heads } = await pipeline.judge(frame, round);
          round_works.push({ sheets_px, heads });
          const { width_px, height_px } = frame.picture;
          size = { width_px, height_px };
          frame.release();
        },
      );
      if (ended !== undefined) return ended;
      const round_us = clock.monotonic_us() - start_us;
      const round_bare_us = await bareLoop(models, round_works, clock);
      pipeline_us += round_us;
      ratios.push(round_bare_us / round_us);
      round_fps.push((frames_per_round * 1e6) / round_us);
      bare_fps.push((frames_per_round * 1e6) / round_bare_us);
      works.push(...round_works);
      options.logger.debug(
        { frames: works.length, pipeline_us, ratio: ratios.at(-1) },
        'a round of the bench is over',
      );
    }
  } finally {
    await source.stop();
  }
  return ok({
    pipeline_fps: hundredth(quantile(round_fps, 0.5)),
    bare_loop_fps: hundredth(quantile(bare_fps, 0.5)),
    ratio: hundredth(quantile(ratios, 0.5)),
    ratio_low: hundredth(quantile(ratios, 0.25)),
    ratio_high: hundredth(quantile(ratios, 0.75)),
    rounds: ratios.length,
    frames: works.length,
    heads_per_frame: hundredth(works.reduce((sum, { heads }) => sum + heads, 0) / works.length),
    most_heads: Math.max(...works.map(({ heads }) => heads)),
    ...size,
    sheets_px: (works.at(-1)?.sheets_px ?? []).map(([width, height]) => `${width}×${height}`),
    threads: models.threads,
    provider: models.provider,
  });
};

const bareLoop = async (
  models: Models,
  works: readonly Work[],
  clock: Pick<Clock, 'monotonic_us'>,
): Promise<number> => {
  const most_px = Math.max(
    ...works.flatMap(({ sheets_px }) => sheets_px.map(([width, height]) => width * height)),
  );
  const data = sharedBytes(most_px * 3).fill(114);
  const start_us = clock.monotonic_us();
  for (const { sheets_px, heads } of works) {
    for (const [width_px, height_px] of sheets_px)
      await models.runSheet(data.subarray(0, width_px * height_px * 3), width_px, height_px);
    await models.runBatches(heads);
  }
  return clock.monotonic_us() - start_us;
};

const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
};

const hundredth = (value: number): number => Math.round(value * 100) / 100;
