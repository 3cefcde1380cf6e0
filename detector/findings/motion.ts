import type { Box } from '#common';
import { centre } from './boxes.ts';
import { type CameraView, pixelOf, project } from './ground.ts';

/** How far the camera moved the picture at a point of the frame before, in pixels. */
export type CameraMove = (x_px: number, y_px: number) => readonly [x: number, y: number];

/** Middle of a standing person. */
const middle_m = 0.9;

/** The move between two known views, for things that stand about as high as people. */
export const moveByViews = (
  before: CameraView,
  now: CameraView,
  size: { readonly width_px: number; readonly height_px: number },
): CameraMove => {
  const lowered = { ...before, up_m: before.up_m - middle_m };
  return (x_px, y_px) => {
    const place = project(lowered, [x_px, y_px], size);
    const seen = place && pixelOf(now, { ...place, height_m: middle_m }, size);
    return seen === undefined ? [0, 0] : [seen[0] - x_px, seen[1] - y_px];
  };
};

/** Two moves agree when they differ by less than this share of the person's height. */
const agreement = 0.35;
/** Further than this many heights nobody and no camera moves between two judged frames. */
const most_heights = 4;

/**
 * How far the camera moved the picture between where tracks were expected and what was found: the move on
 * which most tracks agree (each pair of similar size votes). Zero unless at least two tracks, and half of
 * all, agree: one person walking is not the camera.
 */
export const cameraShift = (
  expected: readonly Box[],
  found: readonly Box[],
): readonly [x: number, y: number] => {
  const votes: { track: number; x: number; y: number; tolerance: number }[] = [];
  expected.forEach((box, track) => {
    const [x, y] = centre(box);
    for (const other of found) {
      const ratio = other[3] / box[3];
      if (!(ratio > 0.7 && ratio < 1.43)) continue;
      const [other_x, other_y] = centre(other);
      const move = { x: other_x - x, y: other_y - y };
      if (Math.hypot(move.x, move.y) <= most_heights * box[3]) {
        votes.push({ track, ...move, tolerance: agreement * box[3] });
      }
    }
  });
  let best: { tracks: number; length: number; x: number; y: number } = { tracks: 0, length: 0, x: 0, y: 0 };
  for (const vote of votes) {
    const same = votes.filter((other) => Math.hypot(other.x - vote.x, other.y - vote.y) <= vote.tolerance);
    const tracks = new Set(same.map((other) => other.track)).size;
    const length = Math.hypot(vote.x, vote.y);
    if (tracks > best.tracks || (tracks === best.tracks && length < best.length)) {
      best = {
        tracks,
        length,
        x: median(same.map((other) => other.x)),
        y: median(same.map((other) => other.y)),
      };
    }
  }
  return best.tracks >= 2 && best.tracks * 2 >= expected.length ? [best.x, best.y] : [0, 0];
};

const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
};
