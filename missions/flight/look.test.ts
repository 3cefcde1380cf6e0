import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Mission, type Position, unwrap } from '#common';
import { distance_m, planeAt } from '../plan/index.ts';
import { quarry, shortRound } from '../testing/round.ts';
import type { Pose } from '../vehicle/index.ts';
import { restOf, settingsAt } from './resume.ts';
import { lookedAt, type LookLimits, proposeLook } from './second-look.ts';

const plane = planeAt(quarry);
const square = (half_m: number): Position[] =>
  [
    [-half_m, -half_m],
    [-half_m, half_m],
    [half_m, half_m],
    [half_m, -half_m],
  ].map(([north_m = 0, east_m = 0]) => plane.toPosition({ north_m, east_m }));
const camera = { hfov_deg: 66, width_px: 1920, zoom_most: 10 };
const limits: LookLimits = {
  px_per_m: 250,
  floor_m: 10,
  standoff_m: 12,
  boundary: square(150),
  exclusions: [],
  clearance_m: 0,
};
const at = (north_m: number, east_m: number): Position => plane.toPosition({ north_m, east_m });

describe('a second look', () => {
  it('is from the other side, at evidence grade, above the floor, never too near or too steep', () => {
    const metres = fc.integer({ min: -60, max: 60 });
    fc.assert(
      fc.property(metres, metres, metres, metres, (n, e, tn, te) => {
        const look = proposeLook(at(tn, te), at(n, e), camera, limits);
        expect(look.ok).toBe(true);
        if (!look.ok) return;
        const { viewpoint, target, slant_m, px_per_m, pitch_deg, turned_deg } = look.value;
        expect(turned_deg).toBe(180);
        expect(px_per_m).toBeGreaterThanOrEqual(249);
        expect(viewpoint.height_m).toBeGreaterThanOrEqual(10);
        expect(slant_m).toBeGreaterThanOrEqual(12);
        expect(pitch_deg).toBeGreaterThanOrEqual(-45.1);
        expect(Math.hypot(distance_m(viewpoint, target), viewpoint.height_m - 1.6)).toBeCloseTo(slant_m, 0);
      }),
    );
  });

  it('keeps the viewpoint and the way to it inside the boundary and out of exclusions', () => {
    // The other side lies beyond the northern boundary.
    const near = proposeLook(at(145, 0), at(120, 0), camera, limits);
    expect(near.ok && near.value.turned_deg).toBeLessThan(180);
    const wall = [at(-5, -60), at(5, -60), at(5, 60), at(-5, 60)];
    const around = proposeLook(at(30, 0), at(60, 0), camera, {
      ...limits,
      exclusions: [{ ring: wall, standoff_m: 0 }],
    });
    expect(around.ok && plane.toLocal(around.value.viewpoint).north_m).toBeGreaterThan(5);
    expect(
      proposeLook(at(0, 0), at(20, 0), camera, {
        ...limits,
        exclusions: [{ ring: square(100), standoff_m: 0 }],
      }),
    ).toMatchObject({
      error: { code: 'LOOK_NO_PLACE' },
    });
  });

  it('keeps the standoff of a zone on its whole way, and the clearance as well at the viewpoint', () => {
    const wall = [at(-5, -60), at(5, -60), at(5, 60), at(-5, 60)];
    const north_of = (standoff_m: number, clearance_m: number): number => {
      const exclusions = [{ ring: wall, standoff_m }];
      const look = unwrap(proposeLook(at(30, 0), at(60, 0), camera, { ...limits, exclusions, clearance_m }));
      return plane.toLocal(look.viewpoint).north_m;
    };
    expect(north_of(10, 0)).toBeGreaterThan(14.99);
    expect(north_of(10, 15)).toBeGreaterThan(29.99);
    expect(north_of(10, 15)).toBeGreaterThan(north_of(0, 0));
    // Where it stands already is too near to the fence to stay, not to leave.
    const edge = proposeLook(at(110, 0), at(148, 0), camera, { ...limits, clearance_m: 20 });
    expect(edge.ok && plane.toLocal(edge.value.viewpoint).north_m).toBeLessThanOrEqual(130);
  });

  it('says when no lens of this aircraft reaches it', () => {
    expect(proposeLook(at(0, 0), at(20, 0), { ...camera, zoom_most: 1 }, limits)).toMatchObject({
      error: { code: 'LOOK_NO_PLACE', details: { px_per_m: 250, floor_m: 10 } },
    });
  });

  it('finds what the camera looked at on the ground, and nothing where it looked at the sky', () => {
    const pose: Pose = {
      utc_us: 0,
      position: quarry,
      height_m: 21.6,
      altitude_amsl_m: null,
      heading_deg: 0,
      roll_deg: 0,
      pitch_deg: 0,
      gimbal: { pitch_deg: -45, yaw_deg: 90 },
      lens: null,
      lens_told: false,
      nearest_us: 0,
    };
    const place = lookedAt(pose);
    expect(place === null ? null : plane.toLocal(place).east_m).toBeCloseTo(20, 1);
    expect(lookedAt({ ...pose, gimbal: { pitch_deg: 2, yaw_deg: 0 } })).toBeNull();
    expect(lookedAt({ ...pose, gimbal: null })).toBeNull();
  });
});

describe('the rest of a mission', () => {
  it('begins where the cut-off leg began, with the settings in force there', () => {
    const rest = restOf(shortRound, 6);
    expect(rest.ok && rest.value.items.slice(0, 6)).toEqual([
      { kind: 'takeoff', height_m: 15 },
      { kind: 'speed', speed_m_s: 6 },
      { kind: 'gimbal', pitch_deg: -40, yaw_deg: 90 },
      { kind: 'waypoint', lat_deg: 29.871_6, lon_deg: 121.546_8, height_m: 15, hold_s: 0 },
      { kind: 'gimbal', pitch_deg: -35, yaw_deg: 180 },
      { kind: 'photo', interval_s: 2 },
    ]);
    expect(rest.ok && rest.value.items.at(-1)).toEqual({ kind: 'return' });
  });

  it('is the whole mission before the first leg, and nothing after the last', () => {
    expect(restOf(shortRound, 1)).toEqual({ ok: true, value: shortRound });
    expect(restOf(shortRound, 8)).toMatchObject({ error: { code: 'FLIGHT_NOT_RESUMABLE' } });
    const empty: Mission = { ...shortRound, items: [{ kind: 'return' }, { kind: 'return' }] };
    expect(restOf(empty, 0)).toMatchObject({ error: { code: 'FLIGHT_NOT_RESUMABLE' } });
  });

  it('leaves interval pictures off where they were stopped', () => {
    expect(settingsAt(shortRound.items, 7).some(({ kind }) => kind === 'photo')).toBe(true);
    expect(settingsAt(shortRound.items, 8).some(({ kind }) => kind === 'photo')).toBe(false);
  });
});
