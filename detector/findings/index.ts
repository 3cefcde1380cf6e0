export { Judge, type JudgeOptions } from './judge.ts';
export type { DetectedPerson, HeadLook, ObservedPerson, Probabilities } from './observation.ts';
export { iou } from './boxes.ts';
export { headPixels } from './gates.ts';
