export { exportTrack } from './export/index.ts';
export {
  benchDownload,
  benchHeartbeat,
  benchMavlink,
  benchReplay,
  benchRouter,
  benchUpload,
} from './bench/index.ts';
export { parseAnyUri, routerConf } from './mavlink/index.ts';
export { measurePlanCoverage } from './bench/plan-coverage.ts';
export { measurePlanSpeed } from './bench/plan-speed.ts';
export type { FilesOfVehicles, PictureTaken } from './files-aboard.ts';
export { type EntryAboard, isPathAboard, type KeptFile } from './ftp/index.ts';
export type { FlightAreas, FlyOptions, StageReport } from './flight/fly.ts';
export { FlightMeter, measureFlight } from './flight/figures.ts';
export { restOf } from './flight/resume.ts';
export { lookedAt, type Look, type LookCamera, type LookLimits, proposeLook } from './flight/second-look.ts';
export { checkGoTo } from './flight/way.ts';
export {
  createGroundControl,
  type GroundControl,
  type GroundControlOptions,
  type PilotCommand,
} from './ground.ts';
export { type Replay, type ReplayOptions, replayTlog } from './replay.ts';
export {
  type SimulatedAircraft,
  type SimulatedAircraftOptions,
  startSimulatedAircraft,
} from './simulator/index.ts';
export type { TransferProgress } from './transfer/index.ts';
export type { Pose } from './vehicle/index.ts';
export * from './plan/index.ts';
export * from './terrain/index.ts';
export * from './files/index.ts';
