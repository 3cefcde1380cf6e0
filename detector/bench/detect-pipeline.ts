import { type Clock, type Fault, fail, type Logger, ok, type Result } from '#common';
import { Decoder } from '../frames/decoder.ts';
import type { Sheet } from '../frames/sheet.ts';
import type { Models } from '../model/models.ts';
import { videoOptions } from '../process/judge-options.ts';
import { Pipeline } from '../process/pipeline.ts';

export type BenchOptions = {
  readonly clip: string;
  readonly models: Models;
  readonly ffmpeg: { readonly path: string };
  /** How long the whole path is run, all rounds together. */
  readonly seconds?: number;
  /** With how many threads the models were opened; stated with the figures. */
  readonly threads: number;
  readonly clock: Pick<Clock, 'monotonic_us'>;
  readonly logger: Logger;
};

export type BenchFigures = {
  readonly pipeline_fps: number;
  readonly bare_loop_fps: number;
  /** pipeline_fps / bare_loop_fps */
  readonly ratio: number;
  readonly frames: number;
  readonly heads_per_frame: number;
  readonly width_px: number;
  readonly height_px: number;
  /** What the first stage looked at. */
  readonly sheet_px: string;
  readonly threads: number;
};

const default_s = 20;
/** Both ways take turns, so that whatever else the machine does burdens both alike. */
const frames_per_round = 60;

/**
 * Frames a second of the whole path (decode, detect, track, verdict; every frame judged) beside a bare
 * loop over the same two sessions with the same tensors: same sheet size, same number of crops per frame.
 */
export const benchDetectPipeline = async (options: BenchOptions): Promise<Result<BenchFigures>> => {
  const { models, clock, seconds = default_s } = options;
  const source = new Looped(options);
  const pipeline = new Pipeline({
    models,
    judge: videoOptions(models.manifest),
    required: ['mask', 'hearing'],
    still_bytes: 64e6,
  });
  let frames = 0;
  let heads = 0;
  let pipeline_us = 0;
  let bare_us = 0;
  let size = { width_px: 0, height_px: 0, sheet_px: '' };
  try {
    const first = await source.next();
    if (!first.ok) return first;
    first.value.frame.release();
    while (pipeline_us < seconds * 1e6) {
      const crops: number[] = [];
      let sheet: Pick<Sheet, 'data' | 'width_px' | 'height_px'> = {
        data: new Uint8Array(),
        width_px: 0,
        height_px: 0,
      };
      const start_us = clock.monotonic_us();
      for (let count = 0; count < frames_per_round; count += 1) {
        const next = await source.next();
        if (!next.ok) return next;
        const { frame, round } = next.value;
        const before = pipeline.heads;
        await pipeline.judge(frame, round);
        crops.push(pipeline.heads - before);
        [sheet = sheet] = frame.sheets;
        const { width_px, height_px } = frame.picture;
        size = { width_px, height_px, sheet_px: `${sheet.width_px}×${sheet.height_px}` };
        frame.release();
      }
      pipeline_us += clock.monotonic_us() - start_us;
      bare_us += await bareLoop(models, sheet, crops, clock);
      frames += crops.length;
      options.logger.debug({ frames, pipeline_us, bare_us }, 'a round of the bench is over');
      heads += crops.reduce((sum, count) => sum + count, 0);
    }
  } finally {
    await source.stop();
  }
  const [pipeline_fps, bare_loop_fps] = [(frames * 1e6) / pipeline_us, (frames * 1e6) / bare_us];
  return ok({
    pipeline_fps: hundredth(pipeline_fps),
    bare_loop_fps: hundredth(bare_loop_fps),
    ratio: hundredth(pipeline_fps / bare_loop_fps),
    frames,
    heads_per_frame: hundredth(heads / frames),
    ...size,
    threads: options.threads,
  });
};

const bareLoop = async (
  models: Models,
  sheet: Pick<Sheet, 'data' | 'width_px' | 'height_px'>,
  crops: readonly number[],
  clock: Pick<Clock, 'monotonic_us'>,
): Promise<number> => {
  // The decoder's buffer may be written meanwhile; the values do not matter, the reading must not race.
  const data = sheet.data.slice();
  const start_us = clock.monotonic_us();
  for (const count of crops) {
    await models.runSheet(data, sheet.width_px, sheet.height_px);
    await models.runBatches(count);
  }
  return clock.monotonic_us() - start_us;
};

const hundredth = (value: number): number => Math.round(value * 100) / 100;

/** The clip over and over. */
class Looped {
  readonly #options: BenchOptions;
  #decoder: Decoder | undefined;
  #round = 0;

  constructor(options: BenchOptions) {
    this.#options = options;
  }

  async next() {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const decoder = (this.#decoder ??= this.#start());
      const frame = await decoder.next();
      if (frame !== undefined) return ok({ frame, round: this.#round });
      const end = await decoder.ended;
      this.#decoder = undefined;
      if (end.spawn_error !== null || end.code !== 0 || decoder.decoded === 0) {
        const problem = end.spawn_error ?? end.log.at(-1) ?? '';
        const fault: Fault =
          end.spawn_error === null
            ? { code: 'VIDEO_UNREADABLE', details: { path: this.#options.clip, problem } }
            : { code: 'DECODER_MISSING', details: { path: this.#options.ffmpeg.path, problem } };
        return fail(fault.code, fault.details);
      }
    }
    return fail('VIDEO_UNREADABLE', { path: this.#options.clip, problem: 'no frames' });
  }

  async stop(): Promise<void> {
    await this.#decoder?.stop();
  }

  #start(): Decoder {
    this.#round += 1;
    return new Decoder({
      ffmpeg: this.#options.ffmpeg.path,
      input: { kind: 'file', path: this.#options.clip },
      rate: 'every',
      most_sheet_px: 960,
      decode_threads: 1,
      policy: 'all',
    });
  }
}
