import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planeAt } from '#missions';
import { footprint, groundAt, pixelAt } from './sight.ts';
import type { CameraStand } from './stand.ts';

const size = { width_px: 1920, height_px: 1080 };
const position = { lat_deg: 34.2, lon_deg: 108.9 };
const stand = (over: Partial<CameraStand> = {}): CameraStand => ({
  position,
  up_m: 30,
  yaw_deg: 40,
  pitch_deg: -45,
  roll_deg: 0,
  hfov_deg: 60,
  sigma: { position_m: 1, up_m: 2, yaw_deg: 2, pitch_deg: 1, px: 4 },
  ...over,
});

describe('the sight of a camera', () => {
  it('straight down, the middle of the picture is below the aircraft', () => {
    const spot = groundAt(stand({ pitch_deg: -90 }), [960, 540], size);
    expect(spot?.lat_deg).toBeCloseTo(position.lat_deg, 7);
    expect(spot?.lon_deg).toBeCloseTo(position.lon_deg, 7);
  });

  it('from picture to ground and back is the same pixel, over any ground', () => {
    fc.assert(
      fc.property(
        fc.record({
          up_m: fc.double({ min: 5, max: 120, noNaN: true }),
          yaw_deg: fc.double({ min: 0, max: 360, noNaN: true }),
          pitch_deg: fc.double({ min: -90, max: -35, noNaN: true }),
        }),
        fc.double({ min: 0, max: 1920, noNaN: true }),
        fc.double({ min: 0, max: 1080, noNaN: true }),
        fc.double({ min: -0.05, max: 0.05, noNaN: true }),
        (turned, x, y, slope) => {
          const plane = planeAt(position);
          const upOver: CameraStand['upOver'] = (place) => turned.up_m - slope * plane.toLocal(place).north_m;
          const camera = stand({ ...turned, upOver });
          const spot = groundAt(camera, [x, y], size);
          fc.pre(spot !== undefined);
          const back = pixelAt(camera, spot ?? position, size);
          // The ground is met to 0.1 m.
          const tolerance = 0.3 * (1920 / 2 / Math.tan(Math.PI / 6) / turned.up_m) + 1;
          expect(Math.abs((back?.[0] ?? Infinity) - x)).toBeLessThan(tolerance);
          expect(Math.abs((back?.[1] ?? Infinity) - y)).toBeLessThan(tolerance);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('a hill nearer than the flat ground is met where it stands', () => {
    const plane = planeAt(position);
    const flat = groundAt(stand({ yaw_deg: 0 }), [960, 540], size);
    const hill = groundAt(stand({ yaw_deg: 0, upOver: () => 15 }), [960, 540], size);
    expect(plane.toLocal(flat ?? position).north_m).toBeCloseTo(30, 0);
    expect(plane.toLocal(hill ?? position).north_m).toBeCloseTo(15, 0);
  });

  it('the sky is no ground', () => {
    expect(groundAt(stand({ pitch_deg: 10 }), [960, 300], size)).toBeUndefined();
    expect(footprint(stand({ pitch_deg: 30 }), size)).toEqual([]);
  });

  it('the outline looks where the camera looks, and ends where nobody sees anything', () => {
    const plane = planeAt(position);
    const ring = footprint(stand({ yaw_deg: 90, pitch_deg: -12 }), size).map((spot) => plane.toLocal(spot));
    expect(ring.length).toBeGreaterThan(4);
    for (const { east_m, north_m } of ring) {
      expect(east_m).toBeGreaterThan(0);
      expect(Math.hypot(east_m, north_m)).toBeLessThanOrEqual(400.5);
    }
    expect(Math.max(...ring.map(({ east_m }) => east_m))).toBeGreaterThan(300);
  });
});
