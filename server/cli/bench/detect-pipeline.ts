import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ok, type Result } from '#common';
import { benchDetectPipeline as measure, type BenchFigures, openModels } from '#detector';
import { productFolders, stderrLogger, systemClock } from '#station';
import { type Ffmpeg, findFfmpeg } from '#video';
import type { BenchOptions, BenchReport } from '../bench.ts';

const ratio_bar = 0.9;
const fps_bar = 25;
/** One pass of this width must reach the rate; live judging uses the larger one. */
const bar_pass_px = 640;
const live_pass_px = 960;
const uhd_s = 2;

/**
 * The whole path on the 1920×1080 sample clip, beside a bare loop of the same ONNX sessions on the same
 * threads: one 640-px pass (the bar), one 960-px pass (as live), and the clip enlarged to 4K with tiles.
 */
export const benchDetectPipeline = async ({ seconds = 30 }: BenchOptions): Promise<Result<BenchReport>> => {
  const ffmpeg = await findFfmpeg({ env: process.env, logger: stderrLogger() });
  if (!ffmpeg.ok) return ffmpeg;
  const { models_dir, samples_dir } = productFolders();
  const models = await openModels(models_dir, {
    threads: { wanted_ms: 900 / fps_bar, clock: systemClock },
  });
  if (!models.ok) return models;
  const folder = await mkdtemp(join(tmpdir(), 'landun-bench-'));
  const clip = join(samples_dir, 'sample-site.mp4');
  const common = { models: models.value, ffmpeg: ffmpeg.value, clock: systemClock, logger: stderrLogger() };
  try {
    const bar = await measure({ ...common, clip, seconds, pass_px: bar_pass_px, tiles: false });
    if (!bar.ok) return bar;
    const live = await measure({
      ...common,
      clip,
      seconds: seconds / 2,
      pass_px: live_pass_px,
      tiles: false,
    });
    if (!live.ok) return live;
    const enlarged = await enlarge(clip, folder, ffmpeg.value);
    const uhd = await measure({
      ...common,
      clip: enlarged,
      seconds: seconds / 2,
      pass_px: live_pass_px,
      tiles: true,
      frames_per_round: 5,
    });
    if (!uhd.ok) return uhd;
    return ok({
      pass: bar.value.ratio >= ratio_bar && bar.value.pipeline_fps >= fps_bar,
      ...bar.value,
      ratio_bar,
      fps_bar,
      cores: availableParallelism(),
      load_of_machine: loadavg()[0],
      ...prefixed('live_960_', live.value),
      ...prefixed('uhd_tiles_', uhd.value),
    });
  } finally {
    await models.value.close();
    await rm(folder, { recursive: true });
  }
};

const prefixed = (prefix: string, figures: BenchFigures): Record<string, unknown> =>
  Object.fromEntries(
    (
      [
        'pipeline_fps',
        'bare_loop_fps',
        'ratio',
        'ratio_low',
        'ratio_high',
        'rounds',
        'frames',
        'heads_per_frame',
        'sheets_px',
      ] as const
    ).map((name) => [`${prefix}${name}`, figures[name]]),
  );

/** Some seconds of the clip at 3840×2160: there is no larger sample, and the work is the same. */
const enlarge = async (clip: string, folder: string, { path }: Ffmpeg): Promise<string> => {
  const out = join(folder, '2160p.mp4');
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '24', '-g', '50', '-an', out];
  await promisify(execFile)(path, [
    ...['-v', 'error', '-nostdin', '-ss', '2', '-t', String(uhd_s), '-i', clip],
    ...['-vf', 'scale=3840:2160', ...encode],
  ]);
  return out;
};
