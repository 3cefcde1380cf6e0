import type { Mission } from '#common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf, closed, distance_m, ellipseOf, gridLines, missionFigures, offset } from './geo.ts';

const home = { lat_deg: 34.2, lon_deg: 108.9 };

describe('distances', () => {
  it('agrees with the length of a degree of latitude', () => {
    expect(distance_m({ lat_deg: 34, lon_deg: 108 }, { lat_deg: 35, lon_deg: 108 })).toBeCloseTo(111_195, 0);
  });

  it('finds the offset it made, within a centimetre per 500 m', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -500, max: 500, noNaN: true }),
        fc.double({ min: -500, max: 500, noNaN: true }),
        (east, north) =>
          Math.abs(distance_m(home, offset(home, east, north)) - Math.hypot(east, north)) < 0.05,
      ),
    );
  });
});

describe('ellipseOf', () => {
  it('is closed, longest along its bearing, and twice the standard deviations', () => {
    const place = { ...home, height_m: 0, semi_major_m: 3, semi_minor_m: 1, bearing_deg: 90, zone_ids: [] };
    const edge = ellipseOf(place);
    expect(edge[0]).toEqual(edge.at(-1));
    const away = edge.map(([lon_deg, lat_deg]) => distance_m(home, { lon_deg, lat_deg }));
    expect(Math.max(...away)).toBeCloseTo(6, 1);
    expect(Math.min(...away)).toBeCloseTo(2, 1);
    const [lon_deg = 0, lat_deg = 0] = edge[0] ?? [];
    expect(lon_deg).toBeGreaterThan(home.lon_deg);
    expect(lat_deg).toBeCloseTo(home.lat_deg, 6);
  });
});

describe('missionFigures', () => {
  const at = (east: number, north: number) => offset(home, east, north);
  const mission: Mission = {
    id: 'm',
    site_id: 's',
    name: { zh: '巡检', en: 'Survey' },
    items: [
      { kind: 'takeoff', height_m: 20 },
      { kind: 'speed', speed_m_s: 5 },
      { kind: 'waypoint', ...at(100, 0), height_m: 20, hold_s: 0, post_id: 'p1' },
      { kind: 'waypoint', ...at(100, 100), height_m: 25, hold_s: 10, post_id: 'p1' },
      { kind: 'return' },
    ],
  };

  it('adds legs, holds and the way home', () => {
    const figures = missionFigures(mission, home);
    expect(figures.length_m).toBeCloseTo(100 + 100 + Math.SQRT2 * 100, 0);
    expect(figures.duration_s).toBeCloseTo((200 + Math.SQRT2 * 100) / 5 + 10, 0);
    expect(figures).toMatchObject({ waypoints: 2, low_m: 20, high_m: 25, speed_m_s: 5, posts: 1 });
  });

  it('states no duration where no speed is set', () => {
    const items = mission.items.filter(({ kind }) => kind !== 'speed');
    expect(missionFigures({ ...mission, items }, undefined)).toMatchObject({
      duration_s: undefined,
      speed_m_s: undefined,
    });
  });
});

describe('shapes', () => {
  it('closes rings and bounds them', () => {
    const ring: [number, number][] = [
      [1, 2],
      [3, 2],
      [3, 5],
    ];
    expect(closed(ring)).toEqual([...ring, [1, 2]]);
    expect(boundsOf(ring)).toEqual({ west: 1, east: 3, south: 2, north: 5 });
  });

  it('draws the grid through the origin', () => {
    const lines = gridLines(home, 50, 200);
    expect(lines).toHaveLength(18);
    expect(lines.some((line) => line.every(([lon]) => lon === home.lon_deg))).toBe(true);
  });
});
