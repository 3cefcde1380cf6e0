import { fail, ok, type Result } from '#common';
import { benchDetectPipeline } from './bench/detect-pipeline.ts';
import { benchStart } from './bench/start.ts';
import { printJson, wholeNumber } from './output.ts';

/** Figures with units in their names; `pass` says whether every bar was met. */
export type BenchReport = { readonly pass: boolean } & Record<string, unknown>;

const benches: Record<string, (seconds: number | undefined) => Promise<Result<BenchReport>>> = {
  'detect-pipeline': benchDetectPipeline,
  start: benchStart,
};

/** `landun bench NAME`: one JSON object as the last line of stdout; exit 1 when a bar was missed. */
export const bench = async (
  name: string,
  options: { seconds?: string; json?: boolean },
): Promise<Result<{ ok: boolean }>> => {
  const measure = benches[name];
  if (measure === undefined) {
    const problem = `one of ${Object.keys(benches).join(', ')} is needed`;
    return fail('INPUT_INVALID', { field: 'name', problem });
  }
  const seconds =
    options.seconds === undefined ? undefined : wholeNumber(options.seconds, '--seconds', 1, 600);
  const report = await measure(seconds);
  if (!report.ok) return report;
  for (const [key, value] of Object.entries(report.value))
    console.log(`${key.padEnd(28)} ${JSON.stringify(value)}`);
  printJson({ bench: name, ...report.value });
  return ok({ ok: report.value.pass });
};
