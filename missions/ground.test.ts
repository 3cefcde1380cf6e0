import { afterEach, describe, expect, it } from 'vitest';
import { distance_m } from './plan/index.ts';
import { silentLogger, unwrap, type VehicleState } from '#common';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createGroundControl,
  type GroundControl,
  replayTlog,
  type StageReport,
  startSimulatedAircraft,
} from './index.ts';
import { fastClock } from './testing/fast-clock.ts';
import { quarry, shortRound } from './testing/round.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Flown = { ground: GroundControl; stages: StageReport[]; states: VehicleState[] };

/** A station and an aircraft on real loopback UDP, twenty times faster than life. */
const meet = async (
  options: { loss_probability?: number; battery_percent?: number; ready_s?: number; seed?: number } = {},
): Promise<Flown> => {
  const clock = fastClock(20);
  const ground = createGroundControl({ clock, logger: silentLogger, links: ['udpin:127.0.0.1:0'] });
  const started = await ground.start();
  expect(started).toEqual({ ok: true, value: undefined });
  closers.push(() => ground.stop());
  const states: VehicleState[] = [];
  ground.onVehicle((state) => states.push(state));
  const appeared = new Promise<void>((resolve) => {
    const cancel = ground.onVehicle(({ gps, position, battery }) => {
      if (gps === null || position === null || battery === null) return;
      cancel();
      resolve();
    });
  });
  const address = ground.addresses()[0];
  if (address === null || address === undefined) throw new Error('not listening');
  const aircraft = await startSimulatedAircraft({
    clock,
    logger: silentLogger,
    target: address,
    home: quarry,
    system_id: 7,
    ready_s: 0,
    ...options,
  });
  closers.push(() => aircraft.stop());
  await appeared;
  return { ground, stages: [], states };
};

const fly = (
  { ground, stages }: Flown,
  onStage: (report: StageReport) => void = () => undefined,
  signal = new AbortController().signal,
) =>
  ground.fly('vehicle-7', shortRound, {
    signal,
    onStage: (report) => {
      stages.push(report);
      onStage(report);
    },
  });

const order = (stages: readonly StageReport[]): string[] =>
  stages.map(({ stage }) => stage).filter((stage, index, all) => stage !== all[index - 1]);

describe('a flight over real UDP', () => {
  it('uploads, verifies, arms, flies, returns and lands, and the pose history knows where it was', async () => {
    const flown = await meet();
    const { ground, stages, states } = flown;
    const result = await fly(flown);
    expect(result).toEqual({
      ok: true,
      value: { mission_sha256: expect.stringMatching(/^[0-9a-f]{64}$/), opaque_id: null },
    });
    expect(order(stages)).toEqual([
      'uploading',
      'verifying',
      'arming',
      'taking_off',
      'flying',
      'returning',
      'landed',
    ]);
    const uploads = stages.flatMap(({ upload }) => upload ?? []);
    expect(uploads.at(-1)).toEqual({ sent: 9, total: 9, verified: true });
    const heights = states.map(({ height_m }) => height_m ?? 0);
    expect(Math.max(...heights)).toBeGreaterThan(14.5);
    expect(Math.max(...heights)).toBeLessThan(16);
    const furthest = Math.max(
      ...states.map(({ position }) => (position === null ? 0 : distance_m(quarry, position))),
    );
    expect(furthest).toBeGreaterThan(50);
    const last = ground.vehicles()[0];
    expect(last).toMatchObject({ armed: false, landed: 'on_ground', link: 'live', autopilot: 'ardupilot' });
    expect(
      last?.position === null || last === undefined ? Infinity : distance_m(quarry, last.position),
    ).toBeLessThan(2);
    const looking = states.filter(({ gimbal }) => gimbal !== null && gimbal.pitch_deg < -34);
    const looked = looking[Math.floor(looking.length / 2)];
    const pose = ground.poseAt('vehicle-7', looked?.heard_utc_us ?? 0);
    expect(pose?.gimbal?.pitch_deg).toBeLessThan(-25);
    expect(pose?.nearest_us).toBeLessThan(200_000);
    expect(ground.poseAt('vehicle-7', 0)).toBeNull();
  }, 30_000);

  it('flies the same round over a link that loses a tenth of everything both ways', async () => {
    const flown = await meet({ loss_probability: 0.1, seed: 3 });
    const result = await fly(flown);
    expect(result).toEqual({ ok: true, value: expect.anything() });
    expect(order(flown.stages).slice(-4)).toEqual(['taking_off', 'flying', 'returning', 'landed']);
  }, 60_000);

  it('comes home early when the pilot commands return, after a pause and a resume', async () => {
    const flown = await meet();
    const { ground } = flown;
    const answers: unknown[] = [];
    let commanded = false;
    const result = await fly(flown, ({ stage }) => {
      if (stage !== 'flying' || commanded) return;
      commanded = true;
      void (async () => {
        for (const command of ['pause', 'resume', 'return'] as const)
          answers.push(await ground.command('vehicle-7', command));
      })();
    });
    expect(result).toEqual({ ok: true, value: expect.anything() });
    expect(answers).toEqual([0, 1, 2].map(() => ({ ok: true, value: undefined })));
    expect(order(flown.stages).at(-2)).toBe('returning');
  }, 30_000);

  it('sounds the buzzer of an aircraft that is there, in the message its autopilot reads', async () => {
    const { ground } = await meet();
    const log = join(await mkdtemp(join(tmpdir(), 'landun-flight-')), 'buzzer.tlog');
    const stopRecording = unwrap(await ground.record('vehicle-7', log));
    expect(ground.sound('vehicle-7')).toEqual({ ok: true, value: undefined });
    expect(ground.sound('vehicle-9')).toMatchObject({ error: { code: 'VEHICLE_UNKNOWN' } });
    unwrap(await stopRecording());
    // The simulated aircraft is an ArduPilot: PLAY_TUNE is message 258 (common.xml), its text after two target bytes.
    const bytes = await readFile(log);
    const play_tune = Buffer.from([2, 1, 0, 7, 1]);
    const at = bytes.indexOf(play_tune);
    expect(at).toBeGreaterThan(0);
    expect(bytes.subarray(at + play_tune.length).toString('latin1')).toMatch(/^MFT200L8O3CECECEL4G/);
  });

  it('obeys orders, looks again from another place, and goes on with the mission where it left it', async () => {
    const flown = await meet();
    const { ground } = flown;
    const log = join(await mkdtemp(join(tmpdir(), 'landun-flight-')), 'flight.tlog');
    const stopRecording = unwrap(await ground.record('vehicle-7', log));
    const answers: unknown[] = [];
    const viewpoint = { lat_deg: quarry.lat_deg + 0.0002, lon_deg: quarry.lon_deg + 0.0004, height_m: 18 };
    let began = false;
    const result = await fly(flown, ({ stage }) => {
      if (stage !== 'flying' || began) return;
      began = true;
      const look = {
        target: quarry,
        viewpoint,
        pitch_deg: -30,
        yaw_deg: 200,
        zoom_percent: 40,
        slant_m: 30,
        px_per_m: 250,
        turned_deg: 180,
      };
      void (async () => {
        answers.push(
          await ground.order('vehicle-7', { order: 'goto', lat_deg: 0, lon_deg: 0, height_m: 20 }),
        );
        answers.push(await ground.look('vehicle-7', shortRound, look));
        answers.push(await ground.order('vehicle-7', { order: 'speed', speed_m_s: 9 }));
      })();
    });
    expect(result).toEqual({ ok: true, value: expect.anything() });
    expect(answers).toEqual([
      { ok: false, error: { code: 'ORDER_TOO_FAR', details: expect.anything() } },
      { ok: true, value: undefined },
      { ok: true, value: 'none' },
    ]);
    const nearest = Math.min(
      ...flown.states.flatMap(({ position }) => (position === null ? [] : [distance_m(position, viewpoint)])),
    );
    expect(nearest).toBeLessThan(3);
    expect(order(flown.stages).slice(-3)).toEqual(['flying', 'returning', 'landed']);
    expect(await ground.order('vehicle-7', { order: 'height', height_m: 20 })).toMatchObject({
      error: { code: 'ORDER_NOT_AIRBORNE' },
    });
    const totals = unwrap(await stopRecording());
    expect(totals.missed_frames).toBe(0);
    const replayed = unwrap(await replayTlog(log));
    expect(replayed.frames).toBe(totals.frames);
    expect(replayed.messages['COMMAND_INT']).toBe(1);
    expect(replayed.max_height_m).toBeGreaterThan(16);
  }, 60_000);

  it('looks again while paused, and then waits for the pilot to let it go on', async () => {
    const flown = await meet();
    const { ground } = flown;
    const viewpoint = { lat_deg: quarry.lat_deg + 0.0002, lon_deg: quarry.lon_deg + 0.0004, height_m: 18 };
    const look = {
      ...{ target: quarry, viewpoint, pitch_deg: -30, yaw_deg: 200, zoom_percent: 40 },
      ...{ slant_m: 30, px_per_m: 250, turned_deg: 180 },
    };
    const answers: unknown[] = [];
    let [began, held_at_m] = [false, Infinity];
    const result = await fly(flown, ({ stage }) => {
      if (stage !== 'flying' || began) return;
      began = true;
      void (async () => {
        answers.push(await ground.command('vehicle-7', 'pause'));
        answers.push(await ground.look('vehicle-7', shortRound, look));
        const after = flown.states.at(-1);
        if (after?.mode !== 'auto' && after?.position) held_at_m = distance_m(after.position, viewpoint);
        answers.push(await ground.command('vehicle-7', 'resume'));
      })();
    });
    expect(result).toEqual({ ok: true, value: expect.anything() });
    expect(answers).toEqual([0, 1, 2].map(() => ({ ok: true, value: undefined })));
    expect(held_at_m).toBeLessThan(3);
    expect(order(flown.stages).slice(-3)).toEqual(['flying', 'returning', 'landed']);
  }, 60_000);

  it('reads back what it uploaded, and clears it', async () => {
    const { ground } = await meet();
    expect(await ground.upload('vehicle-7', shortRound)).toMatchObject({ ok: true });
    const read = await ground.download('vehicle-7');
    const { items } = shortRound;
    expect(read).toEqual({
      ok: true,
      value: items.map((item) => ('post_id' in item ? { ...item, post_id: undefined } : item)),
    });
    expect(await ground.clear('vehicle-7')).toEqual({ ok: true, value: undefined });
    expect(await ground.download('vehicle-7')).toEqual({ ok: true, value: [] });
  }, 30_000);
});

describe('flights that must not be', () => {
  it('refuses an aircraft nobody heard, and a second flight of one in use', async () => {
    const flown = await meet();
    const { ground } = flown;
    const options = { onStage: () => undefined, signal: new AbortController().signal };
    expect(await ground.fly('vehicle-9', shortRound, options)).toMatchObject({
      error: { code: 'VEHICLE_UNKNOWN' },
    });
    const stop = new AbortController();
    const first = fly(flown, () => undefined, stop.signal);
    expect(await ground.fly('vehicle-7', shortRound, options)).toMatchObject({
      error: { code: 'VEHICLE_BUSY' },
    });
    stop.abort();
    expect(await first).toMatchObject({ error: { code: 'FLIGHT_STOPPED' } });
    expect(ground.vehicles()[0]?.armed).toBe(false);
  }, 30_000);

  it('does not arm on a low battery, nor fly above 120 m', async () => {
    const flown = await meet({ battery_percent: 22 });
    expect(await fly(flown)).toMatchObject({
      error: { code: 'PREFLIGHT_BATTERY', details: { remaining_percent: 21 } },
    });
    const [takeoff, ...rest] = shortRound.items;
    const high = {
      ...shortRound,
      items: [
        takeoff ?? { kind: 'takeoff', height_m: 10 },
        { kind: 'waypoint', ...quarry, height_m: 121, hold_s: 0 },
        ...rest,
      ],
    } as const;
    expect(
      await flown.ground.fly(
        'vehicle-7',
        { ...high, items: [...high.items] },
        { onStage: () => undefined, signal: new AbortController().signal },
      ),
    ).toMatchObject({
      error: { code: 'MISSION_TOO_HIGH', details: { seq: 2, height_m: 121, limit_m: 120 } },
    });
  }, 30_000);

  it('says why the aircraft refuses to arm, and leaves it on the ground', async () => {
    const flown = await meet({ ready_s: 3600 });
    expect(await fly(flown)).toEqual({
      ok: false,
      error: { code: 'ARM_REFUSED', details: { reason: 'Arm: EKF attitude is bad' } },
    });
    expect(order(flown.stages)).toEqual(['uploading', 'verifying', 'arming']);
    expect(flown.ground.vehicles()[0]).toMatchObject({ armed: false, landed: 'on_ground' });
  }, 30_000);

  it('names a link that cannot be opened', async () => {
    const clock = fastClock(1);
    const open = (links: string[]) => createGroundControl({ clock, logger: silentLogger, links });
    expect(await open(['serial:/dev/tty']).start()).toMatchObject({ error: { code: 'LINK_URI_INVALID' } });
    const first = open(['udpin:127.0.0.1:0']);
    await first.start();
    closers.push(() => first.stop());
    const port = first.addresses()[0]?.port ?? 0;
    expect(await open([`udpin:127.0.0.1:${port}`]).start()).toMatchObject({
      error: { code: 'LINK_UNAVAILABLE' },
    });
  });
});
