export { ffmpegOptions } from './options.ts';
export { findFfmpeg, isAtLeast } from './find.ts';
export type { Ffmpeg, FindOptions } from './find.ts';
export { isExecutable, programOnPath } from './programs.ts';
export { runFfmpeg, spawnFfmpeg } from './process.ts';
export type { Exit, FfmpegOptions, FfmpegProcess, RunOutput } from './process.ts';
export { noHardware, probeHardware } from './hardware.ts';
export type { HardwareDecode, HardwareTrial, VideoCodec } from './hardware.ts';
