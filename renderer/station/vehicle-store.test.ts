import type { VehicleState } from '#common';
import { describe, expect, it } from 'vitest';
import { VehicleStore } from './vehicle-store.ts';

const vehicle = (id: string, heard_utc_us: number): VehicleState => ({
  id,
  system_id: 1,
  autopilot: 'ardupilot',
  link: 'live',
  heard_utc_us,
  mode: 'auto',
  armed: true,
  landed: 'in_air',
  position: null,
  height_m: null,
  altitude_amsl_m: null,
  home: null,
  heading_deg: null,
  ground_speed_m_s: null,
  climb_m_s: null,
  roll_deg: null,
  pitch_deg: null,
  gimbal: null,
  battery: null,
  gps: null,
  gps_utc_us: null,
  mission_seq: null,
  mission_id: null,
  mission_changed: false,
  gimbal_control: null,
  camera: null,
  estimator_ratio: null,
  self_check: null,
  wind_m_s: null,
  link_quality: null,
  id_shared: false,
  warnings: [],
  texts: [],
});

describe('VehicleStore', () => {
  it('tells listeners once per frame, however many messages came', () => {
    const frames: (() => void)[] = [];
    const store = new VehicleStore(
      (run) => frames.push(run),
      () => 0,
    );
    let told = 0;
    const off = store.subscribe(() => (told += 1));
    for (let heard = 0; heard < 50; heard += 1) store.put(vehicle('a', heard));
    expect(frames).toHaveLength(1);
    frames[0]?.();
    expect(told).toBe(1);
    expect(store.get('a')?.state.heard_utc_us).toBe(49);
    off();
    store.put(vehicle('a', 99));
    frames[1]?.();
    expect(told).toBe(1);
  });

  it('measures age from the last new message, not from a repeat of it', () => {
    let now = 1000;
    const store = new VehicleStore(
      () => undefined,
      () => now,
    );
    store.put(vehicle('a', 5));
    now = 4000;
    store.put({ ...vehicle('a', 5), link: 'lost' });
    expect(store.get('a')).toMatchObject({ received_ms: 1000, state: { link: 'lost' } });
  });

  it('keeps its list of ids the same until a vehicle is added', () => {
    const store = new VehicleStore(
      () => undefined,
      () => 0,
    );
    store.put(vehicle('b', 1));
    const before = store.ids();
    store.put(vehicle('b', 2));
    expect(store.ids()).toBe(before);
    store.put(vehicle('a', 1));
    expect(store.ids()).toEqual(['a', 'b']);
  });
});
