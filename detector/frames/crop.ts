import type { Box } from '#common';
import { type Picture, yuvCoefficients } from './picture.ts';

/** One colour plane inside a picture's bytes. */
type Plane = { data: Uint8Array; start: number; step: number; stride: number; width_px: number; height_px: number };

/**
 * Cuts the square `side_px` around the centre of a box and resizes it to `size_px`, as RGB, into `out` at
 * `out_start`. Shrinking averages areas, enlarging is bilinear (as OpenCV's INTER_AREA and INTER_LINEAR,
 * with which the crops for training were cut); what lies outside the picture is `pad`.
 */
export class Cropper {
  readonly #size_px: number;
  readonly #scale: number;
  readonly #pad: number;
  readonly #planes: readonly [Float32Array, Float32Array, Float32Array];
  readonly #inside: Float32Array;

  constructor(options: { size_px: number; scale: number; pad: number }) {
    this.#size_px = options.size_px;
    this.#scale = options.scale;
    this.#pad = options.pad;
    const pixels = options.size_px * options.size_px;
    this.#planes = [new Float32Array(pixels), new Float32Array(pixels), new Float32Array(pixels)];
    this.#inside = new Float32Array(pixels);
  }

  /** Bytes of one crop. */
  get bytes(): number {
    return this.#size_px * this.#size_px * 3;
  }

  crop(picture: Picture, box: Box, out: Uint8Array, out_start: number): void {
    const side = Math.max(box[2], box[3]) * this.#scale;
    const left = box[0] + box[2] / 2 - side / 2;
    const top = box[1] + box[3] / 2 - side / 2;
    const { width_px, height_px, data } = picture;
    const [first, second, third] = this.#planes;
    if (picture.format === 'rgb24') {
      const plane = { data, step: 3, stride: width_px * 3, width_px, height_px };
      this.#resize({ ...plane, start: 0 }, left, top, side, first, true);
      this.#resize({ ...plane, start: 1 }, left, top, side, second, false);
      this.#resize({ ...plane, start: 2 }, left, top, side, third, false);
      this.#writeRgb(out, out_start);
      return;
    }
    const chroma_width = (width_px + 1) >> 1;
    const chroma_height = (height_px + 1) >> 1;
    const u_start = width_px * height_px;
    const chroma = { data, step: 1, stride: chroma_width, width_px: chroma_width, height_px: chroma_height };
    this.#resize({ data, start: 0, step: 1, stride: width_px, width_px, height_px }, left, top, side, first, true);
    this.#resize({ ...chroma, start: u_start }, left / 2, top / 2, side / 2, second, false);
    this.#resize({ ...chroma, start: u_start + chroma_width * chroma_height }, left / 2, top / 2, side / 2, third, false);
    this.#writeYuv(picture.colour, out, out_start);
  }

  /** Coverage-weighted mean of the source pixels under each target pixel; `inside` is the share that was in the picture. */
  #resize(plane: Plane, left: number, top: number, side: number, target: Float32Array, note_inside: boolean): void {
    const size = this.#size_px;
    const ratio = side / size;
    // A target pixel never gathers from less than one source pixel: that makes enlarging bilinear.
    const half = Math.max(ratio, 1) / 2;
    const { data, start, step, stride, width_px, height_px } = plane;
    for (let row = 0; row < size; row += 1) {
      const y = top + (row + 0.5) * ratio;
      const y_low = Math.max(y - half, 0);
      const y_high = Math.min(y + half, height_px);
      const y_first = Math.floor(y_low);
      const y_last = Math.ceil(y_high);
      for (let column = 0; column < size; column += 1) {
        const x = left + (column + 0.5) * ratio;
        const x_low = Math.max(x - half, 0);
        const x_high = Math.min(x + half, width_px);
        const x_first = Math.floor(x_low);
        const x_last = Math.ceil(x_high);
        let sum = 0;
        let weight = 0;
        for (let source_y = y_first; source_y < y_last; source_y += 1) {
          const y_share = Math.min(source_y + 1, y_high) - Math.max(source_y, y_low);
          let at = start + source_y * stride + x_first * step;
          for (let source_x = x_first; source_x < x_last; source_x += 1) {
            const share = y_share * (Math.min(source_x + 1, x_high) - Math.max(source_x, x_low));
            sum += share * (data[at] ?? 0);
            weight += share;
            at += step;
          }
        }
        const to = row * size + column;
        target[to] = weight > 0 ? sum / weight : 0;
        if (note_inside) this.#inside[to] = Math.min(Math.max(weight, 0) / (4 * half * half), 1);
      }
    }
  }

  #writeRgb(out: Uint8Array, out_start: number): void {
    const [red, green, blue] = this.#planes;
    for (let pixel = 0, to = out_start; pixel < red.length; pixel += 1, to += 3) {
      this.#put(out, to, pixel, red[pixel] ?? 0, green[pixel] ?? 0, blue[pixel] ?? 0);
    }
  }

  #writeYuv(colour: Parameters<typeof yuvCoefficients>[0], out: Uint8Array, out_start: number): void {
    const { offset, scale, r_v, g_u, g_v, b_u } = yuvCoefficients(colour);
    const [luma_plane, u_plane, v_plane] = this.#planes;
    for (let pixel = 0, to = out_start; pixel < luma_plane.length; pixel += 1, to += 3) {
      const luma = ((luma_plane[pixel] ?? 0) - offset) * scale;
      const u = (u_plane[pixel] ?? 0) - 128;
      const v = (v_plane[pixel] ?? 0) - 128;
      this.#put(out, to, pixel, luma + r_v * v, luma + g_u * u + g_v * v, luma + b_u * u);
    }
  }

  #put(out: Uint8Array, to: number, pixel: number, red: number, green: number, blue: number): void {
    const inside = this.#inside[pixel] ?? 0;
    const outside = (1 - inside) * this.#pad;
    out[to] = clampByte(red * inside + outside);
    out[to + 1] = clampByte(green * inside + outside);
    out[to + 2] = clampByte(blue * inside + outside);
  }
}

const clampByte = (value: number): number => (value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value));
