export type { Caller } from './call-table.ts';
export type { DoctorCheck } from './router.ts';
export { createStation, type Station, type StationPorts, type StationSettings } from './station.ts';
export type { LiveSink } from './streams/live-hub.ts';
export { openDatabase } from './storage/database.ts';
export { measureExport } from './evidence/bench/export.ts';
export { measureTamper } from './evidence/bench/tamper.ts';
export { verifyAll } from './evidence/verify.ts';
export { verifyCaseFile } from './evidence/verify-file.ts';
export { systemClock } from './host/clock.ts';
export { examine } from './host/doctor.ts';
export { defaultDataDir, productFolders } from './host/folders.ts';
export { systemIds } from './host/ids.ts';
export { openLogger, stderrLogger } from './host/logger.ts';
// A host finds ffmpeg before it opens the station, and says so itself when there is none.
export { findFfmpeg } from '#video';
export { runOutboxChild } from './bench/outbox-child.ts';
