import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallOutput, fail, ok, type Result } from '#common';
import type { Recorder } from '#video';

/** What a recorder holds, in wall-clock time. */
export const timelineOf = (recorder: Recorder, now_utc_us: number): CallOutput<'streams.timeline'> => {
  const { stretches, gaps } = recorder.timeline();
  const { bytes, frames_lost, disk, free_mib } = recorder.stats();
  return {
    now_utc_us,
    stretches: stretches.map(({ epoch, from_utc_us, to_utc_us, utc_error_us }) => ({
      epoch,
      from_utc_us,
      to_utc_us,
      utc_error_us,
    })),
    gaps: gaps.map(({ from_utc_us, length_us, error_us }) => ({ from_utc_us, length_us, error_us })),
    bytes,
    frames_lost,
    disk,
    free_mib,
  };
};

const look_us = 600_000_000;

/** What a look at a recording is called in the ledger: its stream, and the ten minutes (UTC) that were looked at. */
export const recordingLook = (stream_id: string, at_utc_us: number): string => {
  const from = new Date(Math.floor(at_utc_us / look_us) * (look_us / 1000)).toISOString();
  return `recordings/${stream_id}/${from.slice(0, 16)}Z`;
};

/**
 * Cuts a few seconds for the eye, by stream copy, and leaves nothing behind. Where nothing is recorded at
 * that time, what comes next is shown. A look is an extra: it is the first to stop where the disk fills up,
 * because it writes. Faults: DISK_FULL, NOT_FOUND, CLIP_NOT_RECORDED, CLIP_FAILED.
 */
export const replay = async (
  recorder: Pick<Recorder, 'stats' | 'timeline' | 'cutClip'>,
  { at_utc_us, seconds }: { at_utc_us: number; seconds: number },
): Promise<Result<CallOutput<'streams.replay'>>> => {
  const { disk, free_mib } = recorder.stats();
  if (disk !== 'enough') return fail('DISK_FULL', { path: 'recordings', free_mib: free_mib ?? 0 });
  const stretch = recorder.timeline().stretches.find(({ to_utc_us }) => to_utc_us > at_utc_us);
  if (stretch === undefined) return fail('NOT_FOUND', { kind: 'recording', id: String(at_utc_us) });
  const from_pts_us = Math.max(stretch.from_pts_us, stretch.from_pts_us + at_utc_us - stretch.from_utc_us);
  const target_dir = await mkdtemp(join(tmpdir(), 'landun-replay-'));
  try {
    const to_pts_us = Math.min(stretch.to_pts_us, from_pts_us + seconds * 1_000_000);
    const span = { epoch: stretch.epoch, from_pts_us, to_pts_us };
    const cut = await recorder.cutClip({ ...span, target_dir, name: 'replay', wait_ms: 0 });
    if (!cut.ok) return cut;
    const { playable, first_utc_us, utc_error_us, frames, gaps } = cut.value;
    const mp4_base64 = (await readFile(playable.path)).toString('base64');
    return ok({ mp4_base64, first_utc_us, utc_error_us, frames, gaps: [...gaps] });
  } finally {
    await rm(target_dir, { recursive: true, force: true });
  }
};
