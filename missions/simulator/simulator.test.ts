import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '#common';
import { mavCmd, missionResult, type Outgoing, sensorBit } from '../mavlink/index.ts';
import { message } from '../testing/messages.ts';
import { homePlaceholder } from '../transfer/wire.ts';
import { serveMission, tickMission } from './mission-server.ts';
import { emptyStore } from './mission-store.ts';
import { type Demand, type Motion, stepMotion } from './motion.ts';
import { seededRandom } from './random.ts';
import { Simulation } from './simulate.ts';

const still: Motion = {
  north_m: 0,
  east_m: 0,
  height_m: 20,
  north_m_s: 0,
  east_m_s: 0,
  climb_m_s: 0,
  heading_deg: 0,
  roll_deg: 0,
  pitch_deg: 0,
};
const metres = fc.double({ min: -80, max: 80, noNaN: true });

describe('how it moves', () => {
  it('keeps to its limits on the way and stands still where it was sent', () => {
    fc.assert(
      fc.property(
        metres,
        metres,
        fc.double({ min: 1, max: 100, noNaN: true }),
        fc.double({ min: 1, max: 12, noNaN: true }),
        (north_m, east_m, height_m, speed_m_s) => {
          const demand: Demand = {
            north_m,
            east_m,
            height_m,
            speed_m_s,
            climb_m_s: 2.5,
            descent_m_s: 1.5,
            heading_deg: 90,
          };
          const wind = { north_m_s: 3, east_m_s: -2 };
          let motion = still;
          const most = { acceleration: 0, speed: 0, climb: 0, descent: 0 };
          for (let step = 0; step < 200 / 0.02; step += 1) {
            const next = stepMotion(motion, demand, wind, 0.02);
            const change = Math.hypot(next.north_m_s - motion.north_m_s, next.east_m_s - motion.east_m_s);
            most.acceleration = Math.max(most.acceleration, change / 0.02);
            most.speed = Math.max(most.speed, Math.hypot(next.north_m_s, next.east_m_s));
            most.climb = Math.max(most.climb, next.climb_m_s);
            most.descent = Math.max(most.descent, -next.climb_m_s);
            motion = next;
          }
          expect(most.acceleration).toBeLessThan(2.5 + 1e-6);
          expect(most.speed).toBeLessThan(speed_m_s + 1e-6);
          expect(most.climb).toBeLessThan(2.5 + 1e-6);
          expect(most.descent).toBeLessThan(1.5 + 1e-6);
          expect(Math.hypot(motion.north_m - north_m, motion.east_m - east_m)).toBeLessThan(0.05);
          expect(Math.abs(motion.height_m - height_m)).toBeLessThan(0.05);
          expect(motion.heading_deg).toBeCloseTo(90, 6);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('leans forward to speed up', () => {
    const demand: Demand = {
      ...still,
      north_m: 100,
      east_m: 0,
      speed_m_s: 8,
      climb_m_s: 2,
      descent_m_s: 2,
      heading_deg: 0,
    };
    let motion = still;
    for (let step = 0; step < 50; step += 1)
      motion = stepMotion(motion, demand, { north_m_s: 0, east_m_s: 0 }, 0.02);
    expect(motion.pitch_deg).toBeLessThan(-10);
    expect(Math.abs(motion.roll_deg)).toBeLessThan(0.1);
  });
});

const us = { system_id: 245, component_id: 190 };
const other = { system_id: 255, component_id: 190 };
const facts = { now_ms: 0, booting: false, flying_mission: false };
const empty = emptyStore('ardupilot', homePlaceholder);

describe('its mission server', () => {
  const count = serveMission(empty, message({ name: 'MISSION_COUNT', count: 2 }), us, facts);

  it('asks with the old request, every second, and gives up after eight', () => {
    expect(count.replies).toMatchObject([{ name: 'MISSION_REQUEST', seq: 0, target_system: 245 }]);
    expect(tickMission(count.store, 999).replies).toEqual([]);
    expect(tickMission(count.store, 1000).replies).toMatchObject([{ name: 'MISSION_REQUEST', seq: 0 }]);
    const late = tickMission(count.store, 8000);
    expect(late.replies).toMatchObject([{ name: 'MISSION_ACK', type: missionResult.operation_cancelled }]);
    expect(late.store.receiving).toBeNull();
  });

  it('denies a second station while one uploads', () => {
    for (const part of [
      { name: 'MISSION_COUNT', count: 1 },
      { name: 'MISSION_REQUEST_LIST' },
      { name: 'MISSION_CLEAR_ALL' },
    ] as const) {
      expect(serveMission(count.store, message(part), other, facts).replies).toMatchObject([
        { type: missionResult.denied, target_system: 255 },
      ]);
    }
  });

  it('keeps its own home as item 0 and gives the rest back as ArduPilot would', () => {
    const items: Outgoing[] = [
      { name: 'MISSION_ITEM_INT', seq: 0, command: 16, x: 5, y: 5, z: 5 },
      { name: 'MISSION_ITEM_INT', seq: 1, command: 20, frame: 2 },
    ];
    let { store } = count;
    for (const item of items) ({ store } = serveMission(store, message(item), us, facts));
    expect(store.receiving).toBeNull();
    const [home, back] = [0, 1].map(
      (seq) => serveMission(store, message({ name: 'MISSION_REQUEST_INT', seq }), us, facts).replies[0],
    );
    expect(home).toMatchObject({ frame: 0, x: 0, y: 0 });
    expect(back).toMatchObject({ command: 20, frame: 0 });
  });

  it('answers an item out of turn with INVALID_SEQUENCE and goes on', () => {
    const step = serveMission(
      count.store,
      message({ name: 'MISSION_ITEM_INT', seq: 1, command: 20 }),
      us,
      facts,
    );
    expect(step.replies).toMatchObject([{ type: missionResult.invalid_sequence }]);
    expect(step.store).toEqual(count.store);
  });
});

describe('what it says', () => {
  const hover = () => {
    const clock = new FakeClock();
    const sent: Outgoing[] = [];
    const simulation = new Simulation({
      clock,
      system_id: 1,
      home: { lat_deg: 30, lon_deg: 120 },
      ready_s: 2,
      send: (part) => sent.push(part),
    });
    simulation.start();
    const command = (id: number, ...params: number[]): void => {
      const [param1 = 0, param2 = 0] = params;
      const whole = message({
        name: 'COMMAND_LONG',
        command: id,
        param1,
        param2,
        target_system: 1,
        target_component: 1,
      });
      simulation.receive({ ...us, utc_us: 0, message: whole });
    };
    return { clock, sent, simulation, command };
  };

  it('tells whether its own checks pass, as it then arms or refuses', async () => {
    const { clock, sent, command } = hover();
    const healthy = () =>
      sent.flatMap((part) =>
        part.name === 'SYS_STATUS' ? [part.onboard_control_sensors_health === sensorBit.prearm_check] : [],
      );
    command(mavCmd.set_message_interval, 1, 500_000);
    await clock.advance(1600);
    expect(new Set(healthy())).toEqual(new Set([false]));
    await clock.advance(1000);
    expect(healthy().at(-1)).toBe(true);
  });

  it('is only a heartbeat until streams are asked for, at the interval asked', async () => {
    const { clock, sent, command } = hover();
    await clock.advance(3000);
    expect(new Set(sent.map(({ name }) => name))).toEqual(new Set(['STATUSTEXT', 'HEARTBEAT']));
    command(mavCmd.set_message_interval, 33, 200_000);
    command(mavCmd.set_message_interval, 9999, 200_000);
    const acks = sent.flatMap((each) => (each.name === 'COMMAND_ACK' ? [each.result] : []));
    expect(acks).toEqual([0, 4]);
    sent.length = 0;
    await clock.advance(10_000);
    const positions = sent.filter(({ name }) => name === 'GLOBAL_POSITION_INT').length;
    expect(positions).toBeGreaterThanOrEqual(49);
    expect(positions).toBeLessThanOrEqual(51);
  });

  it('refuses to arm before it is ready or in AUTO, and to fly a mission it does not have', async () => {
    const { clock, sent, simulation, command } = hover();
    const last = (): unknown => sent.findLast(({ name }) => name === 'COMMAND_ACK');
    command(mavCmd.component_arm_disarm, 1);
    expect(last()).toMatchObject({ result: 4 });
    await clock.advance(3000);
    command(mavCmd.do_set_mode, 1, 4);
    command(mavCmd.component_arm_disarm, 1);
    expect(last()).toMatchObject({ result: 0 });
    command(mavCmd.mission_start);
    expect(last()).toMatchObject({ result: 4 });
    // Armed on the ground and told nothing, it disarms itself.
    await clock.advance(11_000);
    expect(simulation.aircraft.armed).toBe(false);
  });

  it('loses the same messages with the same seed', () => {
    const take = (seed: number): number[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 100 }, () => random());
    };
    expect(take(4)).toEqual(take(4));
    expect(take(4)).not.toEqual(take(5));
    const mean = take(9).reduce((sum, value) => sum + value, 0) / 100;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.1);
  });
});
