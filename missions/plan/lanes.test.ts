import { describe, expect, it } from 'vitest';
import { cameraLibrary } from '#common';
import { Barriers } from './barriers.ts';
import { coverArea } from './lanes.ts';
import { solveLook } from './look.ts';

const [camera] = cameraLibrary;
if (camera === undefined) throw new Error('no camera');
const look = solveLook({
  camera,
  px_per_m: 150,
  look: { depression_deg: 40, frames: 8, blur_px: 3, floor_m: 12, standoff_m: 8 },
  speed_m_s: 5,
  standoff_m: 0,
  above_m: 12,
  ceiling_m: 120,
});

describe('lanes beside a bay', () => {
  const { swath_m } = look;
  /** A U whose bay is entered by no lane's own ground but a strip `sliver_m` wide. */
  const bay = (sliver_m: number) => {
    const lanes = 7;
    const spacing = swath_m * 0.85;
    const top = (lanes - 1) * spacing + swath_m;
    // The strip of lane 2 begins at swath/2 + 1.5 spacing.
    const low = swath_m / 2 + 1.5 * spacing + sliver_m;
    const high = top - low;
    return [
      [
        { x: 0, y: 0 },
        { x: 200, y: 0 },
        { x: 200, y: low },
        { x: 120, y: low },
        { x: 120, y: high },
        { x: 200, y: high },
        { x: 200, y: top },
        { x: 0, y: top },
      ],
    ];
  };
  const reachOf = (sliver_m: number): number => {
    const coverage = coverArea(bay(sliver_m), look, new Barriers([]), {
      side_overlap: 0.15,
      passes: 1,
      run_in_m: 2,
      steep: false,
    });
    expect(coverage.unseen).toEqual([]);
    return Math.max(...coverage.passes.filter(({ lane }) => lane === 2).map(({ ground }) => ground[1]));
  };

  it('do not enter it for ground that the lane beside sees anyway', () => {
    expect(reachOf(swath_m * 0.05)).toBeCloseTo(120, 3);
  });

  it('do where nobody else sees it', () => {
    expect(reachOf(swath_m * 0.1)).toBeCloseTo(200, 3);
  });
});
