/** Video: sources become fragments on one clock; the recorder keeps them and cuts clips. */
export {
  ffmpegOptions,
  findFfmpeg,
  isExecutable,
  noHardware,
  probeHardware,
  programOnPath,
  runFfmpeg,
  spawnFfmpeg,
} from './ffmpeg/index.ts';
export type {
  Exit,
  Ffmpeg,
  FfmpegOptions,
  FfmpegProcess,
  FindOptions,
  HardwareDecode,
  HardwareTrial,
  RunOutput,
  VideoCodec,
} from './ffmpeg/index.ts';
export { anchorBox, Fmp4Parser, parseFmp4 } from './fmp4/index.ts';
export type { Anchor, Fmp4Part, Fragment, Frame, Init } from './fmp4/index.ts';
export {
  createIngest,
  parseSource,
  redactUrl,
  sourceUrl,
  StreamClock,
  waitsForSender,
} from './ingest/index.ts';
export type {
  Ingest,
  IngestFragment,
  IngestInit,
  IngestOptions,
  IngestState,
  Moment,
  Source,
} from './ingest/index.ts';
export { LiveTranscoder } from './transcode/index.ts';
export { createRecorder, nodeFs } from './recorder/index.ts';
export type {
  Clip,
  ClipFile,
  ClipRequest,
  DiskState,
  Gap,
  Outage,
  Recordable,
  Recorder,
  RecorderFile,
  RecorderFs,
  RecorderOptions,
  RecorderStats,
  RecoveryReport,
  Span,
  Stretch,
  Timeline,
} from './recorder/index.ts';
