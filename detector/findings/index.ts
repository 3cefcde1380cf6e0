export type { FacilityRule } from './facilities.ts';
export { Judge, type JudgeOptions } from './judge.ts';
export type {
  DetectedPerson,
  FacilitySight,
  HeadLook,
  ObservedPerson,
  Probabilities,
} from './observation.ts';
export { iou } from './boxes.ts';
export { headPixels } from './gates.ts';
export { type CameraView, pixelOf, pixelsPerMetre, project } from './ground.ts';
export type { Raised } from './one-per-person.ts';
export type { Scene } from './scene.ts';
