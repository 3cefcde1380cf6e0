import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planeAt } from '../plan/index.ts';
import { checkGoTo, type GoToLimits } from './way.ts';

const origin = { lat_deg: 29.8713, lon_deg: 121.5468 };
const plane = planeAt(origin);
const at = (north_m: number, east_m: number) => plane.toPosition({ north_m, east_m });
const box = (south: number, west: number, north: number, east: number) => [
  at(south, west),
  at(south, east),
  at(north, east),
  at(north, west),
];
const limits: GoToLimits = {
  boundary: box(-100, -100, 100, 100),
  exclusions: [{ ring: box(-20, 30, 20, 50), standoff_m: 5 }],
  clearance_m: 3,
  floor_m: 12,
  ground_m: () => null,
};
const code = (
  ...[from, to, height_m, own = limits]: [ReturnType<typeof at>, ReturnType<typeof at>, number, GoToLimits?]
) => {
  const answer = checkGoTo(from, to, height_m, own);
  return answer.ok ? 'ok' : answer.error.code;
};

describe('a place off the mission', () => {
  it('is gone to inside the fence, beside the zones and above the floor', () => {
    expect(code(at(0, 0), at(60, -60), 30)).toBe('ok');
    expect(code(at(0, 0), at(150, 0), 30)).toBe('ORDER_LEAVES_FENCE');
    expect(code(at(0, 0), at(98, 0), 30)).toBe('ORDER_LEAVES_FENCE');
    expect(code(at(0, 0), at(0, 40), 30)).toBe('ORDER_ENTERS_ZONE');
    expect(code(at(0, 0), at(0, 23), 30)).toBe('ORDER_ENTERS_ZONE');
    expect(code(at(0, 0), at(0, 80), 30)).toBe('ORDER_ENTERS_ZONE');
    expect(code(at(0, 0), at(60, -60), 11)).toBe('ORDER_TOO_LOW');
    expect(code(at(0, 0), at(60, -60), 121)).toBe('ORDER_TOO_HIGH');
  });

  it('is not gone to across a corner outside a concave fence, though both ends are inside', () => {
    const concave = {
      ...limits,
      exclusions: [],
      boundary: [
        at(-50, -50),
        at(-50, 50),
        at(50, 50),
        at(50, 10),
        at(0, 10),
        at(0, -10),
        at(50, -10),
        at(50, -50),
      ],
    };
    expect(code(at(40, 30), at(40, -30), 30, concave)).toBe('ORDER_LEAVES_FENCE');
    expect(code(at(-20, 30), at(-20, -30), 30, concave)).toBe('ok');
  });

  it('lets an aircraft that is outside come in', () => {
    expect(code(at(0, -120), at(0, -50), 30)).toBe('ok');
    expect(code(at(0, -120), at(0, -130), 30)).toBe('ORDER_LEAVES_FENCE');
  });

  it('counts the floor and 120 m from the ground where the terrain is known', () => {
    const hill = {
      ...limits,
      ground_m: ({ lat_deg }: { lat_deg: number }) => (lat_deg > at(30, 0).lat_deg ? 20 : -5),
    };
    expect(code(at(0, 0), at(20, 0), 30, hill)).toBe('ok');
    expect(code(at(0, 0), at(60, 0), 30, hill)).toBe('ORDER_TOO_LOW');
    expect(code(at(0, 0), at(20, 0), 116, hill)).toBe('ORDER_TOO_HIGH');
  });

  it('never allows a way with a point of it outside the fence or inside a zone', () => {
    const place = fc.record({
      north: fc.double({ min: -99, max: 99, noNaN: true }),
      east: fc.double({ min: -99, max: 99, noNaN: true }),
    });
    fc.assert(
      fc.property(place, place, (a, b) => {
        if (code(at(a.north, a.east), at(b.north, b.east), 30) !== 'ok') return;
        let entered = false;
        for (let step = 0; step <= 200; step += 1) {
          const [north, east] = [
            a.north + ((b.north - a.north) * step) / 200,
            a.east + ((b.east - a.east) * step) / 200,
          ];
          // A metre of slack: the way is looked at every metre.
          const inZone = north > -19 && north < 19 && east > 31 && east < 49;
          // One that starts inside may come out: only what was surely outside, 5 m and more, has entered.
          if (Math.abs(north) > 26 || east < 24 || east > 56) entered = true;
          expect(inZone && entered).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});
