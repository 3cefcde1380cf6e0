import type { Box } from '#common';

export const area = (box: Box): number => Math.max(0, box[2]) * Math.max(0, box[3]);

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0])) *
  Math.max(0, Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]));

/** Intersection over union, 0 where they do not touch. */
export const iou = (a: Box, b: Box): number => {
  const common = overlap(a, b);
  const union = area(a) + area(b) - common;
  return union > 0 ? common / union : 0;
};

export const shifted = (box: Box, x: number, y: number): Box => [box[0] + x, box[1] + y, box[2], box[3]];

/** Grown on every side by `share` of its width and height: small far persons move by more than their own size. */
export const grown = (box: Box, share: number): Box => [
  box[0] - share * box[2],
  box[1] - share * box[3],
  box[2] * (1 + 2 * share),
  box[3] * (1 + 2 * share),
];

export const centre = (box: Box): readonly [x: number, y: number] => [
  box[0] + box[2] / 2,
  box[1] + box[3] / 2,
];
