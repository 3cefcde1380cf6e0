import { type YuvPicture, yuvCoefficients } from './picture.ts';
import type { Sheet, SheetPlan } from './sheet.ts';

const pad = 114;

/** Source columns (or rows) under each target one, and the weights of the first and last of them. */
type Axis = {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly first_weight: Float32Array;
  readonly last_weight: Float32Array;
};

/** Part [start, start + size) of `level` target pixels that cover `length` source pixels evenly. */
const axisOf = (start: number, size: number, level: number, length: number): Axis => {
  const ratio = length / level;
  const axis: Axis = {
    first: new Int32Array(size),
    last: new Int32Array(size),
    first_weight: new Float32Array(size),
    last_weight: new Float32Array(size),
  };
  for (let index = 0; index < size; index += 1) {
    const low = (start + index) * ratio;
    const high = Math.min(length, low + ratio);
    const first = Math.min(length - 1, Math.floor(low));
    const last = Math.max(first, Math.min(length - 1, Math.ceil(high) - 1));
    axis.first[index] = first;
    axis.last[index] = last;
    axis.first_weight[index] = (Math.min(first + 1, high) - low) / (high - low);
    axis.last_weight[index] = last > first ? (high - last) / (high - low) : 0;
  }
  return axis;
};

/** Buffers and tables for one tile place: they stay as long as the plan does. */
class Tile {
  readonly plan: SheetPlan;
  readonly data: Uint8Array;
  readonly luma: readonly [x: Axis, y: Axis];
  readonly chroma: readonly [x: Axis, y: Axis];

  constructor(plan: SheetPlan, picture: Pick<YuvPicture, 'width_px' | 'height_px'>) {
    this.plan = plan;
    this.data = new Uint8Array(new SharedArrayBuffer(plan.width_px * plan.height_px * 3)).fill(pad);
    const { left_px, top_px, scaled_width_px, scaled_height_px, level_width_px, level_height_px } = plan;
    const axes = (width: number, height: number): [Axis, Axis] => [
      axisOf(left_px, scaled_width_px, level_width_px, width),
      axisOf(top_px, scaled_height_px, level_height_px, height),
    ];
    this.luma = axes(picture.width_px, picture.height_px);
    // Averaging half-size chroma over the same area is the same as enlarging it first.
    this.chroma = axes((picture.width_px + 1) >> 1, (picture.height_px + 1) >> 1);
  }
}

/**
 * Makes tiles for the first stage from the planes of a frame at its native size, averaging areas, straight
 * into memory that the inference thread reads. Nothing is allocated while the frame size and the plans stay.
 */
export class TileMaker {
  #tiles = new Map<string, Tile>();
  #frame = '';
  #sums = new Float32Array();
  #rows: readonly [Float32Array, Float32Array, Float32Array] = [
    new Float32Array(),
    new Float32Array(),
    new Float32Array(),
  ];

  make(picture: YuvPicture, plan: SheetPlan): Sheet {
    const tile = this.#tile(picture, plan);
    const { width_px, height_px, data } = picture;
    const chroma_width = (width_px + 1) >> 1;
    const u_start = width_px * height_px;
    const v_start = u_start + chroma_width * ((height_px + 1) >> 1);
    const [y_row, u_row, v_row] = this.#rows;
    for (let row = 0; row < plan.scaled_height_px; row += 1) {
      this.#average(data, 0, width_px, tile.luma, row, y_row);
      this.#average(data, u_start, chroma_width, tile.chroma, row, u_row);
      this.#average(data, v_start, chroma_width, tile.chroma, row, v_row);
      this.#write(picture, tile, row);
    }
    const frame_px_per_px = width_px / plan.level_width_px;
    return {
      data: tile.data,
      width_px: plan.width_px,
      height_px: plan.height_px,
      x_px: plan.left_px * frame_px_per_px,
      y_px: plan.top_px * frame_px_per_px,
      frame_px_per_px,
      frame_width_px: width_px,
      frame_height_px: height_px,
    };
  }

  #tile(picture: YuvPicture, plan: SheetPlan): Tile {
    const frame = `${picture.width_px}×${picture.height_px} ${plan.level_width_px}`;
    if (frame !== this.#frame) {
      this.#frame = frame;
      this.#tiles = new Map();
      this.#sums = new Float32Array(picture.width_px);
    }
    const place = `${plan.left_px} ${plan.top_px}`;
    const known = this.#tiles.get(place);
    if (known !== undefined) return known;
    const tile = new Tile(plan, picture);
    this.#tiles.set(place, tile);
    if (this.#rows[0].length < plan.scaled_width_px)
      this.#rows = [0, 1, 2].map(() => new Float32Array(plan.scaled_width_px)) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
    return tile;
  }

  /** One target row of one plane: first the source rows under it, then the columns. */
  #average(
    data: Uint8Array,
    start: number,
    stride: number,
    [x, y]: readonly [Axis, Axis],
    row: number,
    out: Float32Array,
  ): void {
    const columns = x.first.length;
    const from = x.first[0] ?? 0;
    const to = (x.last[columns - 1] ?? 0) + 1;
    const [first, last] = [y.first[row] ?? 0, y.last[row] ?? 0];
    const sums = this.#sums;
    const [first_weight, last_weight] = [y.first_weight[row] ?? 0, y.last_weight[row] ?? 0];
    const between = last - first > 1 ? (1 - first_weight - last_weight) / (last - first - 1) : 0;
    for (let source = first; source <= last; source += 1) {
      const weight = source === first ? first_weight : source === last ? last_weight : between;
      const line = start + source * stride;
      if (source === first) {
        for (let column = from; column < to; column += 1) sums[column] = weight * (data[line + column] ?? 0);
      } else {
        for (let column = from; column < to; column += 1)
          sums[column] = (sums[column] ?? 0) + weight * (data[line + column] ?? 0);
      }
    }
    for (let column = 0; column < columns; column += 1) {
      const [low, high] = [x.first[column] ?? 0, x.last[column] ?? 0];
      const [low_weight, high_weight] = [x.first_weight[column] ?? 0, x.last_weight[column] ?? 0];
      let sum = low_weight * (sums[low] ?? 0);
      if (high > low) {
        let middle = 0;
        for (let at = low + 1; at < high; at += 1) middle += sums[at] ?? 0;
        sum += high_weight * (sums[high] ?? 0);
        if (high - low > 1) sum += (middle * (1 - low_weight - high_weight)) / (high - low - 1);
      }
      out[column] = sum;
    }
  }

  #write({ colour }: YuvPicture, { data, plan }: Tile, row: number): void {
    const { offset, scale, r_v, g_u, g_v, b_u } = yuvCoefficients(colour);
    const [y_row, u_row, v_row] = this.#rows;
    let to = row * plan.width_px * 3;
    for (let column = 0; column < plan.scaled_width_px; column += 1, to += 3) {
      const luma = ((y_row[column] ?? 0) - offset) * scale + 0.5;
      const u = (u_row[column] ?? 0) - 128;
      const v = (v_row[column] ?? 0) - 128;
      data[to] = clamp(luma + r_v * v);
      data[to + 1] = clamp(luma + g_u * u + g_v * v);
      data[to + 2] = clamp(luma + b_u * u);
    }
  }
}

const clamp = (value: number): number => (value <= 0 ? 0 : value >= 255 ? 255 : value);
