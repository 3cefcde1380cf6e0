import { basename } from 'node:path';
import {
  type Clock,
  type FacilityFinding,
  type Fault,
  fail,
  type Item,
  type Logger,
  ok,
  type PersonFinding,
  type Result,
  type Suspicion,
} from '#common';
import { type DecodeEnd, Decoder } from '../frames/decoder.ts';
import type { Models } from '../model/models.ts';
import { stillOptions, videoOptions } from '../process/judge-options.ts';
import { judgeEach, Pipeline } from '../process/pipeline.ts';
import { inspectInput, readPicture } from './files.ts';
import { stillFrame } from './still.ts';

export type DetectInputOptions = {
  readonly models: Models;
  readonly ffmpeg: { readonly path: string };
  /** At most so many frames a second of a video are judged; none of them is dropped. */
  readonly fps?: number;
  /** Items whose absence would raise a lead. */
  readonly required?: readonly Item[];
  readonly clock: Pick<Clock, 'monotonic_us'>;
  readonly logger: Logger;
};

export type JudgedPicture = {
  /** Of a still: the file's name. */
  readonly file?: string;
  /** Of a frame of video: its presentation time in the file. */
  readonly pts_us?: number;
  readonly persons: readonly PersonFinding[];
  /** Where the models know facilities, and looked at this picture. */
  readonly facilities?: readonly FacilityFinding[] | undefined;
};

export type DetectReport = {
  /** Id of the models that judged. */
  readonly model: string;
  readonly input: string;
  readonly frames_seen: number;
  readonly frames: readonly JudgedPicture[];
  /** What this run would have raised; a single picture never raises one. */
  readonly leads: readonly Suspicion[];
  /** Pictures of a folder that could not be read. */
  readonly faults: readonly Fault[];
  readonly elapsed_s: number;
};

const default_fps = 8;
const most_sheet_px = 960;
const still_bytes = 96 * 1024 * 1024;

/**
 * The real pipeline on a file: a picture, a folder of pictures, or a video of any codec ffmpeg reads.
 * Fails with INPUT_NOT_FOUND, INPUT_EMPTY, INPUT_NOT_PICTURE, VIDEO_UNREADABLE, VIDEO_NO_TRACK,
 * VIDEO_TRUNCATED or DECODER_MISSING.
 */
export const detectInput = async (
  path: string,
  options: DetectInputOptions,
): Promise<Result<DetectReport>> => {
  const start_us = options.clock.monotonic_us();
  const input = await inspectInput(path);
  if (!input.ok) return input;
  const { value } = input;
  const seen =
    value.kind === 'video'
      ? await detectVideo(path, options)
      : await detectStills(value.kind === 'folder' ? value.files : [path], options);
  if (!seen.ok) return seen;
  const elapsed_s = (options.clock.monotonic_us() - start_us) / 1e6;
  return ok({
    model: options.models.id,
    input: path,
    frames_seen: seen.value.frames.length,
    ...seen.value,
    elapsed_s,
  });
};

type Seen = Pick<DetectReport, 'frames' | 'leads' | 'faults'>;

const detectStills = async (
  files: readonly string[],
  { models, ffmpeg, logger }: DetectInputOptions,
): Promise<Result<Seen>> => {
  const frames: JudgedPicture[] = [];
  const faults: Fault[] = [];
  let next_id = 1;
  for (const file of files) {
    const picture = await readPicture(file, ffmpeg.path);
    if (!picture.ok) {
      faults.push(picture.error);
      logger.warn({ file, fault: picture.error }, 'a picture cannot be read');
      continue;
    }
    // Pictures of a folder have nothing to do with each other: each is judged for itself.
    const judge = stillOptions(models.manifest, next_id);
    const pipeline = new Pipeline({ models, judge, required: [], still_bytes: 0 });
    const { findings } = await pipeline.judge(await stillFrame(picture.value), 0);
    next_id += findings.persons.length;
    frames.push({ file: basename(file), persons: findings.persons, facilities: findings.facilities });
  }
  const [first_fault] = faults;
  if (frames.length === 0 && first_fault !== undefined) return fail(first_fault.code, first_fault.details);
  return ok({ frames, leads: [], faults });
};

const detectVideo = async (path: string, options: DetectInputOptions): Promise<Result<Seen>> => {
  const { models, ffmpeg, fps = default_fps, required = [], clock } = options;
  const pipeline = new Pipeline({
    models,
    judge: videoOptions(models.manifest),
    required,
    still_bytes,
    tiles: { clock },
  });
  const decoder = new Decoder({
    ffmpeg: ffmpeg.path,
    input: { kind: 'file', path },
    rate: { most_per_s: fps },
    most_sheet_px,
    decode_threads: 1,
    policy: 'all',
  });
  const frames: JudgedPicture[] = [];
  const leads: Suspicion[] = [];
  try {
    await judgeEach(
      () => decoder.next(),
      async (frame) => {
        const { findings, confirmed } = await pipeline.judge(frame, 0);
        frame.release();
        const { pts_us, persons, facilities } = findings;
        frames.push({
          pts_us,
          persons,
          facilities: facilities?.filter(({ seen_pts_us }) => seen_pts_us === pts_us),
        });
        leads.push(...confirmed.map(({ suspicion }) => suspicion));
      },
    );
  } finally {
    await decoder.stop();
  }
  const fault = explain(path, ffmpeg.path, frames.length, await decoder.ended);
  if (fault !== undefined) return { ok: false, error: fault };
  return ok({ frames, leads, faults: [] });
};

/** ffmpeg's exit code alone says little: a file cut off in its middle ends with 0. */
const explain = (path: string, ffmpeg: string, frames: number, end: DecodeEnd): Fault | undefined => {
  if (end.spawn_error !== null)
    return { code: 'DECODER_MISSING', details: { path: ffmpeg, problem: end.spawn_error } };
  const cut = end.log.find((line) =>
    /partial file|truncat|moov atom not found|File ended prematurely/i.test(line),
  );
  if (frames === 0) {
    if (end.log.some((line) => /matches no streams/.test(line)))
      return { code: 'VIDEO_NO_TRACK', details: { path } };
    const problem =
      cut ?? end.log.find((line) => /error|invalid/i.test(line)) ?? `no frame, exit ${end.code}`;
    return { code: 'VIDEO_UNREADABLE', details: { path, problem: tidy(problem) } };
  }
  if (cut === undefined && !end.partial && end.code === 0) return undefined;
  const problem = tidy(cut ?? end.log.at(-1) ?? `exit ${end.code}`);
  return { code: 'VIDEO_TRUNCATED', details: { path, frames, problem } };
};

/** Without ffmpeg's component and address, e.g. `[mov,mp4 @ 0x55d0]`. */
const tidy = (line: string): string => line.replace(/^\[[^\]]*\]\s*/, '').trim();
