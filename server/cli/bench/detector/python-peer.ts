import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fail, ok, type Result } from '#common';
import { benchDetectPipeline, openModels } from '#detector';
import { productFolders, stderrLogger, systemClock } from '#station';
import { findFfmpeg } from '#video';
import { z } from 'zod';
import type { BenchOptions, BenchReport } from '../../bench.ts';

const ratio_bar = 1.3;
const pass_px = 640;
const rounds = 3;
const threads = 2;

const peerSchema = z.object({
  engine: z.string(),
  frames: z.number().positive(),
  fps: z.number(),
  heads_per_frame: z.number(),
});

/**
 * The same clip through the same two ONNX files by `detector/bench/peer.py` (OpenCV with onnxruntime, or
 * with its own DNN module), in turns with our pipeline. LANDUN_PEER_PYTHON names another Python.
 */
export const benchPythonPeer = async ({ seconds = 30 }: BenchOptions): Promise<Result<BenchReport>> => {
  const ffmpeg = await findFfmpeg({ env: process.env, logger: stderrLogger() });
  if (!ffmpeg.ok) return ffmpeg;
  const { models_dir, samples_dir, root } = productFolders();
  const clip = join(samples_dir, 'sample-site.mp4');
  const models = await openModels(models_dir, { threads });
  if (!models.ok) return models;
  const each_s = seconds / rounds;
  const ours: { frames: number; fps: number; heads: number }[] = [];
  const theirs: z.infer<typeof peerSchema>[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const peer = await runPeer(join(root, 'detector', 'bench', 'peer.py'), [
        ...[clip, models_dir, String(each_s), String(pass_px), String(threads)],
      ]);
      if (!peer.ok) return peer;
      theirs.push(peer.value);
      const own = await benchDetectPipeline({
        clip,
        models: models.value,
        ffmpeg: ffmpeg.value,
        seconds: each_s,
        pass_px,
        tiles: false,
        clock: systemClock,
        logger: stderrLogger(),
      });
      if (!own.ok) return own;
      ours.push({ frames: own.value.frames, fps: own.value.pipeline_fps, heads: own.value.heads_per_frame });
    }
  } finally {
    await models.value.close();
  }
  const [own_fps, peer_fps] = [rate(ours), rate(theirs)];
  return ok({
    pass: own_fps / peer_fps >= ratio_bar,
    ratio: hundredth(own_fps / peer_fps),
    ratio_bar,
    landun_fps: hundredth(own_fps),
    python_fps: hundredth(peer_fps),
    engine: theirs[0]?.engine,
    landun_heads_per_frame: hundredth(ours[0]?.heads ?? 0),
    python_heads_per_frame: hundredth(theirs[0]?.heads_per_frame ?? 0),
    landun_frames: ours.reduce((sum, { frames }) => sum + frames, 0),
    python_frames: theirs.reduce((sum, { frames }) => sum + frames, 0),
    threads,
    pass_px,
    load_of_machine: loadavg()[0],
  });
};

/** Frames over time, all rounds together. */
const rate = (rounds_seen: readonly { readonly frames: number; readonly fps: number }[]): number =>
  rounds_seen.reduce((sum, { frames }) => sum + frames, 0) /
  rounds_seen.reduce((sum, { frames, fps }) => sum + frames / fps, 0);

const runPeer = async (
  script: string,
  args: readonly string[],
): Promise<Result<z.infer<typeof peerSchema>>> => {
  const pythons = [process.env['LANDUN_PEER_PYTHON'], 'python3', '/usr/bin/python3'];
  let problem = 'no python3';
  for (const python of pythons) {
    if (python === undefined) continue;
    try {
      const { stdout } = await promisify(execFile)(python, [script, ...args], { timeout: 600_000 });
      return ok(peerSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')));
    } catch (error) {
      problem = error instanceof Error ? error.message.slice(-600) : String(error);
    }
  }
  return fail('BENCH_PEER_MISSING', { problem });
};

const hundredth = (value: number): number => Math.round(value * 100) / 100;
