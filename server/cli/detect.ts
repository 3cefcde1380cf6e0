import { fail, itemSchema, ok, type Result } from '#common';
import { detectInput, openModels } from '#detector';
import { productFolders, stderrLogger, systemClock } from '#station';
import { findFfmpeg } from '#video';
import { printJson, threadCount, wholeNumber } from './output.ts';

type Options = { fps: string; threads: string; require: string[]; models?: string; json?: boolean };

/** `landun detect`: the real pipeline on a file; prints what it saw and the leads it would have raised. */
export const detect = async (input: string, options: Options): Promise<Result<{ ok: boolean }>> => {
  const required = itemSchema.array().safeParse(options.require);
  if (!required.success) {
    return fail('INPUT_INVALID', {
      field: '--require',
      problem: `one of ${itemSchema.options.join(', ')} is needed`,
    });
  }
  const ffmpeg = await findFfmpeg({ env: process.env, logger: stderrLogger() });
  if (!ffmpeg.ok) return ffmpeg;
  const models = await openModels(options.models ?? productFolders().models_dir, {
    shipped_dir: productFolders().models_dir,
    threads: threadCount(options.threads) ?? { wanted_ms: 0, clock: systemClock },
  });
  if (!models.ok) return models;
  try {
    const report = await detectInput(input, {
      models: models.value,
      ffmpeg: ffmpeg.value,
      fps: wholeNumber(options.fps, '--fps', 1, 60),
      required: required.data,
      clock: systemClock,
      logger: stderrLogger(),
    });
    if (!report.ok) return report;
    if (options.json === true) printJson(report.value);
    else console.log(JSON.stringify(report.value, null, 2));
    return ok({ ok: true });
  } finally {
    await models.value.close();
  }
};
