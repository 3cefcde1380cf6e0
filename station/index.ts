import { later } from './later.ts';

export { still_bytes } from './stills/stills.ts';
export type { Caller } from './call-table.ts';
export type { DoctorCheck } from './router.ts';
export type { Station, StationPorts, StationSettings } from './station.ts';
export type { LiveSink } from './streams/live-hub.ts';
export type { SecretBox } from './evidence/secret-file.ts';
export type { CrashChild } from './bench/crash/child.ts';
export type { CrashFindings } from './bench/crash/check.ts';
export type { QueryChild, QueryFigures } from './bench/query/measure.ts';
export type { ExportChild, ExportFigures } from './evidence/bench/export.ts';
export { systemClock } from './host/clock.ts';
export { defaultDataDir, productFolders } from './host/folders.ts';
export { freeTcpPort, freeUdpPort } from './host/free-port.ts';
export { systemIds } from './host/ids.ts';
export { openLogger, stderrLogger } from './host/logger.ts';

// A command runs one part of the core. The whole takes a second and 100 MB to load (docs/decisions/0410).
export const createStation = later(async () => (await import('./station.ts')).createStation);
export const openDatabase = later(async () => (await import('./storage/database.ts')).openDatabase);
export const verifyAll = later(async () => (await import('./evidence/verify.ts')).verifyAll);
export const verifyCaseFile = later(async () => (await import('./evidence/verify-file.ts')).verifyCaseFile);
export const examine = later(async () => (await import('./host/doctor.ts')).examine);
// A host finds ffmpeg before it opens the station, and says so itself when there is none.
export const findFfmpeg = later(async () => (await import('#video')).findFfmpeg);

export const fillForExport = later(async () => (await import('./evidence/bench/export.ts')).fillForExport);
export const runExportChild = later(async () => (await import('./evidence/bench/export.ts')).runExportChild);
export const measureTamper = later(async () => (await import('./evidence/bench/tamper.ts')).measureTamper);
export const runOutboxChild = later(async () => (await import('./bench/outbox-child.ts')).runOutboxChild);
export const runCrashChild = later(async () => (await import('./bench/crash/child.ts')).runCrashChild);
export const fillForQueries = later(async () => (await import('./bench/query/measure.ts')).fillForQueries);
export const runQueryChild = later(async () => (await import('./bench/query/measure.ts')).runQueryChild);
