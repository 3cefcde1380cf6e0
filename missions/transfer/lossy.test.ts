import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock, type Fence, type Mission, type MissionItem, type Result } from '#common';
import { channelTo } from '../protocol/index.ts';
import { seededRandom } from '../simulator/random.ts';
import { lossyPort, type LossyOptions, station, vehicle } from '../simulator/lossy-air.ts';
import { compareMissions, missionSha256 } from './compare.ts';
import {
  clearList,
  downloadFence,
  downloadMission,
  downloadRally,
  type TransferPorts,
  uploadFence,
  uploadRally,
  uploadVerified,
  type Verified,
} from './transfer.ts';
import { toWire } from './wire.ts';

const target = { target_system: vehicle.system_id, target_component: vehicle.component_id };

/** Runs virtual time until the promise settles, for at most an hour of it. */
const settle = async <T>(clock: FakeClock, promise: Promise<T>): Promise<T> => {
  let done = false;
  void promise.finally(() => {
    done = true;
  });
  for (let second = 0; second < 3600 && !done; second += 1) await clock.advance(1000);
  if (!done) throw new Error('an hour was not enough');
  return promise;
};

const meet = (options: Omit<LossyOptions, 'clock'>) => {
  const clock = new FakeClock();
  const net = lossyPort({ clock, ...options });
  const ports: TransferPorts = {
    channel: channelTo(net.port, target, station),
    clock,
    target,
    home_is_item_0: options.rules !== 'px4',
  };
  const upload = (items: readonly MissionItem[]): Promise<Result<Verified>> =>
    settle(clock, uploadVerified({ items: [...items] }, ports));
  return { clock, net, ports, upload };
};

const randomItems = (seed: number, most: number): Mission['items'] => {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => low + random() * (high - low);
  const middle = Array.from({ length: 3 + Math.floor(random() * (most - 3)) }, (): MissionItem => {
    const kind = random();
    if (kind < 0.15) return { kind: 'speed', speed_m_s: between(0.5, 12) };
    if (kind < 0.35) return { kind: 'gimbal', pitch_deg: between(-90, 20), yaw_deg: between(-180, 360) };
    if (kind < 0.45) return { kind: 'photo', interval_s: Math.floor(between(0, 5)) };
    return {
      kind: 'waypoint',
      lat_deg: between(29.8, 29.9),
      lon_deg: between(121.5, 121.6),
      height_m: between(2, 119),
      hold_s: Math.floor(between(0, 20)),
    };
  });
  return [{ kind: 'takeoff', height_m: between(5, 60) }, ...middle, { kind: 'return' }];
};

describe('an upload through a bad network', () => {
  it('always succeeds, and what the vehicle holds is what was sent, at up to 20 % loss each way', async () => {
    let failures = 0;
    let ran = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.integer({ min: 0, max: 20 }),
        fc.constantFrom('ardupilot' as const, 'px4' as const),
        async (seed, percent, rules) => {
          const { net, upload } = meet({ seed, rules, loss: percent / 100, doubled: 0.05, jitter_ms: 300 });
          const items = randomItems(seed, 40);
          const result = await upload(items);
          ran += 1;
          if (!result.ok) failures += 1;
          const wire = items.map(toWire);
          expect(result).toMatchObject({ ok: true, value: { mission_sha256: missionSha256(wire) } });
          expect(result.ok && result.value.opaque_id === null).toBe(rules === 'ardupilot');
          const aboard = net.items().slice(rules === 'px4' ? 0 : 1);
          expect(compareMissions(wire, aboard, 1)).toEqual({ ok: true, value: undefined });
          // Items go only when asked for: never more of them than requests that arrived.
          const requests = net.answered.filter(({ name }) => name.startsWith('MISSION_REQUEST')).length;
          const served = net.sent.filter(({ name }) => name === 'MISSION_ITEM_INT').length;
          expect(served).toBeLessThanOrEqual(requests * 2);
        },
      ),
      { numRuns: 150, seed: 20_261_122 },
    );
    expect({ ran, failures }).toEqual({ ran: 150, failures: 0 });
  }, 120_000);

  it('downloads the same at 20 % loss', async () => {
    const { clock, ports, upload } = meet({ seed: 5, loss: 0.2, doubled: 0.1, jitter_ms: 300 });
    const items: MissionItem[] = [
      { kind: 'takeoff', height_m: 20 },
      ...Array.from({ length: 80 }, (_, index): MissionItem => {
        return { kind: 'waypoint', lat_deg: 29.87, lon_deg: 121.5 + index / 1e4, height_m: 20, hold_s: 1 };
      }),
      { kind: 'return' },
    ];
    expect(await upload(items)).toMatchObject({ ok: true });
    expect(await settle(clock, downloadMission(ports))).toEqual({ ok: true, value: items });
  });

  it('believes the vehicle, not the ACK: a lost last ACK is no failure and sends nothing twice', async () => {
    const { net, upload } = meet({
      seed: 1,
      loss: 0,
      fate: (message, towards) =>
        towards === 'station' && message.name === 'MISSION_ACK' ? 'lose' : undefined,
    });
    const items = randomItems(3, 10);
    expect(await upload(items)).toMatchObject({ ok: true });
    expect(net.sent.filter(({ name }) => name === 'MISSION_ITEM_INT')).toHaveLength(items.length + 1);
  });
});

describe('fences and rally points', () => {
  const fence: Fence = [
    {
      kind: 'polygon',
      side: 'inclusion',
      vertices: [
        { lat_deg: 29.87, lon_deg: 121.54 },
        { lat_deg: 29.88, lon_deg: 121.54 },
        { lat_deg: 29.88, lon_deg: 121.55 },
        { lat_deg: 29.87, lon_deg: 121.55 },
      ],
    },
    { kind: 'circle', side: 'exclusion', centre: { lat_deg: 29.875, lon_deg: 121.545 }, radius_m: 35.5 },
  ];
  const points = [{ lat_deg: 29.8701, lon_deg: 121.5402, height_m: 30 }];

  it.each(['ardupilot', 'px4'] as const)(
    'go up, come back equal and leave the mission alone: %s',
    async (rules) => {
      const { clock, net, ports, upload } = meet({
        seed: 4,
        rules,
        loss: 0.1,
        doubled: 0.05,
        jitter_ms: 100,
      });
      const items = randomItems(3, 10);
      expect(await upload(items)).toMatchObject({ ok: true });
      const mission = net.items();
      expect(await settle(clock, uploadFence(fence, ports))).toMatchObject({ ok: true });
      expect(await settle(clock, uploadRally(points, ports))).toMatchObject({ ok: true });
      expect(await settle(clock, downloadFence(ports))).toEqual({ ok: true, value: fence });
      expect(await settle(clock, downloadRally(ports))).toEqual({ ok: true, value: points });
      expect(await settle(clock, clearList('fence', ports))).toMatchObject({ ok: true });
      expect(await settle(clock, downloadFence(ports))).toEqual({ ok: true, value: [] });
      expect(await settle(clock, uploadRally([], ports))).toMatchObject({ ok: true });
      expect(net.items(2)).toEqual([]);
      expect(net.items()).toBe(mission);
    },
  );

  it('a fence of somebody else that is cut short is refused by its index', async () => {
    const { clock, ports } = meet({
      seed: 1,
      loss: 0,
      spoil: (message) =>
        message.name === 'MISSION_ITEM_INT' && message.seq === 0 ? { ...message, param1: 9 } : message,
    });
    await settle(clock, uploadFence(fence, ports));
    expect(await settle(clock, downloadFence(ports))).toMatchObject({
      error: { code: 'MISSION_ITEM_UNKNOWN', details: { seq: 0, command: 5001 } },
    });
  });
});

describe('traps of real vehicles', () => {
  const items = randomItems(9, 12);

  it('waits for a vehicle that has no space right after boot', async () => {
    let answers = 0;
    const { upload } = meet({ seed: 1, loss: 0, facts: () => ({ booting: (answers += 1) < 4 }) });
    expect(await upload(items)).toMatchObject({ ok: true });
  });

  it('finds an item that the vehicle changed, and names the field', async () => {
    const { upload } = meet({
      seed: 1,
      loss: 0,
      spoil: (message) =>
        message.name === 'MISSION_ITEM_INT' && message.seq === 1
          ? { ...message, z: (message.z ?? 0) + 0.5 }
          : message,
    });
    expect(await upload(items)).toMatchObject({
      error: { code: 'MISSION_DIFFERS', details: { seq: 1, field: 'z' } },
    });
  });

  it('is not content with a mission that is one item short', async () => {
    const { upload } = meet({
      seed: 1,
      loss: 0,
      spoil: (message) =>
        message.name === 'MISSION_COUNT' ? { ...message, count: (message.count ?? 0) - 1 } : message,
    });
    expect(await upload(items)).toMatchObject({
      error: { code: 'MISSION_DIFFERS', details: { field: 'count' } },
    });
  });

  it('gives a silent vehicle up after nine seconds and says so', async () => {
    const { clock, upload } = meet({ seed: 1, loss: 1 });
    const before_us = clock.monotonic_us();
    expect(await upload(items)).toEqual({
      ok: false,
      error: { code: 'MISSION_SILENT', details: { step: 'announce', seq: 0 } },
    });
    expect((clock.monotonic_us() - before_us) / 1e6).toBeLessThanOrEqual(10);
  });

  it('passes a refusal on with its reason', async () => {
    const { upload } = meet({
      seed: 1,
      loss: 0,
      spoil: (message) =>
        message.name === 'MISSION_REQUEST' && message.seq === 2
          ? { name: 'MISSION_ACK', type: 3, target_system: 245, target_component: 190 }
          : message,
    });
    expect(await upload(items)).toMatchObject({
      error: { code: 'MISSION_REFUSED', details: { result: 'unsupported', seq: 1 } },
    });
  });

  it('stops at once when the pilot gives up, and tells the vehicle', async () => {
    const { clock, net, ports } = meet({ seed: 1, loss: 0 });
    const stop = new AbortController();
    const result = uploadVerified({ items }, { ...ports, signal: stop.signal });
    await clock.advance(45);
    stop.abort();
    expect(await result).toMatchObject({ error: { code: 'FLIGHT_STOPPED' } });
    expect(net.sent.at(-1)).toMatchObject({ name: 'MISSION_ACK', type: 15 });
  });
});
