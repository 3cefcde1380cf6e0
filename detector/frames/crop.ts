import type { Box } from '#common';
import { type Picture, yuvCoefficients } from './picture.ts';

/** One colour plane inside a picture's bytes. */
type Plane = {
  data: Uint8Array;
  start: number;
  step: number;
  stride: number;
  width_px: number;
  height_px: number;
};

/** Which source pixels lie under each target pixel, along one axis. */
class Axis {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Source pixels under each target pixel that are in the picture, and how many there would be. */
  readonly covered: Float64Array;
  span = 1;

  constructor(size: number) {
    this.low = new Float64Array(size);
    this.high = new Float64Array(size);
    this.first = new Int32Array(size);
    this.last = new Int32Array(size);
    this.covered = new Float64Array(size);
  }

  aim(start: number, length: number, limit: number): void {
    const size = this.low.length;
    const ratio = length / size;
    // A target pixel never gathers from less than one source pixel: that makes enlarging bilinear.
    this.span = Math.max(ratio, 1);
    for (let index = 0; index < size; index += 1) {
      const middle = start + (index + 0.5) * ratio;
      const low = Math.min(Math.max(middle - this.span / 2, 0), limit);
      const high = Math.max(low, Math.min(middle + this.span / 2, limit));
      this.low[index] = low;
      this.high[index] = high;
      this.first[index] = Math.floor(low);
      this.last[index] = high > low ? Math.ceil(high) : Math.floor(low);
      this.covered[index] = high - low;
    }
  }
}

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
  readonly #columns: Axis;
  readonly #rows: Axis;
  /** Source rows summed up under one target row; grows to the widest crop seen. */
  #row = new Float32Array();

  constructor(options: { size_px: number; scale: number; pad: number }) {
    this.#size_px = options.size_px;
    this.#scale = options.scale;
    this.#pad = options.pad;
    const pixels = options.size_px * options.size_px;
    this.#planes = [new Float32Array(pixels), new Float32Array(pixels), new Float32Array(pixels)];
    this.#inside = new Float32Array(pixels);
    this.#columns = new Axis(options.size_px);
    this.#rows = new Axis(options.size_px);
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
    this.#resize(
      { data, start: 0, step: 1, stride: width_px, width_px, height_px },
      left,
      top,
      side,
      first,
      true,
    );
    this.#resize({ ...chroma, start: u_start }, left / 2, top / 2, side / 2, second, false);
    this.#resize(
      { ...chroma, start: u_start + chroma_width * chroma_height },
      left / 2,
      top / 2,
      side / 2,
      third,
      false,
    );
    this.#writeYuv(picture.colour, out, out_start);
  }

  /**
   * Coverage-weighted mean of the source pixels under each target pixel, along y and then along x: each
   * source pixel is read about once. `inside` is the share that lies in the picture.
   */
  #resize(
    plane: Plane,
    left: number,
    top: number,
    side: number,
    target: Float32Array,
    note_inside: boolean,
  ): void {
    const size = this.#size_px;
    const [columns, rows] = [this.#columns, this.#rows];
    columns.aim(left, side, plane.width_px);
    rows.aim(top, side, plane.height_px);
    const from = columns.first[0] ?? 0;
    const width = Math.max(0, (columns.last[size - 1] ?? 0) - from);
    if (this.#row.length < width) this.#row = new Float32Array(width);
    for (let row = 0; row < size; row += 1) {
      this.#flatten(plane, row, from, width);
      this.#narrow(from, target, row * size);
      const covered = rows.covered[row] ?? 0;
      for (let column = 0; column < size; column += 1) {
        const at = row * size + column;
        const weight = covered * (columns.covered[column] ?? 0);
        target[at] = weight > 0 ? (target[at] ?? 0) / weight : 0;
        if (note_inside) this.#inside[at] = Math.min(weight / (columns.span * rows.span), 1);
      }
    }
  }

  /** Sums the source rows under one target row, weighted by how much of each lies under it. */
  #flatten({ data, start, step, stride }: Plane, row: number, from: number, width: number): void {
    const { low, high, first, last } = this.#rows;
    const [row_low, row_high] = [low[row] ?? 0, high[row] ?? 0];
    const sums = this.#row;
    sums.fill(0, 0, width);
    for (let source = first[row] ?? 0; source < (last[row] ?? 0); source += 1) {
      const share = Math.min(source + 1, row_high) - Math.max(source, row_low);
      let at = start + source * stride + from * step;
      for (let column = 0; column < width; column += 1) {
        sums[column] = (sums[column] ?? 0) + share * (data[at] ?? 0);
        at += step;
      }
    }
  }

  /** Sums the flattened row under each target column. */
  #narrow(from: number, out: Float32Array, out_start: number): void {
    const { low, high, first, last } = this.#columns;
    const sums = this.#row;
    for (let column = 0; column < this.#size_px; column += 1) {
      const start = (first[column] ?? 0) - from;
      const end = (last[column] ?? 0) - from;
      const [column_low, column_high] = [(low[column] ?? 0) - from, (high[column] ?? 0) - from];
      let sum = 0;
      if (end - start === 1) {
        sum = (sums[start] ?? 0) * (column_high - column_low);
      } else if (end > start) {
        sum = (sums[start] ?? 0) * (start + 1 - column_low);
        for (let at = start + 1; at < end - 1; at += 1) sum += sums[at] ?? 0;
        sum += (sums[end - 1] ?? 0) * (column_high - (end - 1));
      }
      out[out_start + column] = sum;
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
