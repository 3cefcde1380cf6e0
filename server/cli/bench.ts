import { fail, ok, type Result } from '#common';
import { printJson, wholeNumber } from './output.ts';

/** Figures with units in their names; `pass` says whether every bar was met. */
export type BenchReport = { readonly pass: boolean } & Record<string, unknown>;

/** How much of a bench to run; each bench has its own short default and says in its report what was run. */
export type BenchOptions = {
  readonly seconds?: number;
  /** `--seconds` as a list, for a bench that runs its cases at several lengths. */
  readonly lengths_s?: readonly number[];
  readonly minutes?: number;
  readonly runs?: number;
  /** Only the cases whose name contains this. */
  readonly only?: string;
};

type Bench = (options: BenchOptions) => Promise<Result<BenchReport>>;

/** Each is loaded when it is asked for: what a bench measures of its own process is not the others' weight. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  alerts: async () => (await import('./bench/alerts.ts')).benchAlerts,
  'crash-cases': async () => (await import('./bench/crash-cases.ts')).benchCrashCases,
  'crash-video': async () => (await import('./bench/video/crash-video.ts')).benchCrashVideo,
  'detect-pipeline': async () => (await import('./bench/detect-pipeline.ts')).benchDetectPipeline,
  'detector-crash': async () => (await import('./bench/detector/crash.ts')).benchDetectorCrash,
  'detector-soak': async () => (await import('./bench/detector/soak.ts')).benchDetectorSoak,
  download: async () => (await import('./bench/missions.ts')).missionBenches.download,
  export: async () => (await import('./bench/export.ts')).benchExport,
  faults: async () => (await import('./bench/video/faults.ts')).benchFaults,
  fences: async () => (await import('./bench/fences.ts')).benchFences,
  garbage: async () => (await import('./bench/video/garbage.ts')).benchGarbage,
  heartbeat: async () => (await import('./bench/missions.ts')).missionBenches.heartbeat,
  latency: async () => (await import('./bench/video/latency.ts')).benchLatency,
  mavlink: async () => (await import('./bench/missions.ts')).missionBenches.mavlink,
  outbox: async () => (await import('./bench/outbox.ts')).benchOutbox,
  phones: async () => (await import('./bench/phones.ts')).benchPhones,
  plan: async () => (await import('./bench/plan.ts')).benchPlan,
  'plan-coverage': async () => (await import('./bench/plan.ts')).benchPlanCoverage,
  'python-peer': async () => (await import('./bench/detector/python-peer.ts')).benchPythonPeer,
  query: async () => (await import('./bench/query.ts')).benchQuery,
  recorder: async () => (await import('./bench/video/recorder.ts')).benchRecorder,
  replay: async () => (await import('./bench/missions.ts')).missionBenches.replay,
  router: async () => (await import('./bench/missions.ts')).missionBenches.router,
  start: async () => (await import('./bench/start.ts')).benchStart,
  streams: async () => (await import('./bench/video/streams.ts')).benchStreams,
  sync: async () => (await import('./bench/video/sync.ts')).benchSync,
  tamper: async () => (await import('./bench/tamper.ts')).benchTamper,
  upload: async () => (await import('./bench/missions.ts')).missionBenches.upload,
};

type Flags = { seconds?: string; minutes?: string; runs?: string; only?: string; json?: boolean };

/** `landun bench NAME`: one JSON object as the last line of stdout; exit 1 when a bar was missed. */
export const bench = async (name: string, flags: Flags): Promise<Result<{ ok: boolean }>> => {
  const load = benches[name];
  if (load === undefined) {
    const problem = `one of ${Object.keys(benches).join(', ')} is needed`;
    return fail('INPUT_INVALID', { field: 'name', problem });
  }
  const measure = await load();
  const report = await measure(optionsOf(name, flags));
  if (!report.ok) return report;
  for (const [key, value] of Object.entries(report.value))
    console.log(`${key.padEnd(28)} ${JSON.stringify(value)}`);
  printJson({ bench: name, ...report.value });
  return ok({ ok: report.value.pass });
};

const lengthsOf = (text: string): readonly number[] =>
  text.split(',').map((each) => wholeNumber(each, '--seconds', 1, 600));

/** Benches that take more than one length in one run. */
const takesLengths = new Set(['faults']);

const secondsOf = (name: string, text: string): Pick<BenchOptions, 'seconds' | 'lengths_s'> =>
  takesLengths.has(name)
    ? { lengths_s: lengthsOf(text) }
    : { seconds: wholeNumber(text, '--seconds', 1, 600) };

const optionsOf = (name: string, { seconds, minutes, runs, only }: Flags): BenchOptions => ({
  ...(seconds === undefined ? {} : secondsOf(name, seconds)),
  ...(minutes === undefined ? {} : { minutes: wholeNumber(minutes, '--minutes', 1, 600) }),
  ...(runs === undefined ? {} : { runs: wholeNumber(runs, '--runs', 1, 10_000) }),
  ...(only === undefined ? {} : { only }),
});
