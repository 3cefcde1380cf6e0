import { join } from 'node:path';
import { ok, type Result } from '#common';
import { benchDetectPipeline as measure, openModels } from '#detector';
import { productFolders, stderrLogger, systemClock } from '#station';
import { findFfmpeg } from '#video';
import type { BenchOptions, BenchReport } from '../bench.ts';

const threads = 1;
const ratio_bar = 0.85;

/** The whole path on the 1920×1080 sample clip, beside a bare loop of the same ONNX sessions on the same threads. */
export const benchDetectPipeline = async ({ seconds = 30 }: BenchOptions): Promise<Result<BenchReport>> => {
  const ffmpeg = await findFfmpeg({ env: process.env, logger: stderrLogger() });
  if (!ffmpeg.ok) return ffmpeg;
  const { models_dir, samples_dir } = productFolders();
  const models = await openModels(models_dir, { threads });
  if (!models.ok) return models;
  try {
    const figures = await measure({
      clip: join(samples_dir, 'sample-site.mp4'),
      models: models.value,
      ffmpeg: ffmpeg.value,
      threads,
      seconds,
      clock: systemClock,
      logger: stderrLogger(),
    });
    if (!figures.ok) return figures;
    return ok({ pass: figures.value.ratio >= ratio_bar, ...figures.value, ratio_bar, threads });
  } finally {
    await models.value.close();
  }
};
