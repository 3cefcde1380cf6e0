import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromGcj02, toGcj02 } from './gcj02.ts';
import { distance_m } from './geo.ts';
import { PARTS, partsOf, positionOf, tilePointOf } from './tile-shift.ts';

const mainland = fc.record({
  lon_deg: fc.double({ min: 74, max: 134, noNaN: true }),
  lat_deg: fc.double({ min: 18, max: 53, noNaN: true }),
});

describe('GCJ-02', () => {
  // [WGS-84 lat, lon, GCJ-02 lat, lon]: the check points that independent implementations publish.
  it.each([
    [31.177_427_6, 121.527_210_6, 31.175_303_983_645_97, 121.531_541_859_215],
    [22.543_847, 113.912_316, 22.540_796_131_694_766, 113.917_176_480_836_3],
    [39.911_954, 116.377_817, 39.913_345_455_360_69, 116.384_047_224_556_57],
    [39.915, 116.404, 39.916_404_281_501_64, 116.410_244_499_169_38],
  ])('shows %d, %d where others show it', (lat_deg, lon_deg, there_lat, there_lon) => {
    const there = toGcj02({ lat_deg, lon_deg });
    expect(distance_m(there, { lat_deg: there_lat, lon_deg: there_lon })).toBeLessThan(0.01);
  });

  it('comes back to the place to a millimetre, anywhere on the mainland', () => {
    fc.assert(
      fc.property(mainland, (place) => {
        expect(distance_m(fromGcj02(toGcj02(place)), place)).toBeLessThan(0.001);
        // Usually hundreds of metres; one place in a thousand is moved by less than 50, some by less than 20.
        expect(distance_m(toGcj02(place), place)).toBeGreaterThan(1);
      }),
    );
  });

  it('leaves places elsewhere where they are', () => {
    const berlin = { lat_deg: 52.5, lon_deg: 13.4 };
    expect(toGcj02(berlin)).toEqual(berlin);
    expect(fromGcj02(berlin)).toEqual(berlin);
  });
});

describe('a tile of a shifted map', () => {
  it('is put together to a third of a pixel, and to 0.2 m at zoom 18', () => {
    const share = fc.double({ min: 0, max: 0.999_999, noNaN: true });
    fc.assert(
      fc.property(mainland, fc.integer({ min: 5, max: 18 }), share, share, (place, z, across, down) => {
        const tile = tilePointOf(place, z);
        const [x, y] = [Math.floor(tile.x), Math.floor(tile.y)];
        const index = Math.floor(down * PARTS) * PARTS + Math.floor(across * PARTS);
        const part = partsOf(z, x, y)[index];
        if (part === undefined) throw new Error('no such part');
        // A point of the page's tile, where the picture shows it, and where the map really has it.
        const point = { x: x + across, y: y + down };
        const shown = { x: point.x + part.from.x - part.to.x, y: point.y + part.from.y - part.to.y };
        const real = tilePointOf(toGcj02(positionOf(point, z)), z);
        const off_px = 256 * Math.hypot(shown.x - real.x, shown.y - real.y);
        expect(off_px).toBeLessThan(0.34);
        const off_m = distance_m(positionOf(shown, z), positionOf(real, z));
        if (z === 18) expect(off_m).toBeLessThan(0.2);
      }),
      { numRuns: 2000 },
    );
  });
});
