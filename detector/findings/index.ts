export { iou } from './boxes.ts';
export { Evidence, type EvidenceOptions, type Posterior } from './evidence.ts';
export { barrier, type Gates, headPixels } from './gates.ts';
export { Judge, type JudgeOptions, type Outcome } from './judge.ts';
export type { DetectedPerson, HeadLook, Observation, ObservedPerson, Probabilities } from './observation.ts';
export { Tracker, type TrackerOptions } from './tracker.ts';
