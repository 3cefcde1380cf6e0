import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pixelAt, pointOf } from './spot.ts';

const frame = { width_px: 1920, height_px: 1080 };

describe('a point of the picture', () => {
  it('beside the picture there is none', () => {
    expect(pixelAt(frame, { width: 1000, height: 1000 }, { x: 500, y: 10 })).toBeUndefined();
  });

  it('from the canvas to the original and back is the same point, whatever the canvas', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 50, max: 3000 }),
        fc.integer({ min: 50, max: 3000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (width, height, across, down) => {
          const pixel = { x_px: across * 1920, y_px: down * 1080 };
          const { x, y, inside } = pointOf(frame, { width, height }, pixel);
          expect(inside).toBe(true);
          // On the very edge rounding may say either.
          const back = pixelAt(frame, { width, height }, { x, y });
          if (back === undefined) {
            expect(Math.min(across, down, 1 - across, 1 - down)).toBeLessThan(1e-9);
            return;
          }
          expect(back.x_px).toBeCloseTo(pixel.x_px, 6);
          expect(back.y_px).toBeCloseTo(pixel.y_px, 6);
        },
      ),
    );
  });
});
