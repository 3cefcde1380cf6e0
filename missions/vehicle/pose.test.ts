import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VehicleState } from '#common';
import type { Outgoing } from '../mavlink/index.ts';
import { message } from '../testing/messages.ts';
import { pitchAndYaw, quaternionOf } from './attitude.ts';
import { PoseHistory } from './pose.ts';
import { reduceVehicle } from './reduce.ts';

const base = reduceVehicle(null, {
  system_id: 1,
  component_id: 1,
  utc_us: 0,
  message: message({ name: 'HEARTBEAT', type: 2, autopilot: 3 } satisfies Outgoing),
})?.state;

const state = (part: Partial<VehicleState>): VehicleState => {
  if (base === undefined) throw new Error('no state');
  return { ...base, ...part };
};
const at = (lat_deg: number, heading_deg = 0): VehicleState =>
  state({ position: { lat_deg, lon_deg: 120 }, height_m: lat_deg, heading_deg });

describe('where the aircraft was', () => {
  it('lies between two samples in proportion, the short way round for angles', () => {
    const history = new PoseHistory();
    history.add(at(30, 350), 'GLOBAL_POSITION_INT', 1_000_000);
    history.add(at(31, 10), 'GLOBAL_POSITION_INT', 1_100_000);
    history.add(
      state({ gimbal: { pitch_deg: -20, yaw_deg: 5 } }),
      'GIMBAL_DEVICE_ATTITUDE_STATUS',
      1_000_000,
    );
    history.add(
      state({ gimbal: { pitch_deg: -40, yaw_deg: 345 } }),
      'GIMBAL_DEVICE_ATTITUDE_STATUS',
      1_050_000,
    );
    const pose = history.at(1_025_000);
    expect(pose?.position.lat_deg).toBeCloseTo(30.25, 9);
    expect(pose?.heading_deg).toBeCloseTo(355, 9);
    expect(pose?.gimbal?.pitch_deg).toBeCloseTo(-30, 9);
    expect(pose?.gimbal?.yaw_deg).toBeCloseTo(355, 9);
    expect(pose?.nearest_us).toBe(25_000);
    expect(pose?.roll_deg).toBeNull();
  });

  it('is not guessed before the first sample, long after the last, or across a gap', () => {
    const history = new PoseHistory();
    expect(history.at(0)).toBeNull();
    history.add(at(30), 'GLOBAL_POSITION_INT', 10_000_000);
    history.add(at(31), 'GLOBAL_POSITION_INT', 13_000_000);
    expect(history.at(9_999_999)).toBeNull();
    expect(history.at(11_000_000)).toBeNull();
    expect(history.at(13_000_000)?.position.lat_deg).toBe(31);
    expect(history.at(13_500_000)?.nearest_us).toBe(500_000);
    expect(history.at(13_500_001)).toBeNull();
  });

  it('forgets the oldest, keeps the last ten minutes at 10 Hz, and starts anew when the clock steps back', () => {
    const history = new PoseHistory();
    for (let index = 0; index < 15_000; index += 1)
      history.add(at(index / 1000), 'GLOBAL_POSITION_INT', index * 100_000);
    expect(history.at(8_999 * 100_000)).toBeNull();
    expect(history.at(9_000 * 100_000)?.position.lat_deg).toBe(9);
    expect(history.at(14_999 * 100_000)?.position.lat_deg).toBe(14.999);
    history.add(at(1), 'GLOBAL_POSITION_INT', 5);
    expect(history.at(14_999 * 100_000)).toBeNull();
    expect(history.at(5)?.position.lat_deg).toBe(1);
  });

  it('knows pitch and yaw of any quaternion without roll', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -89, max: 89, noNaN: true }),
        fc.double({ min: -179, max: 179, noNaN: true }),
        (pitch, yaw) => {
          const angles = pitchAndYaw(quaternionOf(pitch, yaw));
          expect(angles?.pitch_deg).toBeCloseTo(pitch, 6);
          expect(angles?.yaw_deg).toBeCloseTo(yaw, 6);
        },
      ),
    );
  });
});
