import type { Box } from '#common';
import type { Hidden } from './heads.ts';

/** One colour plane of a picture; `scale` is how many picture pixels one of its samples covers. */
export type Plane = {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly scale: number;
};

/** Few enough squares across a head that nothing of a face is left, whatever its size. */
const squares = 5;

/** Replaces what must be hidden by squares of its mean colour, in place. */
export const hide = (plane: Plane, hidden: Hidden): void => {
  if ('boxes' in hidden) {
    for (const box of hidden.boxes) pixelate(plane, box);
    return;
  }
  const { width, height, scale } = plane;
  const kept = hidden.all_but === null ? undefined : cut(plane, hidden.all_but);
  pixelate(plane, [0, 0, width * scale, height * scale], Math.ceil(48 / scale), kept);
};

type Area = { x0: number; y0: number; x1: number; y1: number };

const cut = ({ width, height, scale }: Plane, [x, y, w, h]: Box): Area => ({
  x0: Math.max(0, Math.floor(x / scale)),
  y0: Math.max(0, Math.floor(y / scale)),
  x1: Math.min(width, Math.ceil((x + w) / scale)),
  y1: Math.min(height, Math.ceil((y + h) / scale)),
});

const pixelate = (plane: Plane, box: Box, square?: number, kept?: Area): void => {
  const { x0, y0, x1, y1 } = cut(plane, box);
  const size = square ?? Math.max(2, Math.ceil(Math.max(x1 - x0, y1 - y0) / squares));
  for (let y = y0; y < y1; y += size) {
    for (let x = x0; x < x1; x += size) {
      flatten(plane, { x0: x, y0: y, x1: Math.min(x + size, x1), y1: Math.min(y + size, y1) }, kept);
    }
  }
};

const flatten = (
  { data, width, channels }: Plane,
  { x0, y0, x1, y1 }: Area,
  kept: Area | undefined,
): void => {
  const isKept = (x: number, y: number): boolean =>
    kept !== undefined && x >= kept.x0 && x < kept.x1 && y >= kept.y0 && y < kept.y1;
  for (let channel = 0; channel < channels; channel += 1) {
    let sum = 0;
    for (let y = y0; y < y1; y += 1)
      for (let x = x0; x < x1; x += 1) sum += data[(y * width + x) * channels + channel] ?? 0;
    const mean = Math.round(sum / Math.max(1, (x1 - x0) * (y1 - y0)));
    for (let y = y0; y < y1; y += 1)
      for (let x = x0; x < x1; x += 1) if (!isKept(x, y)) data[(y * width + x) * channels + channel] = mean;
  }
};
