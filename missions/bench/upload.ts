import { FakeClock, type MissionItem, type Result } from '#common';
import { channelTo } from '../protocol/index.ts';
import { lossyPort, type LossyOptions, station, vehicle } from '../simulator/lossy-air.ts';
import type { Rules } from '../simulator/mission-store.ts';
import { seededRandom } from '../simulator/random.ts';
import { compareMissions } from '../transfer/compare.ts';
import { downloadMission, type TransferPorts, uploadVerified, type Verified } from '../transfer/transfer.ts';
import { toWire } from '../transfer/wire.ts';

const target = { target_system: vehicle.system_id, target_component: vehicle.component_id };
const MOST_SIMULATED_S = 7200;

/** Take-off, looks at places with gimbal and speed changes, return. */
const missionOf = (count: number, seed: number): MissionItem[] => {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => low + random() * (high - low);
  const middle = Array.from({ length: count - 2 }, (): MissionItem => {
    const kind = random();
    if (kind < 0.1) return { kind: 'speed', speed_m_s: between(1, 12) };
    if (kind < 0.3) return { kind: 'gimbal', pitch_deg: between(-80, 10), yaw_deg: between(0, 359) };
    const place = { lat_deg: between(29.8, 29.9), lon_deg: between(121.5, 121.6) };
    return { kind: 'waypoint', ...place, height_m: between(10, 110), hold_s: Math.floor(between(0, 9)) };
  });
  return [{ kind: 'takeoff', height_m: 30 }, ...middle, { kind: 'return' }];
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
  return { clock, net, ports };
};

/** Simulated seconds until it settles. */
const timed = async <T>(clock: FakeClock, work: Promise<T>): Promise<{ value: T | null; took_s: number }> => {
  const from_us = clock.monotonic_us();
  const ended: { at_us: number | null; value: T | null } = { at_us: null, value: null };
  void work.then((value) => {
    ended.at_us = clock.monotonic_us();
    ended.value = value;
  });
  for (let second = 0; second < MOST_SIMULATED_S && ended.at_us === null; second += 1)
    await clock.advance(1000);
  return { value: ended.value, took_s: ((ended.at_us ?? clock.monotonic_us()) - from_us) / 1e6 };
};

type Outcome = { ok: boolean; false_success: boolean; false_failure: boolean; took_s: number };

/** One upload; what the vehicle then holds says whether the verdict was true. */
const uploadOnce = async (
  items: readonly MissionItem[],
  options: Omit<LossyOptions, 'clock'>,
): Promise<Outcome> => {
  const { clock, net, ports } = meet(options);
  const work: Promise<Result<Verified>> = uploadVerified({ items: [...items] }, ports);
  const { value, took_s } = await timed(clock, work);
  net.stop();
  const skip = options.rules === 'px4' ? 0 : 1;
  const aboard = compareMissions(items.map(toWire), net.items().slice(skip), skip).ok;
  const ok = value?.ok === true;
  return { ok, false_success: ok && !aboard, false_failure: !ok && aboard, took_s };
};

type UploadFigures = Readonly<Record<string, number | boolean>>;

/**
 * `items` items at `rtt_ms` and 10 % loss each way, for both firmwares' rules and `seeds` seeds each, in
 * simulated time; and once without loss against items × RTT.
 */
export const benchUpload = async ({
  seeds,
  items = 500,
  rtt_ms = 60,
}: {
  seeds: number;
  items?: number;
  rtt_ms?: number;
}): Promise<UploadFigures & { pass: boolean }> => {
  const figures: Record<string, number | boolean> = { items, rtt_ms, loss_each_way_percent: 10, seeds };
  let pass = true;
  for (const rules of ['ardupilot', 'px4'] as const satisfies readonly Rules[]) {
    const mission = missionOf(items, 1);
    const times: number[] = [];
    const wrong = { failures: 0, false_failures: 0, false_successes: 0 };
    for (let seed = 1; seed <= seeds; seed += 1) {
      const outcome = await uploadOnce(mission, { rules, seed, loss: 0.1, delay_ms: rtt_ms / 2 });
      times.push(outcome.took_s);
      if (!outcome.ok) wrong.failures += 1;
      if (outcome.false_failure) wrong.false_failures += 1;
      if (outcome.false_success) wrong.false_successes += 1;
    }
    times.sort((a, b) => a - b);
    const clean = await uploadOnce(mission, { rules, seed: 1, loss: 0, delay_ms: rtt_ms / 2 });
    const bound_s = ((items * rtt_ms) / 1000) * 1.05;
    Object.assign(figures, {
      [`${rules}_success_percent`]: (100 * (seeds - wrong.failures)) / seeds,
      [`${rules}_false_failures`]: wrong.false_failures,
      [`${rules}_false_successes`]: wrong.false_successes,
      [`${rules}_lossy_median_s`]: times[Math.floor(times.length / 2)] ?? Number.NaN,
      [`${rules}_lossy_worst_s`]: times.at(-1) ?? Number.NaN,
      [`${rules}_clean_s`]: clean.took_s,
      [`${rules}_clean_bound_s`]: bound_s,
    });
    pass &&= wrong.failures === 0 && wrong.false_successes === 0 && clean.ok && clean.took_s <= bound_s;
  }
  return { pass, ...figures };
};

/** A mission of `items` items read at `rtt_ms`, in simulated time, for both firmwares' rules. */
export const benchDownload = async ({
  items = 400,
  rtt_ms = 100,
}: { items?: number; rtt_ms?: number } = {}): Promise<UploadFigures & { pass: boolean }> => {
  const bar_s = 3;
  const figures: Record<string, number | boolean> = { items, rtt_ms, bar_s };
  let pass = true;
  for (const rules of ['ardupilot', 'px4'] as const satisfies readonly Rules[]) {
    const mission = missionOf(items, 2);
    const { clock, net, ports } = meet({ rules, seed: 1, loss: 0, delay_ms: rtt_ms / 2 });
    await timed(clock, uploadVerified({ items: mission }, ports));
    const read = await timed(clock, downloadMission(ports));
    net.stop();
    const whole = read.value?.ok === true && read.value.value.length === items;
    figures[`${rules}_s`] = read.took_s;
    pass &&= whole && read.took_s < bar_s;
  }
  return { pass, ...figures };
};
