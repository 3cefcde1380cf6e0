/** Detector: frames become persons, verdicts and confirmed suspicions. */
export { type BenchFigures, benchDetectPipeline, type BenchOptions } from './bench/detect-pipeline.ts';
export { type FenceFigures, measureFenceLeads } from './bench/fence-leads.ts';
export { evalVideo } from './eval/eval-video.ts';
export { evalDataset, type EvalOptions } from './eval/eval-dataset.ts';
export type { EvalReport } from './eval/report.ts';
export {
  detectInput,
  type DetectInputOptions,
  type DetectReport,
  type JudgedPicture,
} from './input/detect-input.ts';
export { factsOf } from './model/facility-model.ts';
export { readManifest } from './model/manifest.ts';
export { Models, openModels } from './model/models.ts';
export type { DetectorChild, LaunchDetector } from './process/child.ts';
export type { Detector, DetectorCounts, DetectorOptions } from './process/detector-types.ts';
export { startDetector } from './process/host.ts';
export { type CameraView, pixelOf, project, type Raised, type Scene } from './findings/index.ts';
export { type JudgedStill, StillJudge } from './process/still-judge.ts';
export type { ConfirmedSuspicion } from './process/pipeline.ts';
