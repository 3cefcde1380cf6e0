import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceToEdge, insideProbability, isInside, type Ring } from './inside.ts';
import type { GroundPoint } from './observation.ts';

const place = (change: Partial<GroundPoint> = {}): GroundPoint => ({
  east_m: 0,
  north_m: 0,
  semi_major_m: 2,
  semi_minor_m: 1,
  bearing_deg: 0,
  ...change,
});
const rectangle = (west: number, south: number, east: number, north: number): Ring => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
];

/** Φ by Simpson's rule over the density. */
const below = (z: number): number => {
  const steps = 400;
  const step = (Math.max(-9, Math.min(9, z)) + 9) / steps;
  let sum = 0;
  for (let index = 0; index <= steps; index += 1) {
    const weight = index === 0 || index === steps ? 1 : index % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((-9 + index * step) ** 2) / 2);
  }
  return (sum * step) / 3 / Math.sqrt(2 * Math.PI);
};
const metres = fc.double({ min: -12, max: 12, noNaN: true });
const ellipse = fc.record({
  east_m: metres,
  north_m: metres,
  semi_major_m: fc.double({ min: 1, max: 4, noNaN: true }),
  semi_minor_m: fc.double({ min: 0.2, max: 1, noNaN: true }),
  bearing_deg: fc.double({ min: 0, max: 180, noNaN: true }),
});

describe('isInside and distanceToEdge', () => {
  it('know in from out, also in a ring that turns inwards', () => {
    const notched: Ring = [
      [0, 0],
      [10, 0],
      [10, 10],
      [5, 2],
      [0, 10],
    ];
    expect([isInside(notched, 2, 3), isInside(notched, 5, 8), isInside(notched, 11, 5)]).toEqual([
      true,
      false,
      false,
    ]);
    const square = rectangle(0, 0, 10, 10);
    expect(distanceToEdge(square, 5, 4)).toBe(4);
    expect(distanceToEdge(square, 13, 14)).toBe(5);
  });
});

describe('insideProbability', () => {
  it('is a product of normal distributions for a rectangle along the axes of the ellipse', () => {
    fc.assert(
      fc.property(metres, metres, metres, metres, (x1, y1, x2, y2) => {
        const [west, east] = [Math.min(x1, x2), Math.max(x1, x2)];
        const [south, north] = [Math.min(y1, y2), Math.max(y1, y2)];
        const expected = (below(east) - below(west)) * (below(north / 2) - below(south / 2));
        expect(insideProbability(rectangle(west, south, east, north), place())).toBeCloseTo(expected, 4);
      }),
    );
  });

  it('turns with the ellipse: the long axis lies along its bearing', () => {
    const east_of = rectangle(1, -1000, 1000, 1000);
    expect(insideProbability(east_of, place({ bearing_deg: 0 }))).toBeCloseTo(1 - below(1), 4);
    expect(insideProbability(east_of, place({ bearing_deg: 90 }))).toBeCloseTo(1 - below(0.5), 4);
  });

  it('of two halves is that of the whole, whichever way round they were drawn', () => {
    fc.assert(
      fc.property(ellipse, fc.double({ min: -9, max: 9, noNaN: true }), (at, cut) => {
        const [whole, left, right] = [
          rectangle(-10, -10, 10, 10),
          rectangle(-10, -10, cut, 10),
          rectangle(cut, -10, 10, 10),
        ].map((ring) => insideProbability(ring, at));
        expect((left ?? NaN) + (right ?? NaN)).toBeCloseTo(whole ?? NaN, 4);
        const back = insideProbability(rectangle(-10, -10, 10, 10).toReversed(), at);
        expect(back).toBeCloseTo(whole ?? NaN, 9);
      }),
    );
  });

  it('is certain where nothing of the error reaches an edge, in rings that turn inwards too', () => {
    const notched: Ring = [
      [0, 0],
      [100, 0],
      [100, 100],
      [50, 20],
      [0, 100],
    ];
    expect(insideProbability(notched, place({ east_m: 20, north_m: 20 }))).toBeCloseTo(1, 6);
    expect(insideProbability(notched, place({ east_m: 50, north_m: 80 }))).toBe(0);
  });
});
