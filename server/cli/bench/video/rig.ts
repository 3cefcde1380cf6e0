import { silentLogger, unwrap } from '#common';
import { systemClock } from '#station';
import {
  createIngest,
  createRecorder,
  type Ingest,
  type IngestFragment,
  parseFmp4,
  parseSource,
  type Recorder,
} from '#video';
import { join } from 'node:path';
import { readdir, readFile } from 'node:fs/promises';
import { readNumbers } from './barcode.ts';
import type { Lab } from './lab.ts';

/** One stream as the station takes it in: the real ingest into the real recorder. */
export type Rig = {
  readonly ingest: Ingest;
  readonly recorder: Recorder;
  readonly dir: string;
  /** Frames the ingest handed out. */
  frames(): number;
  newest(): IngestFragment | undefined;
  readonly stop: () => Promise<void>;
};

export const rig = async (
  lab: Lab,
  name: string,
  url: string,
  options: { segment_us?: number } = {},
): Promise<Rig> => {
  const dir = lab.path(name);
  const logger = silentLogger;
  const recorder = createRecorder({
    dir,
    stream_id: name,
    clock: systemClock,
    logger,
    ffmpeg: lab.ffmpeg,
    ...options,
  });
  const { last_epoch } = await recorder.recover();
  const source = unwrap(parseSource(url));
  const ingest = createIngest({
    id: name,
    name,
    source,
    ffmpeg: lab.ffmpeg,
    clock: systemClock,
    logger,
    first_epoch: last_epoch + 1,
  });
  let frames = 0;
  let newest: IngestFragment | undefined;
  recorder.attach(ingest);
  ingest.onFragment((fragment) => {
    frames += fragment.frames.length;
    newest = fragment;
  });
  ingest.start();
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await ingest.stop();
    await recorder.close();
  };
  const once = (): Promise<void> => (stopped ??= stop());
  lab.onEnd(once);
  return { ingest, recorder, dir, frames: () => frames, newest: () => newest, stop: once };
};

export type RecordedFrame = {
  readonly epoch: number;
  readonly pts_us: number;
  /** What is burned into the picture. */
  readonly number: number | undefined;
};

/** Every recorded frame of a folder in the order shown, with the number burned into it. */
export const recordedFrames = async (lab: Lab, dir: string): Promise<RecordedFrame[]> => {
  const frames: RecordedFrame[] = [];
  for (const name of (await readdir(dir)).filter((each) => each.endsWith('.mp4')).toSorted()) {
    const path = join(dir, name);
    const parts = unwrap(parseFmp4(await readFile(path)));
    const epoch = Number(/^e(\d+)/.exec(name)?.[1] ?? 0);
    const shown = parts
      .flatMap((part) => (part.kind === 'fragment' ? part.fragment.frames : []))
      .map(({ pts_us }) => pts_us)
      .toSorted((a, b) => a - b);
    const decoded = await readNumbers(lab.ffmpeg, path);
    let at = 0;
    for (const pts_us of shown) {
      // Times are rounded to microseconds on both ways.
      while (at < decoded.length && (decoded[at]?.pts_us ?? 0) < pts_us - 500) at += 1;
      const found = decoded[at];
      const same = found !== undefined && Math.abs(found.pts_us - pts_us) <= 500;
      frames.push({ epoch, pts_us, number: same ? found.number : undefined });
    }
  }
  return frames;
};
