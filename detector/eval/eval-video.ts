import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '#common';
import { detectInput, type DetectInputOptions } from '../input/detect-input.ts';
import { type Identities, identities } from './identities.ts';
import { itemsOf, type VideoFigures, videoFigures, videoTruthSchema } from './video-figures.ts';

export type VideoReport = VideoFigures &
  Identities & {
    readonly dataset: string;
    readonly model: string;
    readonly frames: number;
    readonly least_head_px: number;
    readonly elapsed_s: number;
  };

const least_head_px = 24;

/**
 * Measures what the confirmation window lets through on a video whose truth is in `NAME.truth.json` beside it.
 * Fails with INPUT_NOT_FOUND, DATASET_INVALID or what reading the video fails with.
 */
export const evalVideo = async (
  truth_path: string,
  options: Omit<DetectInputOptions, 'required'>,
): Promise<Result<VideoReport>> => {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(truth_path, 'utf8'));
  } catch (error) {
    return fail('INPUT_NOT_FOUND', { path: truth_path, problem: String(error) });
  }
  const truth = videoTruthSchema.safeParse(json);
  if (!truth.success) {
    const [issue] = truth.error.issues;
    return fail('DATASET_INVALID', {
      path: truth_path,
      problem: `${issue?.path.join('.')}: ${issue?.message}`,
    });
  }
  const asked = itemsOf(truth.data);
  const seen = await detectInput(truth_path.replace(/\.truth\.json$/, '.mp4'), {
    ...options,
    required: asked,
  });
  if (!seen.ok) return seen;
  return ok({
    dataset: truth_path,
    model: seen.value.model,
    frames: seen.value.frames_seen,
    least_head_px,
    ...videoFigures(truth.data, seen.value.leads, asked, least_head_px),
    ...identities(
      truth.data,
      seen.value.frames.flatMap(({ pts_us, persons }) => (pts_us === undefined ? [] : [{ pts_us, persons }])),
    ),
    elapsed_s: seen.value.elapsed_s,
  });
};
