import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CameraView, pixelsPerMetre, project } from './ground.ts';

const size = { width_px: 1920, height_px: 1080 };
const sigma = { position_m: 1.5, up_m: 0.5, yaw_deg: 2, pitch_deg: 0.5, px: 4 };
const view = (change: Partial<CameraView> = {}): CameraView => ({
  east_m: 0,
  north_m: 0,
  up_m: 20,
  yaw_deg: 0,
  pitch_deg: -45,
  roll_deg: 0,
  hfov_deg: 60,
  sigma,
  ...change,
});
const middle = [960, 540] as const;

describe('project', () => {
  it('finds the middle of the picture where the axis meets the ground', () => {
    const point = project(view(), middle, size);
    expect(point?.east_m).toBeCloseTo(0);
    expect(point?.north_m).toBeCloseTo(20);
  });

  it('turns with the camera, clockwise from north', () => {
    const point = project(view({ yaw_deg: 90, pitch_deg: -45 }), middle, size);
    expect(point?.east_m).toBeCloseTo(20);
    expect(point?.north_m).toBeCloseTo(0);
  });

  it('puts the right of the picture to the right, and its top further away', () => {
    const right = project(view(), [1400, 540], size);
    const top = project(view(), [960, 300], size);
    expect(right?.east_m).toBeGreaterThan(5);
    expect(right?.north_m).toBeCloseTo(20);
    expect(top?.north_m).toBeGreaterThan(25);
  });

  it('undoes the roll', () => {
    // The camera leans to the right: what is level in the world rises to the left in the picture.
    const focal_px = 960 / Math.tan(Math.PI / 6);
    const x = 400;
    const angle = (10 * Math.PI) / 180;
    const rolled = [960 + x * Math.cos(angle), 540 - x * Math.sin(angle)] as const;
    const point = project(view({ roll_deg: 10 }), rolled, size);
    expect(point?.north_m).toBeCloseTo(20);
    expect(point?.east_m).toBeCloseTo((x / focal_px) * Math.hypot(20, 20));
  });

  it('has no ground at or above the horizon', () => {
    expect(project(view({ pitch_deg: -1 }), middle, size)).toBeUndefined();
    expect(project(view({ pitch_deg: -20 }), [960, 0], size)).toBeUndefined();
  });

  it('states an ellipse along the line of sight that grows with distance', () => {
    const near = project(view(), middle, size);
    const far = project(view({ pitch_deg: -15 }), middle, size);
    expect(near?.semi_major_m).toBeGreaterThan(1.5);
    expect(near?.semi_major_m).toBeLessThan(3);
    expect(far?.semi_major_m).toBeGreaterThan(near?.semi_major_m ?? 0);
    expect(Math.min(far?.bearing_deg ?? 90, 180 - (far?.bearing_deg ?? 90))).toBeLessThan(5);
  });

  // Box–Muller on a fixed sequence: the same places every time.
  const normalOf = (begin: number) => {
    let seed = begin;
    const uniform = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  };

  it.each<[string, Partial<CameraView>, readonly [number, number], CameraView['sigma']]>([
    ['from an aircraft', { yaw_deg: 30, pitch_deg: -35 }, middle, sigma],
    ['steeply below', { yaw_deg: 200, pitch_deg: -75, up_m: 40 }, [1300, 800], sigma],
    [
      'before a camera on a mast',
      { yaw_deg: -60, pitch_deg: -30, up_m: 8 },
      [400, 700],
      { ...sigma, yaw_deg: 3 },
    ],
    [
      'of whom the pixel is the most doubtful',
      { pitch_deg: -50 },
      middle,
      { ...sigma, px: 60, position_m: 0.1 },
    ],
    [
      'whose heading alone is known badly',
      { pitch_deg: -40 },
      middle,
      { ...sigma, yaw_deg: 4, position_m: 0.1 },
    ],
  ])(
    'states an ellipse that holds 95 % of the places where somebody may be: %s',
    (_, change, pixel, errors) => {
      const normal = normalOf(7);
      const base = view({ ...change, sigma: errors });
      const stated = project(base, pixel, size);
      if (stated === undefined) throw new Error('it looks at the ground');
      const bearing = (stated.bearing_deg * Math.PI) / 180;
      const places = Array.from({ length: 4000 }, () => {
        const real = project(
          {
            ...base,
            east_m: errors.position_m * normal(),
            north_m: errors.position_m * normal(),
            up_m: base.up_m + errors.up_m * normal(),
            yaw_deg: base.yaw_deg + errors.yaw_deg * normal(),
            pitch_deg: base.pitch_deg + errors.pitch_deg * normal(),
          },
          [pixel[0] + errors.px * normal(), pixel[1] + errors.px * normal()],
          size,
        );
        const [east, north] = [(real?.east_m ?? 0) - stated.east_m, (real?.north_m ?? 0) - stated.north_m];
        return [
          (east * Math.sin(bearing) + north * Math.cos(bearing)) / stated.semi_major_m,
          (east * Math.cos(bearing) - north * Math.sin(bearing)) / stated.semi_minor_m,
        ] as const;
      });
      const mean = (values: readonly number[]) =>
        values.reduce((sum, value) => sum + value, 0) / values.length;
      // χ² of two degrees of freedom: 5.991 holds 95 %.
      const held = mean(places.map(([along, across]) => (along ** 2 + across ** 2 < 5.991 ? 1 : 0)));
      expect(held).toBeGreaterThan(0.935);
      expect(held).toBeLessThan(0.965);
      // And each axis is as long as it says, to a tenth.
      for (const axis of [0, 1] as const) {
        const spread = Math.sqrt(mean(places.map((place) => place[axis] ** 2)));
        expect(spread).toBeGreaterThan(0.9);
        expect(spread).toBeLessThan(1.1);
      }
    },
  );

  it('moves with the camera', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -180, max: 180 }),
        fc.integer({ min: -80, max: -20 }),
        fc.integer({ min: 200, max: 1700 }),
        fc.integer({ min: 300, max: 1000 }),
        (yaw_deg, pitch_deg, x, y) => {
          const here = project(view({ yaw_deg, pitch_deg }), [x, y], size);
          const there = project(view({ yaw_deg, pitch_deg, east_m: 10, north_m: -3 }), [x, y], size);
          if (here === undefined || there === undefined) return;
          expect(there.east_m - here.east_m).toBeCloseTo(10);
          expect(there.north_m - here.north_m).toBeCloseTo(-3);
        },
      ),
    );
  });
});

describe('pixelsPerMetre', () => {
  it('is the focal length over the distance', () => {
    const focal_px = 960 / Math.tan(Math.PI / 6);
    expect(pixelsPerMetre(view(), size)).toBeCloseTo(focal_px / Math.hypot(20, 20));
    expect(pixelsPerMetre(view({ pitch_deg: 10 }), size)).toBeUndefined();
  });
});
