import { fail, ok, type Result } from '#common';
import { benchAlerts } from './bench/alerts.ts';
import { benchDetectPipeline } from './bench/detect-pipeline.ts';
import { missionBenches } from './bench/missions.ts';
import { benchOutbox } from './bench/outbox.ts';
import { benchPhones } from './bench/phones.ts';
import { benchPlan, benchPlanCoverage } from './bench/plan.ts';
import { benchCrashCases } from './bench/crash-cases.ts';
import { benchExport } from './bench/export.ts';
import { detectorBenches } from './bench/detector/index.ts';
import { benchQuery } from './bench/query.ts';
import { benchStart } from './bench/start.ts';
import { benchTamper } from './bench/tamper.ts';
import { videoBenches } from './bench/video/index.ts';
import { printJson, wholeNumber } from './output.ts';

/** Figures with units in their names; `pass` says whether every bar was met. */
export type BenchReport = { readonly pass: boolean } & Record<string, unknown>;

/** How much of a bench to run; each bench has its own short default and says in its report what was run. */
export type BenchOptions = {
  readonly seconds?: number;
  readonly minutes?: number;
  readonly runs?: number;
  /** Only the cases whose name contains this. */
  readonly only?: string;
};

const benches: Record<string, (options: BenchOptions) => Promise<Result<BenchReport>>> = {
  'detect-pipeline': benchDetectPipeline,
  export: benchExport,
  tamper: benchTamper,
  query: benchQuery,
  'crash-cases': benchCrashCases,
  ...detectorBenches,
  start: benchStart,
  alerts: ({ seconds }) => benchAlerts(seconds),
  outbox: () => benchOutbox(),
  phones: ({ seconds }) => benchPhones(seconds),
  ...missionBenches,
  plan: benchPlan,
  'plan-coverage': benchPlanCoverage,
  ...videoBenches,
};

type Flags = { seconds?: string; minutes?: string; runs?: string; only?: string; json?: boolean };

/** `landun bench NAME`: one JSON object as the last line of stdout; exit 1 when a bar was missed. */
export const bench = async (name: string, flags: Flags): Promise<Result<{ ok: boolean }>> => {
  const measure = benches[name];
  if (measure === undefined) {
    const problem = `one of ${Object.keys(benches).join(', ')} is needed`;
    return fail('INPUT_INVALID', { field: 'name', problem });
  }
  const report = await measure(optionsOf(flags));
  if (!report.ok) return report;
  for (const [key, value] of Object.entries(report.value))
    console.log(`${key.padEnd(28)} ${JSON.stringify(value)}`);
  printJson({ bench: name, ...report.value });
  return ok({ ok: report.value.pass });
};

const optionsOf = ({ seconds, minutes, runs, only }: Flags): BenchOptions => ({
  ...(seconds === undefined ? {} : { seconds: wholeNumber(seconds, '--seconds', 1, 600) }),
  ...(minutes === undefined ? {} : { minutes: wholeNumber(minutes, '--minutes', 1, 600) }),
  ...(runs === undefined ? {} : { runs: wholeNumber(runs, '--runs', 1, 10_000) }),
  ...(only === undefined ? {} : { only }),
});
