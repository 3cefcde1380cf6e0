import { describe, expect, it } from 'vitest';
import { distanceToEdge, isInside, type Zone, type ZoneEvent, ZoneWatch } from './zones.ts';

const square: Zone = {
  id: 'crusher',
  ring: [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ],
};

const walk = (zone: Zone, points: readonly (readonly [number, number])[], doubt = 0.1): ZoneEvent[] => {
  const watch = new ZoneWatch([zone]);
  return points.flatMap((point, index) => watch.see(7, point, doubt, index * 1e6));
};
const stay = (x: number, y: number, count: number) => Array.from({ length: count }, () => [x, y] as const);

describe('isInside and distanceToEdge', () => {
  it('know in from out, also in a ring that turns inwards', () => {
    const notched = [
      [0, 0],
      [10, 0],
      [10, 10],
      [5, 2],
      [0, 10],
    ] as const;
    expect([isInside(notched, 2, 3), isInside(notched, 5, 8), isInside(notched, 11, 5)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(distanceToEdge(square.ring, 5, 4)).toBe(4);
    expect(distanceToEdge(square.ring, 13, 14)).toBe(5);
  });
});

describe('ZoneWatch', () => {
  it('tells of entry and leaving once each, when looks in a row agree', () => {
    const events = walk(square, [...stay(-5, 5, 3), ...stay(5, 5, 6), ...stay(-5, 5, 4)]);
    expect(events.map(({ kind, pts_us }) => [kind, pts_us])).toEqual([
      ['entered', 5e6],
      ['left', 11e6],
    ]);
  });

  it('is not moved by a foot point that trembles at the edge', () => {
    const points = Array.from({ length: 40 }, (_, index) => [index % 2 === 0 ? -0.5 : 0.5, 5] as const);
    expect(walk(square, points)).toEqual([]);
  });

  it('decides nothing while the error reaches over the edge', () => {
    expect(walk(square, stay(1, 5, 20), 2)).toEqual([]);
    expect(walk(square, stay(5, 5, 20), 2)).toHaveLength(1);
  });

  it('tells of somebody who stays, once', () => {
    const events = walk({ ...square, dwell_us: 4e6 }, stay(5, 5, 20));
    expect(events.map(({ kind }) => kind)).toEqual(['entered', 'dwelt']);
    expect(events[1]?.pts_us).toBe(6e6);
  });

  it('counts entry only from where the rule says', () => {
    const from_west: Zone = { ...square, entry_from_deg: 270 };
    const west = [...stay(-5, 5, 3), ...stay(5, 5, 4)];
    const north_west = [...stay(-5, 15, 3), ...stay(5, 5, 4)];
    const east = [...stay(15, 5, 3), ...stay(5, 5, 4)];
    expect(walk(from_west, west).map(({ kind }) => kind)).toEqual(['entered']);
    expect(walk(from_west, north_west).map(({ kind }) => kind)).toEqual(['entered']);
    expect(walk(from_west, east)).toEqual([]);
    // Inside when first seen: nobody knows which way they came.
    expect(walk(from_west, stay(5, 5, 6))).toEqual([]);
  });

  it('knows who is where, and forgets who is gone', () => {
    const watch = new ZoneWatch([square]);
    stay(5, 5, 3).forEach((point, index) => watch.see(7, point, 0, index));
    expect(watch.zonesOf(7)).toEqual(['crusher']);
    watch.forget([7]);
    expect(watch.zonesOf(7)).toEqual([]);
  });
});
