import type { Box } from '#common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropTo } from './crop.ts';

const picture = { width_px: 1920, height_px: 1080 };
const view = { width: 160, height: 120 };

describe('cropTo', () => {
  it('centres the box', () => {
    const crop = cropTo([900, 500, 40, 40], picture, view, 0.25);
    expect(crop.scale).toBeCloseTo(2);
    expect(crop.left + 920 * crop.scale).toBeCloseTo(80);
    expect(crop.top + 520 * crop.scale).toBeCloseTo(60);
  });

  it('shows the whole box and never beyond the picture', () => {
    const size = fc.integer({ min: 4, max: 900 });
    fc.assert(
      fc.property(size, size, fc.nat(1000), fc.nat(900), (width, height, x, y) => {
        const box: Box = [Math.min(x, 1920 - width), Math.min(y, 1080 - height), width, height];
        const crop = cropTo(box, picture, view, 0.2);
        expect(crop.left).toBeLessThanOrEqual(0);
        expect(crop.top).toBeLessThanOrEqual(0);
        expect(crop.left + crop.width).toBeGreaterThanOrEqual(view.width - 1e-6);
        expect(crop.top + crop.height).toBeGreaterThanOrEqual(view.height - 1e-6);
        // Unless covering the window asks for more enlargement than the box has room for.
        const cover = Math.max(view.width / 1920, view.height / 1080);
        if (crop.scale > cover + 1e-9) {
          expect(crop.left + box[0] * crop.scale).toBeGreaterThanOrEqual(-1e-6);
          expect(crop.left + (box[0] + width) * crop.scale).toBeLessThanOrEqual(view.width + 1e-6);
        }
      }),
    );
  });
});
