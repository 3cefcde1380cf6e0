import type { Sheet } from './sheet.ts';

/** Cells across the picture of the fine grid at most, and how many of them make one of the coarse grid. */
const fine_columns = 240;
const per_coarse = 4;
/** Nothing moves further between two judged frames: shares of the width and of the height. */
const furthest = 0.3;
/** Around four times the coarse answer, which is right to half a coarse cell. */
const refine = 3;
/** Every second row is enough. */
const row_step = 2;
/** The best match must be so much better than the usual mismatch, or nothing is said. */
const clear = 0.75;
/** Mean difference in grey levels below which a picture has nothing to hold on to. */
const flat = 2;

type Grid = { readonly columns: number; readonly rows: number; readonly luma: Float32Array };

/**
 * How far the camera moved the picture since the frame before: the displacement at which two small grey
 * pictures differ least (mean absolute difference over what they share), coarse to fine, with a parabola
 * through the best cell and its neighbours. One displacement for the whole picture: good for a camera that
 * pans or flies past at a distance. Buffers are kept from frame to frame.
 */
export class PictureMotion {
  #key = '';
  #cell_px = 1;
  #now: readonly [fine: Grid, coarse: Grid] | undefined;
  #before: readonly [fine: Grid, coarse: Grid] | undefined;
  #has_before = false;

  /** The source was cut: the next frame has none before it. */
  reset(): void {
    this.#has_before = false;
  }

  /** In pixels of the frame; undefined for the first frame and where the pictures do not say. `whole` shows all of it. */
  next(whole: Sheet): readonly [x_px: number, y_px: number] | undefined {
    const key = `${whole.width_px}×${whole.height_px} ${whole.frame_width_px}×${whole.frame_height_px}`;
    if (key !== this.#key) this.#allocate(key, whole);
    const [now, before] = [this.#now, this.#before];
    if (now === undefined || before === undefined) return undefined;
    [this.#now, this.#before] = [before, now];
    read(whole, now[0], this.#cell_px);
    shrink(now[0], now[1]);
    const had_before = this.#has_before;
    this.#has_before = true;
    if (!had_before) return undefined;
    return this.#match(now, before, whole.frame_px_per_px);
  }

  #allocate(key: string, { frame_width_px, frame_height_px, frame_px_per_px }: Sheet): void {
    this.#key = key;
    this.#has_before = false;
    const width_px = Math.floor(frame_width_px / frame_px_per_px);
    const height_px = Math.floor(frame_height_px / frame_px_per_px);
    this.#cell_px = Math.ceil(width_px / fine_columns);
    const columns = Math.floor(width_px / this.#cell_px);
    const rows = Math.floor(height_px / this.#cell_px);
    const coarse_columns = Math.floor(columns / per_coarse);
    const coarse_rows = Math.floor(rows / per_coarse);
    if (coarse_columns < 8 || coarse_rows < 8) {
      this.#now = this.#before = undefined;
      return;
    }
    const pair = (): readonly [Grid, Grid] => [grid(columns, rows), grid(coarse_columns, coarse_rows)];
    this.#now = pair();
    this.#before = pair();
  }

  #match(
    [fine, coarse]: readonly [Grid, Grid],
    [fine_before, coarse_before]: readonly [Grid, Grid],
    frame_px_per_px: number,
  ): readonly [number, number] | undefined {
    const reach_x = Math.floor(coarse.columns * furthest);
    const reach_y = Math.floor(coarse.rows * furthest);
    const rough = search(coarse, coarse_before, [reach_x, reach_y]);
    if (rough.mean < flat || rough.least > clear * rough.mean) return undefined;
    const { x, y, least } = searchAround(fine, fine_before, [rough.x * per_coarse, rough.y * per_coarse]);
    const at = (dx: number, dy: number) => difference(fine, fine_before, x + dx, y + dy);
    const scale = this.#cell_px * frame_px_per_px;
    return [
      (x + vertex(at(-1, 0), least, at(1, 0))) * scale,
      (y + vertex(at(0, -1), least, at(0, 1))) * scale,
    ];
  }
}

const grid = (columns: number, rows: number): Grid => ({
  columns,
  rows,
  luma: new Float32Array(columns * rows),
});

/** Green stands for grey; four samples a cell are enough against flicker. */
const read = ({ data, width_px }: Sheet, { columns, rows, luma }: Grid, cell_px: number): void => {
  const [low, high] = [cell_px >> 2, (3 * cell_px) >> 2];
  for (let row = 0; row < rows; row += 1) {
    const upper = (row * cell_px + low) * width_px;
    const lower = (row * cell_px + high) * width_px;
    for (let column = 0; column < columns; column += 1) {
      const [left, right] = [column * cell_px + low, column * cell_px + high];
      luma[row * columns + column] =
        ((data[(upper + left) * 3 + 1] ?? 0) +
          (data[(upper + right) * 3 + 1] ?? 0) +
          (data[(lower + left) * 3 + 1] ?? 0) +
          (data[(lower + right) * 3 + 1] ?? 0)) /
        4;
    }
  }
};

const shrink = (fine: Grid, { columns, rows, luma }: Grid): void => {
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let sum = 0;
      for (let y = 0; y < per_coarse; y += 1) {
        const at = (row * per_coarse + y) * fine.columns + column * per_coarse;
        for (let x = 0; x < per_coarse; x += 1) sum += fine.luma[at + x] ?? 0;
      }
      luma[row * columns + column] = sum / per_coarse ** 2;
    }
  }
};

/**
 * Mean absolute difference where `now`, moved back by (x, y), lies over `before`; some value above `enough` as soon
 * as it is known to be larger.
 */
const difference = (now: Grid, before: Grid, x: number, y: number, enough = Infinity): number => {
  const { columns, rows } = now;
  const [left, right] = [Math.max(0, x), Math.min(columns, columns + x)];
  const [top, bottom] = [Math.max(0, y), Math.min(rows, rows + y)];
  const cells = Math.max(1, (right - left) * Math.ceil((bottom - top) / row_step));
  const enough_sum = enough * cells;
  let sum = 0;
  for (let row = top; row < bottom && sum <= enough_sum; row += row_step) {
    const here = row * columns;
    const there = (row - y) * columns - x;
    for (let column = left; column < right; column += 1)
      sum += Math.abs((now.luma[here + column] ?? 0) - (before.luma[there + column] ?? 0));
  }
  return sum / cells;
};

type Match = { readonly x: number; readonly y: number; readonly least: number };

/** Every displacement within reach: the best, and what is usual. */
const search = (
  now: Grid,
  before: Grid,
  [reach_x, reach_y]: readonly [number, number],
): Match & { readonly mean: number } => {
  let best: Match = { x: 0, y: 0, least: Infinity };
  let sum = 0;
  for (let y = -reach_y; y <= reach_y; y += 1) {
    for (let x = -reach_x; x <= reach_x; x += 1) {
      const least = difference(now, before, x, y);
      sum += least;
      if (least < best.least) best = { x, y, least };
    }
  }
  return { ...best, mean: sum / ((2 * reach_x + 1) * (2 * reach_y + 1)) };
};

/** The best near to a place, which is tried first: most others are given up after a few rows. */
const searchAround = (now: Grid, before: Grid, [x0, y0]: readonly [number, number]): Match => {
  let best: Match = { x: x0, y: y0, least: difference(now, before, x0, y0) };
  for (let y = y0 - refine; y <= y0 + refine; y += 1) {
    for (let x = x0 - refine; x <= x0 + refine; x += 1) {
      const least = difference(now, before, x, y, best.least);
      if (least < best.least) best = { x, y, least };
    }
  }
  return best;
};

/** Where a parabola through three differences is least, −½ … ½. */
const vertex = (before: number, least: number, after: number): number => {
  const curve = before - 2 * least + after;
  return curve > 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curve))) : 0;
};
