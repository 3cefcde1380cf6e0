import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '#common';
import { evalDataset, evalVideo, type EvalReport, openModels } from '#detector';
import { productFolders, stderrLogger, systemClock } from '#station';
import { findFfmpeg } from '#video';
import { printJson, threadCount, wholeNumber } from './output.ts';

type Options = {
  boxes: 'found' | 'given';
  threads: string;
  models?: string;
  limit?: string;
  fps?: string;
  only?: string;
  json?: boolean;
};

/** `landun eval`: the models measured on a labelled data set, finding and judging together or judging alone. */
export const evaluate = async (dataset: string, options: Options): Promise<Result<{ ok: boolean }>> => {
  const only = await namesIn(options.only);
  if (!only.ok) return only;
  const ffmpeg = await findFfmpeg({ env: process.env, logger: stderrLogger() });
  if (!ffmpeg.ok) return ffmpeg;
  const models = await openModels(options.models ?? productFolders().models_dir, {
    shipped_dir: productFolders().models_dir,
    threads: threadCount(options.threads) ?? { wanted_ms: 0, clock: systemClock },
  });
  if (!models.ok) return models;
  try {
    if (dataset.endsWith('.truth.json')) {
      const common = {
        models: models.value,
        ffmpeg: ffmpeg.value,
        clock: systemClock,
        logger: stderrLogger(),
        ...(options.fps === undefined ? {} : { fps: wholeNumber(options.fps, '--fps', 1, 60) }),
      };
      const video = await evalVideo(dataset, common);
      if (!video.ok) return video;
      printJson(rounded(video.value));
      return ok({ ok: true });
    }
    const report = await evalDataset(dataset, {
      models: models.value,
      ffmpeg: ffmpeg.value,
      boxes: options.boxes,
      ...(options.limit === undefined ? {} : { limit: wholeNumber(options.limit, '--limit', 1, 1_000_000) }),
      ...(only.value === undefined ? {} : { only: only.value }),
      clock: systemClock,
      logger: stderrLogger(),
    });
    if (!report.ok) return report;
    if (options.json === true) printJson(rounded(report.value));
    else table(report.value);
    return ok({ ok: report.value.images > 0 });
  } finally {
    await models.value.close();
  }
};

const namesIn = async (path: string | undefined): Promise<Result<ReadonlySet<string> | undefined>> => {
  if (path === undefined) return ok(undefined);
  try {
    const lines = (await readFile(path, 'utf8')).split(/\r?\n/);
    return ok(new Set(lines.map((line) => line.trim()).filter((line) => line !== '')));
  } catch (error) {
    return fail('INPUT_NOT_FOUND', { path, problem: error instanceof Error ? error.message : String(error) });
  }
};

/** Ten-thousandths are finer than any data set of ours can tell. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'number' ? Math.round(inner * 10_000) / 10_000 : inner,
    ),
  );

const text = (value: number | null): string => (value === null ? '–' : value.toFixed(3));

const table = (report: EvalReport): void => {
  console.log(
    `${report.images} pictures, ${report.model}, boxes ${report.boxes}, ${report.elapsed_s.toFixed(0)} s`,
  );
  for (const name of ['person', 'head'] as const) {
    if (report.ap50 !== null)
      console.log(`${name.padEnd(8)} AP50 ${text(report.ap50[name].ap50)} (${report.ap50[name].labelled})`);
  }
  for (const [item, { by_size, ...all }] of Object.entries(report.items)) {
    for (const [size, figures] of [['all', all] as const, ...Object.entries(by_size)]) {
      if (figures.labelled === 0) continue;
      console.log(
        `${item.padEnd(8)} ${size.padEnd(10)} ${String(figures.labelled).padStart(6)} labelled` +
          ` ${String(figures.judged).padStart(6)} judged, balanced ${text(figures.balanced_accuracy)}` +
          ` (forced ${text(figures.balanced_accuracy_forced)}), silent ${text(figures.share_not_judgeable)},` +
          ` ECE ${text(figures.expected_calibration_error)}, accused wrongly ${figures.wrong_accusations}`,
      );
    }
  }
  console.log(
    `wrong accusations per 1,000 judged persons: ${text(report.wrong_accusations_per_1000_judged)}` +
      ` (${report.persons_wrongly_accused} of ${report.persons_judged}); of nobodies: ${report.nobodies_accused}`,
  );
};
