import { describe, expect, it } from 'vitest';
import type { Box } from '#common';
import { itemsOf, videoFigures, type VideoTruth } from './video-figures.ts';

const box = (x: number): Box => [x, 100, 80, 200];
const head = (size: number): Box => [0, 0, size, size];
const truth: VideoTruth = {
  frames: [0, 200_000].map((pts_us) => ({
    pts_us,
    persons: [
      { id: 1, box: box(100), head_box: head(30), mask: 'not_worn', hearing: 'worn' },
      { id: 2, box: box(400), head_box: head(30), mask: 'worn' },
      { id: 3, box: box(700), head_box: pts_us === 0 ? null : head(12), mask: 'not_worn' },
    ],
  })),
};

describe('videoFigures', () => {
  it('counts leads right, wrong and against nobody, and violations large enough to be asked for', () => {
    const leads = [
      { item: 'mask', pts_us: 190_000, box: box(105) },
      { item: 'hearing', pts_us: 190_000, box: box(105) },
      { item: 'mask', pts_us: 0, box: box(400) },
      { item: 'mask', pts_us: 0, box: box(1200) },
      { item: 'mask', pts_us: 5_000_000, box: box(100) },
    ] as const;
    expect(videoFigures(truth, leads, ['mask', 'hearing'], 24)).toEqual({
      persons: 3,
      persons_large_enough: 2,
      violations: 1,
      violations_found: 1,
      share_found: 1,
      leads: 5,
      leads_wrong: 2,
      leads_against_nobody: 2,
      wrong_leads_per_1000_persons: (1000 * 4) / 3,
    });
  });

  it('knows of which items a truth speaks', () => {
    expect(itemsOf(truth)).toEqual(['mask', 'hearing']);
  });
});
