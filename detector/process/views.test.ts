import { describe, expect, it } from 'vitest';
import type { CameraView } from '../findings/index.ts';
import { Views } from './views.ts';

const view = (east_m: number, yaw_deg = 0): CameraView => ({
  east_m,
  north_m: 0,
  up_m: 10,
  yaw_deg,
  pitch_deg: -30,
  roll_deg: 0,
  hfov_deg: 30,
  sigma: { position_m: 1, up_m: 1, yaw_deg: 1, pitch_deg: 1, px: 4 },
});

describe('Views', () => {
  it('lie between two moments in proportion, the short way round for angles, in whatever order frames are decoded', () => {
    const views = new Views();
    for (const [pts_us, east_m, yaw_deg] of [
      [0, 0, 350],
      [120_000, 12, 10],
      [40_000, 4, 356.67],
    ] as const)
      views.add({ epoch: 3, pts_us, view: view(east_m, yaw_deg) });
    expect(views.at(3, 80_000)?.east_m).toBeCloseTo(8);
    expect(views.at(3, 20_000)?.east_m).toBeCloseTo(2);
    expect(views.at(3, 20_000)?.yaw_deg).toBeCloseTo(353.3, 1);
    expect(views.at(3, 200_000)?.east_m).toBe(12);
  });

  it('say nothing before the first, long after the last, across a gap, of another connection, or where nobody knew', () => {
    const views = new Views();
    views.add({ epoch: 1, pts_us: 5_000_000, view: view(0) });
    views.add({ epoch: 1, pts_us: 7_000_000, view: view(1) });
    views.add({ epoch: 1, pts_us: 7_040_000, view: null });
    expect(views.at(1, 4_999_999)).toBeUndefined();
    expect(views.at(1, 6_000_000)).toBeUndefined();
    expect(views.at(1, 7_020_000)).toBeUndefined();
    expect(views.at(1, 7_050_000)).toBeUndefined();
    expect(views.at(2, 5_000_000)).toBeUndefined();
    expect(views.at(1, 5_000_000)?.east_m).toBe(0);
    views.add({ epoch: 1, pts_us: 100_000, view: view(9) });
    expect(views.at(1, 400_001)).toBeUndefined();
    expect(views.at(1, 400_000)?.east_m).toBe(9);
    expect(views.at(1, 5_000_000)).toBeUndefined();
  });
});
