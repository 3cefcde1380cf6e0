import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cameraLibrary, cameraSchema } from '#common';
import { solveLook } from './look.ts';
import { pxPerM, seenAlong } from './views.ts';

const anyCamera = fc.constantFrom(...cameraLibrary);
const anyLook = fc.record({
  depression_deg: fc.integer({ min: 15, max: 60 }),
  frames: fc.integer({ min: 1, max: 25 }),
  blur_px: fc.double({ min: 1, max: 5, noNaN: true }),
  floor_m: fc.integer({ min: 5, max: 40 }),
  standoff_m: fc.integer({ min: 3, max: 40 }),
});

describe('pixels on the target', () => {
  it('are at least what was asked, by a count of its own, in enough sharp frames, or it says why not', () => {
    fc.assert(
      fc.property(
        anyCamera,
        anyLook,
        fc.integer({ min: 25, max: 500 }),
        fc.double({ min: 1, max: 15, noNaN: true }),
        (camera, look, px_per_m, speed_m_s) => {
          const found = solveLook({
            camera,
            look,
            px_per_m,
            speed_m_s,
            standoff_m: look.standoff_m,
            above_m: look.floor_m,
            ceiling_m: 120,
          });
          expect(found.focal_mm).toBeGreaterThanOrEqual(camera.focal_min_mm - 1e-9);
          expect(found.focal_mm).toBeLessThanOrEqual(camera.focal_max_mm + 1e-9);
          expect(found.height_m).toBeGreaterThanOrEqual(look.floor_m - 1e-9);
          expect(found.reach_m).toBeGreaterThanOrEqual(look.standoff_m - 1e-9);
          if (!found.resolved) {
            expect(found.reason).not.toBeNull();
            return;
          }
          expect(found.speed_m_s).toBeLessThanOrEqual(speed_m_s);
          expect(found.blur_px).toBeLessThanOrEqual(look.blur_px + 1e-6);
          const eye = { ...found, yaw_deg: 0 };
          const target = { x: 0, y: 0, z: 0 };
          const middle = { x: 0, y: -found.reach_m, z: found.height_m };
          expect(pxPerM(middle, eye, target)).toBeGreaterThanOrEqual(px_per_m * (1 - 1e-9));
          // Flying over it, the edge of the swath is seen for the frames asked.
          const edge = { x: found.swath_m / 2 - 1e-6, y: 0, z: 0 };
          const from = { x: 0, y: -found.reach_m - 30, z: found.height_m };
          const to = { x: 0, y: 30, z: found.height_m };
          const seen = seenAlong(from, to, eye, edge, px_per_m * (1 - 1e-6));
          const frames = (((seen?.[1] ?? 0) - (seen?.[0] ?? 0)) / found.speed_m_s) * camera.rate_hz;
          expect(frames).toBeGreaterThanOrEqual(look.frames - 1e-3);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('matches the figures of a camera known by heart', () => {
    // 1080p, 80° wide, evidence at 250 px/m: W / (2 tan(HFOV/2) × R) = 4.6 m; five times as far at 5×.
    const camera = {
      id: 'wide',
      name: 'wide',
      kind: 'video' as const,
      sensor_width_mm: 2 * Math.tan((40 * Math.PI) / 180),
      width_px: 1920,
      height_px: 1080,
      focal_min_mm: 1,
      focal_max_mm: 5,
      rate_hz: 25,
      exposure_s: 1 / 1000,
    };
    const look = { depression_deg: 45, frames: 4, blur_px: 3, floor_m: 3, standoff_m: 2 };
    const wish = { camera, look, px_per_m: 250, speed_m_s: 2, standoff_m: 2, above_m: 3, ceiling_m: 120 };
    expect(solveLook(wish).slant_m).toBeCloseTo(4.58, 1);
    expect(solveLook({ ...wish, above_m: 16 })).toMatchObject({ resolved: true });
    expect(solveLook({ ...wish, above_m: 16.5 })).toMatchObject({ resolved: false, reason: 'too_far' });
  });

  it('has only cameras that pass their own schema', () => {
    for (const camera of cameraLibrary) expect(cameraSchema.safeParse(camera).success, camera.id).toBe(true);
  });
});
