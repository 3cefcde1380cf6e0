export type { Clip, ClipFile } from './clip.ts';
export { nodeFs } from './fs.ts';
export type { RecorderFile, RecorderFs } from './fs.ts';
export type { Gap } from './gaps.ts';
export { createRecorder } from './recorder.ts';
export type { ClipRequest, Recordable, Recorder, RecorderOptions, RecorderStats } from './recorder-types.ts';
export type { RecoveryReport } from './recover.ts';
export type { Span } from './ring.ts';
