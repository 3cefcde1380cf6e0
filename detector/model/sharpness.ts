import type { Box } from '#common';
import type { Picture } from '../frames/picture.ts';

/** Larger heads are looked at in their middle: enough pixels to tell, and a bounded cost. */
const most_px = 96;

/**
 * How sharp a head is: variance of the Laplacian over variance of the luma, 0 (flat) upwards. Dividing by
 * the contrast makes dark and hazy pictures comparable. Photographed heads have about 0.004–0.03, smeared ones < 0.001.
 */
export const sharpness = (picture: Picture, box: Box): number => {
  const { data, width_px, height_px } = picture;
  const [step, stride, start] = picture.format === 'rgb24' ? [3, width_px * 3, 1] : [1, width_px, 0];
  const width = Math.min(box[2], most_px);
  const height = Math.min(box[3], most_px);
  const left = Math.max(1, Math.round(box[0] + (box[2] - width) / 2));
  const top = Math.max(1, Math.round(box[1] + (box[3] - height) / 2));
  const right = Math.min(width_px - 1, Math.round(left + width));
  const bottom = Math.min(height_px - 1, Math.round(top + height));
  let count = 0;
  let luma_sum = 0;
  let luma_squares = 0;
  let edge_sum = 0;
  let edge_squares = 0;
  for (let y = top; y < bottom; y += 1) {
    let at = start + y * stride + left * step;
    for (let x = left; x < right; x += 1) {
      const luma = data[at] ?? 0;
      const edge =
        4 * luma -
        (data[at - step] ?? 0) -
        (data[at + step] ?? 0) -
        (data[at - stride] ?? 0) -
        (data[at + stride] ?? 0);
      luma_sum += luma;
      luma_squares += luma * luma;
      edge_sum += edge;
      edge_squares += edge * edge;
      count += 1;
      at += step;
    }
  }
  if (count < 9) return 0;
  const luma_variance = luma_squares / count - (luma_sum / count) ** 2;
  const edge_variance = edge_squares / count - (edge_sum / count) ** 2;
  // One grey level squared keeps a flat patch from dividing by nothing.
  return edge_variance / (luma_variance + 1) / 16;
};
