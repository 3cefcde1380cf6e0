import { fail, itemSchema, type ItemState, ok, type Result } from '#common';
import { detectInput, type DetectReport, openModels } from '#detector';
import { productFolders, stderrLogger, systemClock } from '#station';
import { findFfmpeg } from '#video';
import { printJson, threadCount, wholeNumber } from './output.ts';

type Options = { fps: string; threads: string; require: string[]; json?: boolean };

/** `landun compare`: one recorded flight through several sets of models, before one of them goes live. */
export const compare = async (
  input: string,
  folders: readonly string[],
  options: Options,
): Promise<Result<{ ok: boolean }>> => {
  const required = itemSchema.array().safeParse(options.require);
  if (!required.success) {
    const problem = `one of ${itemSchema.options.join(', ')} is needed`;
    return fail('INPUT_INVALID', { field: '--require', problem });
  }
  const ffmpeg = await findFfmpeg({ env: process.env, logger: stderrLogger() });
  if (!ffmpeg.ok) return ffmpeg;
  const rows: ReturnType<typeof summary>[] = [];
  for (const folder of folders) {
    const models = await openModels(folder === 'shipped' ? productFolders().models_dir : folder, {
      shipped_dir: productFolders().models_dir,
      threads: threadCount(options.threads) ?? { wanted_ms: 0, clock: systemClock },
    });
    // A folder that cannot be used is told and the others are still compared.
    if (!models.ok) {
      if (folders.length === 1) return models;
      console.error(`${folder}: ${models.error.code} ${JSON.stringify(models.error.details)}`);
      continue;
    }
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
      rows.push(summary(folder, report.value));
    } finally {
      await models.value.close();
    }
  }
  if (options.json === true) printJson({ input, compared: rows });
  else for (const row of rows) console.log(JSON.stringify(row, null, 2));
  return ok({ ok: rows.length === folders.length });
};

/** What one set of models made of the flight. */
const summary = (folder: string, { model, frames, leads, elapsed_s }: DetectReport) => {
  const persons = frames.flatMap((frame) => frame.persons);
  const states = (item: 'mask' | 'hearing' | 'helmet'): Record<ItemState, number> => {
    const counts = { worn: 0, worn_wrongly: 0, not_worn: 0, not_judgeable: 0 };
    for (const person of persons) counts[person[item].state] += 1;
    return counts;
  };
  return {
    folder,
    model,
    frames: frames.length,
    frames_per_s: Math.round((frames.length / elapsed_s) * 100) / 100,
    persons: persons.length,
    tracks: new Set(persons.map(({ track_id }) => track_id)).size,
    heads: persons.filter(({ head }) => head !== null).length,
    mask: states('mask'),
    hearing: states('hearing'),
    helmet: states('helmet'),
    leads: leads.map(({ item, state, probability, pts_us, box }) => ({
      item,
      state,
      probability,
      pts_us,
      box,
    })),
  };
};
