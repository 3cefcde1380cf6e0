import { describe, expect, it } from 'vitest';
import { type Outgoing, sensorBit } from '../mavlink/index.ts';
import { message } from '../testing/messages.ts';
import { quaternionOf } from './attitude.ts';
import { modeOf } from './modes.ts';
import { reduceVehicle, type Track } from './reduce.ts';

const heartbeat: Outgoing = { name: 'HEARTBEAT', type: 2, autopilot: 3, base_mode: 129, custom_mode: 3 };

const hear = (track: Track | null, part: Outgoing, component_id = 1, utc_us = 1_000_000): Track | null =>
  reduceVehicle(track, { system_id: 4, component_id, utc_us, message: message(part) });

const after = (...parts: Outgoing[]): Track['state'] | undefined =>
  parts.reduce<Track | null>((track, part) => hear(track, part), hear(null, heartbeat))?.state;

describe('what is known of an aircraft', () => {
  it('begins with an autopilot’s heartbeat, and with nothing else', () => {
    expect(hear(null, { name: 'ATTITUDE', roll: 1 })).toBeNull();
    expect(hear(null, { ...heartbeat, type: 6, autopilot: 8 })).toBeNull();
    expect(hear(null, { ...heartbeat, autopilot: 8 }, 1)).toBeNull();
    expect(hear(null, heartbeat, 154)).toBeNull();
    const state = hear(null, heartbeat)?.state;
    expect(state).toMatchObject({
      id: 'vehicle-4',
      autopilot: 'ardupilot',
      mode: 'auto',
      armed: true,
      link: 'live',
    });
    expect(state).toMatchObject({
      position: null,
      battery: null,
      gps: null,
      gimbal: null,
      mission_seq: null,
    });
  });

  it('takes positions, but never 0, 0 or a place that is not on earth', () => {
    const there = {
      lat: 298_713_000,
      lon: 1_215_468_000,
      alt: 52_000,
      relative_alt: 12_345,
      vx: 300,
      vy: -400,
      vz: -150,
      hdg: 27_050,
    };
    expect(after({ name: 'GLOBAL_POSITION_INT', ...there })).toMatchObject({
      position: { lat_deg: 29.8713, lon_deg: 121.5468 },
      height_m: 12.345,
      altitude_amsl_m: 52,
      ground_speed_m_s: 5,
      climb_m_s: 1.5,
      heading_deg: 270.5,
    });
    expect(after({ name: 'GLOBAL_POSITION_INT' })?.position).toBeNull();
    expect(after({ name: 'GLOBAL_POSITION_INT', ...there, hdg: 65_535 })?.heading_deg).toBeNull();
    expect(after({ name: 'GLOBAL_POSITION_INT', ...there, lat: 2_000_000_000 })?.position).toBeNull();
  });

  it('takes the autopilot’s word whether it would arm, where it gives one', () => {
    const prearm = sensorBit.prearm_check;
    const said = (present: number, enabled: number, health: number) =>
      after({
        name: 'SYS_STATUS',
        onboard_control_sensors_present: present,
        onboard_control_sensors_enabled: enabled,
        onboard_control_sensors_health: health,
      })?.self_check;
    expect(said(0x2f, 0x2f, 0x2f)).toBeNull();
    expect(said(prearm | 1, prearm | 1, 1)).toBe('failing');
    expect(said(prearm | 1, prearm | 1, prearm)).toBe('passed');
    expect(said(prearm, 0, 0)).toBe('passed');
  });

  it('leaves unknown what is sent as unknown', () => {
    expect(after({ name: 'SYS_STATUS', voltage_battery: 65_535, battery_remaining: -1 })?.battery).toEqual({
      remaining_percent: null,
      voltage_v: null,
      consumed_wh: null,
    });
    const known: Outgoing = { name: 'SYS_STATUS', voltage_battery: 24_100, battery_remaining: 80 };
    const cells = [12_000, 12_050, ...Array.from({ length: 8 }, () => 65_535)];
    expect(after(known, { name: 'BATTERY_STATUS', voltages: cells, battery_remaining: -1 })?.battery).toEqual(
      {
        remaining_percent: 80,
        consumed_wh: null,
        voltage_v: 24.05,
      },
    );
    expect(after({ name: 'GPS_RAW_INT', fix_type: 3, satellites_visible: 255 })?.gps).toEqual({
      fix_type: 3,
      satellites: null,
    });
    expect(after({ name: 'SYSTEM_TIME' })?.gps_utc_us).toBeNull();
  });

  it('turns a gimbal’s yaw to north, whichever frame it speaks in', () => {
    const nose: Outgoing = { name: 'VFR_HUD', heading: 350 };
    const look = (flags: number): Outgoing => ({
      name: 'GIMBAL_DEVICE_ATTITUDE_STATUS',
      q: quaternionOf(-40, 30),
      flags,
    });
    for (const [flags, yaw_deg] of [
      [32, 20],
      [0, 20],
      [64, 30],
      [16, 30],
    ] as const) {
      const gimbal = after(nose, look(flags))?.gimbal;
      expect(gimbal?.pitch_deg).toBeCloseTo(-40, 4);
      expect(gimbal?.yaw_deg).toBeCloseTo(yaw_deg, 4);
    }
    // Without a heading a yaw from the nose says nothing; a zero quaternion says nothing at all.
    expect(after(look(32))?.gimbal).toBeNull();
    expect(after({ name: 'GIMBAL_DEVICE_ATTITUDE_STATUS', q: [0, 0, 0, 0], flags: 64 })?.gimbal).toBeNull();
    expect(after(nose, { name: 'MOUNT_STATUS', pointing_a: -3000, pointing_c: 2000 })?.gimbal).toEqual({
      pitch_deg: -30,
      yaw_deg: 10,
    });
  });

  it('warns of wind above the plan’s limit while it flies, not with every lull, and not on the ground', () => {
    const flying: Outgoing = { name: 'HEARTBEAT', type: 2, autopilot: 3, base_mode: 81 | 128 };
    const heard = (part: Outgoing, track: Track | null, limit = 10): Track | null => {
      const limited =
        track === null ? null : { ...track, health: { ...track.health, wind_limit_m_s: limit } };
      return reduceVehicle(limited, { system_id: 1, component_id: 1, utc_us: 0, message: message(part) });
    };
    const windy = (track: Track | null): boolean =>
      track?.state.warnings.some(({ kind }) => kind === 'wind') === true;
    let track = heard(flying, null);
    const told = [9, 10.5, 9.5, 8.5, 9.5].map((speed) => {
      track = heard({ name: 'WIND', speed }, track);
      return windy(track);
    });
    expect(told).toEqual([false, true, true, false, false]);
    expect(windy(heard({ name: 'WIND', speed: 30 }, track, Infinity))).toBe(false);
    const parked = heard({ name: 'EXTENDED_SYS_STATE', landed_state: 1 }, track);
    expect(windy(heard({ name: 'WIND', speed: 30 }, parked))).toBe(false);
  });

  it('joins long texts, keeps the newest twenty, and marks a lost chunk', () => {
    const chunk = (text: string, chunk_seq: number, id = 9): Outgoing => ({
      name: 'STATUSTEXT',
      severity: 2,
      text,
      id,
      chunk_seq,
    });
    const long = 'x'.repeat(50);
    expect(after(chunk(long, 0), chunk('end', 1))?.texts.map(({ text }) => text)).toEqual([`${long}end`]);
    expect(after(chunk(long, 0), chunk('end', 2))?.texts.map(({ text }) => text)).toEqual([`${long}…end`]);
    const many = Array.from({ length: 25 }, (_, index): Outgoing => ({
      name: 'STATUSTEXT',
      text: `t${index}`,
    }));
    const texts = after(...many)?.texts ?? [];
    expect([texts.length, texts[0]?.text, texts.at(-1)?.text]).toEqual([20, 't5', 't24']);
  });

  it('names the modes of ArduCopter and PX4', () => {
    expect([0, 4, 5, 6, 9, 17, 21, 99].map((mode) => modeOf('ardupilot', mode))).toEqual([
      'stabilize',
      'guided',
      'loiter',
      'return',
      'land',
      'brake',
      'return',
      'other',
    ]);
    const px4 = (main: number, sub: number): number => ((sub << 24) | (main << 16)) >>> 0;
    expect(
      [px4(4, 4), px4(4, 5), px4(4, 6), px4(4, 3), px4(3, 0), px4(6, 0)].map((mode) => modeOf('px4', mode)),
    ).toEqual(['auto', 'return', 'land', 'loiter', 'loiter', 'guided']);
  });
});
