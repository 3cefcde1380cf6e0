import { describe, expect, it } from 'vitest';
import type { GroundPoint } from './observation.ts';
import { type Zone, type ZoneEvent, ZoneWatch } from './zones.ts';

const square: Zone = {
  id: 'crusher',
  ring: [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ],
};

/** As sure of a place as `error_m` (1 σ) in every direction. */
const at = ([east_m, north_m]: readonly [number, number], error_m = 0.05): GroundPoint => ({
  east_m,
  north_m,
  semi_major_m: error_m,
  semi_minor_m: error_m,
  bearing_deg: 0,
});
const walk = (zone: Zone, points: readonly (readonly [number, number])[], error_m = 0.05): ZoneEvent[] => {
  const watch = new ZoneWatch([zone]);
  return points.flatMap((point, index) => watch.see(7, at(point, error_m), index * 1e6));
};
const stay = (x: number, y: number, count: number) => Array.from({ length: count }, () => [x, y] as const);

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

  it('lets nobody in whose error reaches over the edge, by the stated probability', () => {
    // 0.99 of a normal distribution lies within 2.33 σ on one side.
    expect(walk(square, stay(2.2, 5, 20), 1)).toEqual([]);
    expect(walk(square, stay(2.5, 5, 20), 1)).toHaveLength(1);
    // A long ellipse along the fence is no doubt about it.
    const along = { ...at([2.5, 5], 1), semi_major_m: 2, semi_minor_m: 0.5, bearing_deg: 0 };
    const across = { ...along, bearing_deg: 90 };
    const long = { ...square, ring: square.ring.map(([x, y]) => [x, (y - 5) * 10] as const) };
    const watch = new ZoneWatch([long]);
    expect([1, 2, 3].flatMap((look) => watch.see(7, along, look))).toHaveLength(1);
    const other = new ZoneWatch([long]);
    expect([1, 2, 3].flatMap((look) => other.see(7, across, look))).toEqual([]);
  });

  it('keeps who is in until they are more probably out', () => {
    const at_the_edge = walk(square, [...stay(5, 5, 3), ...stay(0.5, 5, 10), ...stay(5, 5, 4)], 1);
    expect(at_the_edge.map(({ kind }) => kind)).toEqual(['entered']);
    const out = walk(square, [...stay(5, 5, 3), ...stay(-0.5, 5, 3)], 1);
    expect(out.map(({ kind }) => kind)).toEqual(['entered', 'left']);
  });

  it('tells of somebody who stays, once', () => {
    const events = walk({ ...square, dwell_us: 4e6 }, stay(5, 5, 20));
    expect(events.map(({ kind }) => kind)).toEqual(['entered', 'dwelt']);
    expect(events[1]?.pts_us).toBe(6e6);
  });

  it('does not take somebody who went to the edge for one who stays', () => {
    const zone = { ...square, dwell_us: 4e6 };
    const kinds = (points: readonly (readonly [number, number])[]) =>
      walk(zone, points, 1).map(({ kind }) => kind);
    expect(kinds([...stay(5, 5, 3), ...stay(0.5, 5, 20)])).toEqual(['entered']);
    expect(kinds([...stay(5, 5, 3), ...stay(0.5, 5, 20), [5, 5]])).toEqual(['entered', 'dwelt']);
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
    const stepping_east = Array.from({ length: 8 }, (_, index) => [4 + 0.2 * index, 5] as const);
    expect(walk(from_west, stepping_east)).toEqual([]);
    expect(walk(square, stepping_east)).toHaveLength(1);
  });

  it('knows who is where, and forgets who is gone', () => {
    const watch = new ZoneWatch([square]);
    stay(5, 5, 3).forEach((point, index) => watch.see(7, at(point), index));
    expect(watch.surelyIn(7)).toEqual(['crusher']);
    watch.see(7, at([0, 5]), 4);
    expect(watch.surelyIn(7)).toEqual([]);
    watch.see(7, at([5, 5]), 5);
    expect(watch.surelyIn(7)).toEqual(['crusher']);
    watch.forget([7]);
    expect(watch.surelyIn(7)).toEqual([]);
  });
});
