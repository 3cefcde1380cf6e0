import { describe, expect, it } from 'vitest';
import type { VehicleOrder } from '#common';
import type { Outgoing } from '../mavlink/index.ts';
import { meetInTheAir } from '../testing/air.ts';
import { message } from '../testing/messages.ts';
import { cameraAfter } from './camera.ts';
import { carryOut } from './orders.ts';

type Air = Parameters<typeof meetInTheAir>[0];

/** A station and an aircraft in virtual time, after a quarter of a minute. */
const meet = async (options: Partial<Air> = {}) => {
  const met = meetInTheAir({ loss: 0, seed: 1, ...options });
  await met.clock.advance(15_000);
  const state = () => {
    const [known] = met.fleet.states();
    if (known === undefined) throw new Error('no aircraft');
    return known;
  };
  const order = async (what: VehicleOrder) => {
    const answer = carryOut(met, state(), what, new AbortController().signal);
    await met.clock.advance(20_000);
    return answer;
  };
  return { ...met, state, order };
};

const done = { ok: true, value: 'agrees' };

describe('a camera of protocol v2', () => {
  it.each(['ardupilot', 'px4'] as const)('says what it is and does, and is read back: %s', async (rules) => {
    const { state, order } = await meet({ rules });
    expect(state().camera).toMatchObject({
      known: true,
      vendor: 'Landun',
      model: 'simulated zoom',
      width_px: 1920,
      mode: 'video',
      zoom: { percent: 0 },
      capture: { recording: false, images: 0, free_mib: 60_000 },
    });
    const wide_deg = state().camera?.hfov?.deg ?? 0;
    expect(await order({ order: 'zoom', percent: 40 })).toEqual(done);
    expect(state().camera?.zoom?.percent).toBeCloseTo(40, 4);
    expect(state().camera?.hfov?.deg).toBeLessThan(wide_deg / 3);
    expect(await order({ order: 'record', on: true })).toEqual(done);
    expect(state().camera?.capture?.recording).toBe(true);
    expect(await order({ order: 'photo' })).toEqual(done);
    expect(state().camera?.capture).toMatchObject({ images: 1, taking: false });
    expect(await order({ order: 'record', on: false })).toEqual(done);
    expect(state().camera?.capture?.recording).toBe(false);
  });

  it('is asked again until it has told what it is, though three messages in ten are lost', async () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const { state, clock } = await meet({ loss: 0.3, seed });
      await clock.advance(75_000);
      expect(state().camera).toMatchObject({ known: true, model: 'simulated zoom' });
    }
  });

  it('that is not there is not made up, though its requests are acknowledged, and is not asked without end', async () => {
    const asked: Outgoing[] = [];
    const { state, clock } = await meet({
      camera: false,
      keep: (part) => {
        if (part.name === 'COMMAND_LONG' && part.command === 512) asked.push(part);
        return true;
      },
    });
    expect(state().camera).toBeNull();
    await clock.advance(105_000);
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.length).toBeLessThan(16);
  });

  it('keeps what another camera on the same aircraft says apart, and forgets what is no number', () => {
    const say = (part: Outgoing, component_id: number, before = null as ReturnType<typeof cameraAfter>) =>
      cameraAfter(before, message(part), component_id, 5);
    const first = say({ name: 'CAMERA_SETTINGS', zoomLevel: 30 }, 100);
    expect(first?.zoom).toEqual({ percent: 30, utc_us: 5 });
    expect(say({ name: 'CAMERA_SETTINGS', zoomLevel: 70 }, 101, first)).toBe(first);
    expect(say({ name: 'CAMERA_SETTINGS', zoomLevel: Number.NaN }, 100, first)?.zoom).toEqual(first?.zoom);
    expect(say({ name: 'CAMERA_FOV_STATUS', hfov: Number.NaN }, 100, first)?.hfov).toBeNull();
    const vendor_name = [...new TextEncoder().encode('DJI\u001b[31m'), 0, 65];
    expect(say({ name: 'CAMERA_INFORMATION', vendor_name, focal_length: Number.NaN }, 100)).toMatchObject({
      vendor: 'DJI[31m',
      focal_mm: null,
    });
  });
});

describe('a gimbal', () => {
  it.each([
    ['ardupilot', 'v2'],
    ['px4', 'v2'],
    ['ardupilot', 'v1'],
    ['px4', 'v1'],
  ] as const)('of %s under protocol %s turns to where it was ordered, and says so', async (rules, gimbal) => {
    const { state, order } = await meet({ rules, gimbal });
    expect(await order({ order: 'gimbal', pitch_deg: -40, yaw_deg: 75 })).toEqual(done);
    expect(state().gimbal?.pitch_deg).toBeCloseTo(-40, 2);
    expect(state().gimbal?.yaw_deg).toBeCloseTo(75, 2);
  });

  it('that another station steers is taken over by the order, and says who steers it', async () => {
    const { state, order, simulation, clock } = await meet({ rules: 'px4' });
    expect(state().gimbal_control).toBe('nobody');
    const other = { system_id: 250, component_id: 190 };
    simulation.receive({
      ...other,
      utc_us: 0,
      message: message({
        name: 'COMMAND_LONG',
        target_system: 1,
        target_component: 1,
        command: 1001,
        param1: -2,
        param2: -2,
      }),
    });
    await clock.advance(5000);
    expect(state().gimbal_control).toBe('other');
    expect(await order({ order: 'gimbal', pitch_deg: -20 })).toEqual(done);
    expect(state().gimbal_control).toBe('us');
  });
});

describe('an order that the aircraft reports on', () => {
  it.each([
    [{ order: 'zoom', percent: 60 }, '60 %', '0 %'],
    [{ order: 'record', on: true }, 'on', 'off'],
    [{ order: 'photo' }, '1', '0'],
    [{ order: 'gimbal', pitch_deg: -40, yaw_deg: 75 }, '-40° / 75°', '0° / 0°'],
  ] as const)('fails with what was asked and what is reported: %j', async (what, asked, reported) => {
    for (const loss of [0, 0.2]) {
      const { order } = await meet({ stuck: true, loss, seed: 4 });
      expect(await order(what)).toMatchObject({
        ok: false,
        error: { code: 'ORDER_NOT_FOLLOWED', details: { command: what.order, asked, reported } },
      });
    }
  });

  it('says that it is not confirmed where the aircraft has no camera, or its camera fell silent', async () => {
    const without = await meet({ camera: false });
    expect(await without.order({ order: 'zoom', percent: 60 })).toEqual({ ok: true, value: 'silent' });
    let hears = true;
    const silenced = await meet({ keep: ({ name }) => hears || !name.startsWith('CAMERA_') });
    hears = false;
    expect(await silenced.order({ order: 'zoom', percent: 60 })).toEqual({ ok: true, value: 'silent' });
  });

  it('is confirmed though two messages in ten are lost', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { order, clock, state } = await meet({ loss: 0.2, seed });
      const untold = (): boolean => state().gimbal === null || (state().camera?.zoom ?? null) === null;
      for (let second = 0; second < 120 && untold(); second += 1) await clock.advance(1000);
      expect(await order({ order: 'zoom', percent: 80 })).toEqual(done);
      expect(await order({ order: 'gimbal', pitch_deg: -60 })).toEqual(done);
    }
  });

  it('ends when a newer one of its kind goes out: a slider that is moved twice', async () => {
    const { clock, state, ...met } = await meet();
    const { signal } = new AbortController();
    const first = carryOut({ ...met, clock }, state(), { order: 'zoom', percent: 90 }, signal);
    await clock.advance(300);
    const second = carryOut({ ...met, clock }, state(), { order: 'zoom', percent: 10 }, signal);
    await clock.advance(20_000);
    expect(await first).toEqual({ ok: true, value: 'superseded' });
    expect(await second).toEqual(done);
  });
});
