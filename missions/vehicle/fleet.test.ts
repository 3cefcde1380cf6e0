import { describe, expect, it } from 'vitest';
import { FakeClock, silentLogger, type VehicleState } from '#common';
import type { MavlinkPort, Outgoing, Received } from '../mavlink/index.ts';
import { message } from '../testing/messages.ts';
import { Fleet } from './fleet.ts';

/** A fleet on a port that only records; `hear` is the vehicle speaking. */
const meet = () => {
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
  };
  const fleet = new Fleet({ clock, logger: silentLogger, port, system_id: 245 });
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
  it('is lost after 3.5 s without a heartbeat, whatever else comes, and is back with the next', async () => {
    const { clock, fleet, hear } = meet();
    hear(heartbeat);
    const links: VehicleState['link'][] = [];
    fleet.changed.on(({ link }) => links.push(link));
    await clock.advance(3500);
    hear({ name: 'ATTITUDE' });
    expect(fleet.states()[0]?.link).toBe('live');
    await clock.advance(500);
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
    expect(asked()).toBe(11);
    for (let second = 0; second < 20; second += 1) {
      hear(heartbeat);
      hear({ name: 'GLOBAL_POSITION_INT', lat: 1, lon: 1 });
      await clock.advance(1000);
    }
    expect(asked()).toBe(11);
    for (let second = 0; second < 7; second += 1) {
      hear(heartbeat);
      await clock.advance(1000);
    }
    expect(asked()).toBeGreaterThan(11);
  });
});

describe('a command', () => {
  const silentStreams = (commands: readonly (readonly [number, number])[]) =>
    commands.filter(([command]) => command !== 511);

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
