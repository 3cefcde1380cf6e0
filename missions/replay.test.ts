import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VehicleState } from '#common';
import { advanceStage, type Progress } from './flight/stage.ts';
import { replayTlog } from './index.ts';
import { seededRandom } from './simulator/random.ts';

const thinned = fileURLToPath(new URL('fixtures/arducopter-survey-thinned.tlog', import.meta.url));
const shared =
  process.env['LANDUN_SHARED'] ?? resolve(fileURLToPath(new URL('../../shared', import.meta.url)));
const whole = join(shared, 'telemetry/arducopter-survey.tlog');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landun-replay-'));
});
afterAll(() => rm(folder, { recursive: true }));

const save = async (name: string, bytes: Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

/** Records of the tlog, each its time and frame together. */
const recordsOf = (bytes: Uint8Array): Uint8Array[] => {
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = 8 + 12 + (bytes[at + 9] ?? 0);
    records.push(bytes.subarray(at, at + length));
    at += length;
  }
  return records;
};

describe('a recorded flight of a real autopilot', () => {
  it('shows the flight: up to 25 m, survey lines, home, disarmed', async () => {
    const states: VehicleState[] = [];
    const replay = await replayTlog(thinned, { onState: (state) => states.push(state) });
    expect(replay).toMatchObject({
      ok: true,
      value: {
        bad_bytes: 0,
        skipped_frames: 0,
        messages: { HEARTBEAT: 196, STATUSTEXT: 55, MISSION_REQUEST: 25 },
      },
    });
    if (!replay.ok) return;
    const { vehicles, duration_s, max_height_m, armed_s, distance_m } = replay.value;
    expect(vehicles).toHaveLength(1);
    expect(vehicles[0]).toMatchObject({
      id: 'vehicle-1',
      autopilot: 'ardupilot',
      link: 'recorded',
      armed: false,
      gps: { fix_type: 6 },
    });
    expect(duration_s).toBeGreaterThan(185);
    expect(max_height_m).toBe(25.013);
    expect(armed_s).toBeCloseTo(150, 0);
    expect(distance_m).toBeCloseTo(431, 0);
    const modes = states.map(({ mode }) => mode).filter((mode, index, all) => mode !== all[index - 1]);
    expect(modes).toContain('guided');
    expect(modes).toContain('auto');
    expect(states.flatMap(({ texts }) => texts).some(({ text }) => text.includes('Arming motors'))).toBe(
      true,
    );
  });

  it('goes through the stages of a flight as a live one would', async () => {
    // Its mission: take-off to 25 m as item 1, return as item 20; home is item 0.
    const marks = { takeoff_seq: 1, takeoff_height_m: 25, return_seq: 20 };
    let progress: Progress | null = null;
    const stages: string[] = [];
    const replay = await replayTlog(thinned, {
      onState: (state) => {
        if (progress === null && !state.armed) return;
        const before: Progress = progress ?? { stage: 'taking_off', flown: false };
        progress = advanceStage(before, state, marks);
        if (stages.at(-1) !== progress.stage) stages.push(progress.stage);
      },
    });
    expect(replay.ok).toBe(true);
    expect(stages).toEqual(['taking_off', 'flying', 'returning', 'landed']);
  });

  it('loses no frame to garbage between records, and counts every byte of it', async () => {
    const records = recordsOf(await readFile(thinned));
    const random = seededRandom(11);
    let injected = 0;
    const parts = records.flatMap((record, index) => {
      if (index % 7 !== 0) return [record];
      // Rich in start bytes, so that the parser is tempted.
      const rubbish = Uint8Array.from({ length: Math.floor(random() * 60) }, () =>
        random() < 0.2 ? 0xfd : Math.floor(random() * 256),
      );
      injected += rubbish.length;
      return [rubbish, record];
    });
    const clean = await replayTlog(thinned);
    const dirty = await replayTlog(await save('dirty.tlog', Buffer.concat(parts)));
    if (!clean.ok || !dirty.ok) throw new Error('both replay');
    expect(dirty.value).toEqual({ ...clean.value, bad_bytes: injected });
    expect(injected).toBeGreaterThan(1000);
  });

  it('goes on after damaged and cut records', async () => {
    const records = recordsOf(await readFile(thinned));
    const bytes = Buffer.concat(
      records.map((record, index) => {
        if (index % 50 === 10) return record.map((byte, at) => (at === 20 ? byte ^ 0xff : byte));
        return index % 50 === 30 ? record.subarray(0, record.length - 5) : record;
      }),
    );
    const damaged = records.filter((_, index) => index % 50 === 10 || index % 50 === 30).length;
    const replay = await replayTlog(await save('damaged.tlog', bytes));
    expect(replay).toMatchObject({ ok: true, value: { frames: records.length - damaged } });
    expect(replay.ok && replay.value.bad_bytes).toBeGreaterThan(damaged * 15);
  });

  it('says so when a file is not there, or holds no MAVLink', async () => {
    expect(await replayTlog(join(folder, 'none.tlog'))).toMatchObject({ error: { code: 'TLOG_UNREADABLE' } });
    expect(await replayTlog(folder)).toMatchObject({ error: { code: 'TLOG_UNREADABLE' } });
    const noise = await save('noise.tlog', new TextEncoder().encode('<html>not a log</html>'));
    expect(await replayTlog(noise)).toMatchObject({
      error: { code: 'TLOG_EMPTY', details: { bad_bytes: 22 } },
    });
    expect(await replayTlog(await save('empty.tlog', new Uint8Array(0)))).toMatchObject({
      error: { code: 'TLOG_EMPTY', details: { bad_bytes: 0 } },
    });
  });

  it.skipIf(!existsSync(whole))(
    `reads the whole recording (skipped unless ${whole} is there; set LANDUN_SHARED)`,
    async () => {
      const replay = await replayTlog(whole);
      expect(replay).toMatchObject({
        ok: true,
        value: {
          frames: 51_639,
          bad_bytes: 0,
          skipped_frames: 0,
          messages: { GLOBAL_POSITION_INT: 1886, MISSION_ITEM_REACHED: 11 },
        },
      });
      if (!replay.ok) return;
      expect(replay.value.duration_s).toBeCloseTo(191.036, 3);
      // Counted by an independent reader of the same file.
      expect(replay.value.max_height_m).toBe(25.013);
    },
  );
});
