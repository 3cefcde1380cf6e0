import { expect, it } from 'vitest';
import type { Box } from '#common';
import { identities } from './identities.ts';

const box = (x: number): Box => [x, 100, 80, 200];

it('counts persons who changed their track and tracks that changed their person', () => {
  const truth = {
    frames: [0, 200_000, 400_000, 600_000].map((pts_us) => ({
      pts_us,
      persons: [
        { id: 1, box: box(100) },
        { id: 2, box: box(400) },
      ],
    })),
  };
  const seen = (pts_us: number, first: number, second: number) => ({
    pts_us,
    persons: [
      { track_id: first, box: box(110) },
      { track_id: second, box: box(395) },
      { track_id: 77, box: box(1500) },
    ],
  });
  expect(identities(truth, [seen(0, 1, 2), seen(200_000, 1, 2), seen(400_000, 1, 3)])).toEqual({
    identity_switches: 1,
    tracks: 3,
    tracks_shared: 0,
  });
  expect(identities(truth, [seen(0, 1, 2), seen(200_300, 2, 1), seen(500_000, 9, 8)])).toEqual({
    identity_switches: 2,
    tracks: 2,
    tracks_shared: 2,
  });
});
