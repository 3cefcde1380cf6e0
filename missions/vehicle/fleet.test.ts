import { describe, expect, it } from 'vitest';
import { FakeClock, silentLogger, type VehicleState } from '#common';
import type { MavlinkPort, Outgoing, Received } from '../mavlink/index.ts';
import { message } from '../testing/messages.ts';
import { Fleet } from './fleet.ts';

/** A fleet on a port that only records; `hear` is the vehicle speaking. */
const meet = (dead?: () => string[], ways: ReturnType<NonNullable<MavlinkPort['quality']>> = []) => {
  const clock = new FakeClock();
  const sent: Outgoing[] = [];
  const listeners = new Set<(received: Received) => void>();
  const port: MavlinkPort = {
    start: () => Promise.reject(new Error('not a real port')),
    stop: () => Promise.resolve(),
    send: (each) => sent.push(each),
    onMessage: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    addresses: () => [],
    quality: () => ways,
  };
  const fleet = new Fleet({ clock, logger: silentLogger, port, system_id: 245, dead });
  fleet.start();
  const hear = (part: Outgoing): void => {
    for (const listener of [...listeners]) {
      listener({ system_id: 1, component_id: 1, utc_us: clock.utc_us(), message: message(part) });
    }
  };
  const answer = (command: number, result: number): void =>
    hear({ name: 'COMMAND_ACK', command, result, target_system: 245, target_component: 190 });
  const commands = (): (readonly [number, number])[] =>
    sent.flatMap((each) =>
      each.name === 'COMMAND_LONG' ? [[each.command ?? 0, each.confirmation ?? 0] as const] : [],
    );
  return { clock, fleet, sent, hear, answer, commands };
};

const heartbeat: Outgoing = { name: 'HEARTBEAT', type: 2, autopilot: 3, base_mode: 81 };
const arm = { command: 'component_arm_disarm', params: [1] } as const;

describe('the link to an aircraft', () => {
  it('is stated lost within 3.5 s without a heartbeat, whatever else comes, and is back with the next', async () => {
    const { clock, fleet, hear } = meet();
    hear(heartbeat);
    const links: VehicleState['link'][] = [];
    fleet.changed.on(({ link }) => links.push(link));
    await clock.advance(3000);
    hear({ name: 'ATTITUDE' });
    expect(fleet.states()[0]?.link).toBe('live');
    await clock.advance(300);
    expect(fleet.states()[0]?.link).toBe('lost');
    hear({ name: 'ATTITUDE' });
    expect(fleet.states()[0]?.link).toBe('lost');
    hear(heartbeat);
    expect(links).toEqual(['live', 'lost', 'lost', 'live']);
  });

  it('sends its own heartbeat once a second', async () => {
    const { clock, sent } = meet();
    await clock.advance(10_000);
    const beats = sent.filter(({ name }) => name === 'HEARTBEAT');
    expect(beats).toHaveLength(11);
    expect(beats[0]).toMatchObject({ type: 6, autopilot: 8 });
  });

  it('asks for streams when an aircraft appears, and again when positions stop coming', async () => {
    const { clock, hear, answer, commands } = meet();
    const asked = (): number => commands().filter(([command]) => command === 511).length;
    hear(heartbeat);
    for (let turn = 0; turn < 40; turn += 1) {
      await clock.advance(10);
      answer(511, 0);
    }
    expect(asked()).toBe(17);
    for (let second = 0; second < 20; second += 1) {
      hear(heartbeat);
      hear({ name: 'GLOBAL_POSITION_INT', lat: 1, lon: 1 });
      await clock.advance(1000);
    }
    expect(asked()).toBe(17);
    for (let second = 0; second < 7; second += 1) {
      hear(heartbeat);
      await clock.advance(1000);
    }
    expect(asked()).toBeGreaterThan(17);
  });

  it('asks again for a stream whose request the air lost, though positions come, and for those after it', async () => {
    const { clock, hear, answer, sent } = meet();
    const asked = (): number[] =>
      sent.flatMap((each) =>
        each.name === 'COMMAND_LONG' && each.command === 511 ? [each.param1 ?? 0] : [],
      );
    hear(heartbeat);
    await clock.advance(10);
    answer(511, 0);
    const [first = -1] = asked();
    /** Positions come all the while; the requests are answered or not. */
    const live = async (seconds: number, answered: boolean): Promise<void> => {
      for (let tenth = 0; tenth < seconds * 10; tenth += 1) {
        if (tenth % 10 === 0) {
          hear(heartbeat);
          hear({ name: 'GLOBAL_POSITION_INT', lat: 1, lon: 1 });
        }
        await clock.advance(100);
        if (answered) answer(511, 0);
      }
    };
    await live(8, false);
    // The second was sent six times and given up; nothing after it was asked for.
    expect(new Set(asked()).size).toBe(2);
    await live(20, true);
    expect(new Set(asked()).size).toBe(17);
    expect(asked().filter((id) => id === first)).toHaveLength(1);
    const settled = asked().length;
    await live(20, true);
    expect(asked()).toHaveLength(settled);
  });
});

describe('what the station watches for the pilot', () => {
  const warnings = (fleet: Fleet): string[] => fleet.states()[0]?.warnings.map(({ kind }) => kind) ?? [];

  it('two aircraft under one id are told apart by their time since boot, and neither is commanded', async () => {
    const { clock, fleet, hear } = meet();
    hear(heartbeat);
    const position = (time_boot_ms: number): void => hear({ name: 'ATTITUDE', time_boot_ms });
    for (let turn = 0; turn < 6; turn += 1) {
      await clock.advance(500);
      position(60_000 + turn * 500);
      position(9_000 + turn * 500);
    }
    expect(warnings(fleet)).toContain('id_shared');
    expect(await fleet.command('vehicle-1', arm)).toMatchObject({ error: { code: 'VEHICLE_ID_SHARED' } });
    for (let turn = 0; turn < 14; turn += 1) {
      await clock.advance(500);
      hear(heartbeat);
      position(63_000 + turn * 500);
    }
    expect(warnings(fleet)).toEqual([]);
  });

  it('a restart and a late position are no second aircraft, and a late position moves nothing', async () => {
    const { clock, fleet, hear } = meet();
    hear(heartbeat);
    hear({ name: 'GLOBAL_POSITION_INT', time_boot_ms: 60_000, lat: 10, lon: 10 });
    hear({ name: 'GLOBAL_POSITION_INT', time_boot_ms: 59_000, lat: 99, lon: 99 });
    expect(fleet.states()[0]?.position).toEqual({ lat_deg: 1e-6, lon_deg: 1e-6 });
    for (let turn = 0; turn < 8; turn += 1) {
      await clock.advance(500);
      hear(heartbeat);
      hear({ name: 'GLOBAL_POSITION_INT', time_boot_ms: 100 + turn * 500, lat: 20, lon: 20 });
    }
    expect(fleet.states()[0]).toMatchObject({ id_shared: false, position: { lat_deg: 2e-6 } });
  });

  it('a mission that another station changed: by the name of it, or by the ACK to somebody else', async () => {
    const { fleet, hear } = meet();
    hear(heartbeat);
    hear({ name: 'MISSION_CURRENT', mission_id: 5 });
    fleet.verified('vehicle-1', 5);
    hear({ name: 'MISSION_CURRENT', mission_id: 5 });
    expect(warnings(fleet)).toEqual([]);
    hear({ name: 'MISSION_CURRENT', mission_id: 6 });
    expect(warnings(fleet)).toEqual(['mission_changed']);
    fleet.verified('vehicle-1', null);
    expect(warnings(fleet)).toEqual([]);
    hear({ name: 'MISSION_ACK', type: 0, target_system: 245 });
    expect(warnings(fleet)).toEqual([]);
    hear({ name: 'MISSION_ACK', type: 0, target_system: 255 });
    expect(warnings(fleet)).toEqual(['mission_changed']);
  });

  it('breach, battery, filter and position while armed, each with the time it began', async () => {
    const { clock, fleet, hear } = meet();
    hear({ ...heartbeat, base_mode: 209 });
    const began = clock.utc_us();
    hear({ name: 'FENCE_STATUS', breach_status: 1 });
    await clock.advance(100);
    hear({ name: 'FENCE_STATUS', breach_status: 1 });
    hear({ name: 'SYS_STATUS', battery_remaining: 12 });
    hear({ name: 'EKF_STATUS_REPORT', compass_variance: 0.9 });
    hear({ name: 'GPS_RAW_INT', fix_type: 1, satellites_visible: 3 });
    expect(warnings(fleet)).toEqual(['fence_breach', 'battery_critical', 'ekf', 'gps_lost']);
    expect(fleet.states()[0]?.warnings[0]?.since_utc_us).toBe(began);
    hear({ name: 'FENCE_STATUS', breach_status: 0 });
    expect(warnings(fleet)).not.toContain('fence_breach');
  });

  it('measures the round trip by its own question', async () => {
    const way = { uri: 'udpin:127.0.0.1:14550', messages_per_s: 50, loss_percent: 2.04, age_us: 90_000 };
    const { clock, fleet, sent, hear } = meet(undefined, [way]);
    hear(heartbeat);
    await clock.advance(1000);
    const asked = sent.findLast(({ name }) => name === 'TIMESYNC');
    const ts1 = asked?.name === 'TIMESYNC' ? (asked.ts1 ?? 0) : 0;
    await clock.advance(60);
    hear({ name: 'TIMESYNC', tc1: 123, ts1 });
    await clock.advance(1000);
    expect(fleet.states()[0]?.link_quality).toEqual({
      rtt_ms: 60,
      loss_percent: 2,
      messages_per_s: 50,
      ways: [{ uri: way.uri, loss_percent: 2, age_ms: 90 }],
    });
  });

  it('withholds the heartbeat while a part of the station is dead', async () => {
    const dead: string[] = [];
    const { clock, sent, fleet } = meet(() => dead);
    const beats = (): number => sent.filter(({ name }) => name === 'HEARTBEAT').length;
    await clock.advance(2000);
    expect(beats()).toBe(3);
    dead.push('recorder');
    await clock.advance(3000);
    expect(beats()).toBe(3);
    expect(fleet.heartbeat_withheld).toEqual(['recorder']);
    dead.pop();
    await clock.advance(2000);
    expect(beats()).toBe(5);
  });
});

describe('a command', () => {
  const silentStreams = (commands: readonly (readonly [number, number])[]) =>
    commands.filter(([command]) => command !== 511 && command !== 512);

  it('is sent again with a rising confirmation, and its silence is named', async () => {
    const { clock, fleet, hear, commands } = meet();
    hear(heartbeat);
    const result = fleet.command('vehicle-1', arm);
    for (let second = 0; second < 8; second += 1) await clock.advance(1000);
    expect(await result).toEqual({
      ok: false,
      error: { code: 'COMMAND_UNANSWERED', details: { command: 'component_arm_disarm' } },
    });
    expect(silentStreams(commands())).toEqual([0, 1, 2, 3, 4, 5].map((confirmation) => [400, confirmation]));
  });

  it('is not hurried while in progress', async () => {
    const { clock, fleet, hear, answer, commands } = meet();
    hear(heartbeat);
    const result = fleet.command('vehicle-1', arm);
    await clock.advance(100);
    answer(400, 5);
    await clock.advance(8000);
    answer(400, 0);
    expect(await result).toEqual({ ok: true, value: undefined });
    expect(silentStreams(commands())).toHaveLength(1);
  });

  it('says how it was refused, and does not take another command’s answer for its own', async () => {
    const { clock, fleet, hear, answer } = meet();
    hear(heartbeat);
    const result = fleet.command('vehicle-1', arm);
    await clock.advance(100);
    answer(176, 0);
    answer(400, 4);
    expect(await result).toMatchObject({ error: { code: 'COMMAND_REFUSED', details: { result: 'failed' } } });
  });

  it('waits for an earlier one of its kind', async () => {
    const { clock, fleet, hear, answer, commands } = meet();
    hear(heartbeat);
    const results = [fleet.command('vehicle-1', arm), fleet.command('vehicle-1', { ...arm, params: [0] })];
    await clock.advance(100);
    expect(silentStreams(commands())).toHaveLength(1);
    answer(400, 0);
    await clock.advance(100);
    answer(400, 2);
    expect(await Promise.all(results)).toMatchObject([
      { ok: true },
      { error: { details: { result: 'denied' } } },
    ]);
  });
});
