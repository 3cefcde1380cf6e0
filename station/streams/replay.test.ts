import { writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ok } from '#common';
import type { ClipRequest, Recorder, Stretch } from '#video';
import { recordingLook, replay } from './replay.ts';

type DiskState = ReturnType<Recorder['stats']>['disk'];

const began_us = 1_790_000_000_000_000;
const minute_us = 60_000_000;
const stretch = (epoch: number, from_min: number): Stretch => ({
  epoch,
  from_pts_us: 1000,
  to_pts_us: 1000 + minute_us,
  from_utc_us: began_us + from_min * minute_us,
  to_utc_us: began_us + (from_min + 1) * minute_us,
  utc_error_us: 5000,
});

/** A recorder with two minutes recorded and one minute without between; notes what it was asked to cut. */
const recorder = (disk: DiskState = 'enough') => {
  const asked: ClipRequest[] = [];
  const cutClip: Recorder['cutClip'] = async (request) => {
    asked.push(request);
    const path = join(request.target_dir, 'replay.playable.mp4');
    await writeFile(path, 'mp4 bytes');
    const facts = { codec: 'avc1.640028', width_px: 1, height_px: 1, first_pts_us: 0, last_pts_us: 0 };
    const file = { path, bytes: 9 };
    return ok({
      ...facts,
      original: file,
      playable: file,
      epoch: request.epoch,
      first_utc_us: began_us,
      utc_error_us: 5000,
      sender_minus_station_us: null,
      frames: 150,
      gaps: [],
    });
  };
  const timeline: Recorder['timeline'] = () => ({ stretches: [stretch(1, 0), stretch(2, 2)], gaps: [] });
  const stats = () => ({ disk, free_mib: 1800 }) as ReturnType<Recorder['stats']>;
  return { asked, recorder: { stats, timeline, cutClip } };
};

describe('looking at the recording again', () => {
  it('cuts the time asked for, and leaves no file behind', async () => {
    const { asked, recorder: fake } = recorder();
    const shown = await replay(fake, { at_utc_us: began_us + 20_000_000, seconds: 6 });
    expect(asked).toMatchObject([{ epoch: 1, from_pts_us: 20_001_000, to_pts_us: 26_001_000, wait_ms: 0 }]);
    expect(shown).toMatchObject({ ok: true, value: { frames: 150 } });
    if (shown.ok) expect(Buffer.from(shown.value.mp4_base64, 'base64').toString()).toBe('mp4 bytes');
    expect(existsSync(asked[0]?.target_dir ?? '')).toBe(false);
  });

  it('shows what comes next where nothing is recorded, and never beyond what there is', async () => {
    const { asked, recorder: fake } = recorder();
    await replay(fake, { at_utc_us: began_us + 1.5 * minute_us, seconds: 6 });
    await replay(fake, { at_utc_us: began_us + 3 * minute_us - 2_000_000, seconds: 6 });
    expect(asked).toMatchObject([
      { epoch: 2, from_pts_us: 1000 },
      { epoch: 2, to_pts_us: 1000 + minute_us },
    ]);
  });

  it('stops before any recording has to go for it: nothing is written on a disk that fills up', async () => {
    const states: readonly DiskState[] = ['low', 'short', 'full'];
    for (const disk of states) {
      const { asked, recorder: fake } = recorder(disk);
      const shown = await replay(fake, { at_utc_us: began_us + 20_000_000, seconds: 6 });
      expect(shown).toMatchObject({ ok: false, error: { code: 'DISK_FULL', details: { free_mib: 1800 } } });
      expect(asked).toEqual([]);
    }
  });

  it('after the newest picture there is nothing', async () => {
    const shown = await replay(recorder().recorder, { at_utc_us: began_us + 9 * minute_us, seconds: 6 });
    expect(shown).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });
});

describe('recordingLook', () => {
  it('names the stream and the ten minutes that were looked at', () => {
    const at_us = Date.UTC(2026, 10, 28, 8, 17, 59) * 1000;
    expect(recordingLook('s1', at_us)).toBe('recordings/s1/2026-11-28T08:10Z');
    expect(recordingLook('s1', at_us + 180_000_000)).toBe('recordings/s1/2026-11-28T08:20Z');
  });
});
