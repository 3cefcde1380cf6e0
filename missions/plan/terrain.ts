import type { Position } from '#common';

/** Heights of the ground above sea level. */
export type Terrain = {
  /** What it came from, for people. */
  readonly source: string;
  /** Distance between its measured heights. */
  readonly step_m: number;
  /** Null outside, and where it has a hole. */
  elevation_m(position: Position): number | null;
};

/** A regular grid of heights; the first value is the north-west one, rows run east. */
export type HeightGrid = {
  readonly source: string;
  readonly west_deg: number;
  readonly north_deg: number;
  readonly lon_step_deg: number;
  readonly lat_step_deg: number;
  readonly columns: number;
  readonly rows: number;
  readonly heights_m: ArrayLike<number>;
  readonly no_data: number | null;
};

const METRES_PER_DEGREE = 111_320;
/** No ground on earth is outside of this; other values are holes that a file did not mark. */
const LOWEST_M = -500;
const HIGHEST_M = 9000;

export const gridTerrain = (grid: HeightGrid): Terrain => {
  const at = (column: number, row: number): number => {
    if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows) return NaN;
    const height = grid.heights_m[row * grid.columns + column] ?? NaN;
    return height === grid.no_data || !(height > LOWEST_M && height < HIGHEST_M) ? NaN : height;
  };
  return {
    source: grid.source,
    step_m: grid.lat_step_deg * METRES_PER_DEGREE,
    elevation_m: ({ lat_deg, lon_deg }) => {
      const x = (lon_deg - grid.west_deg) / grid.lon_step_deg;
      const y = (grid.north_deg - lat_deg) / grid.lat_step_deg;
      const column = Math.min(Math.floor(x), grid.columns - 2);
      const row = Math.min(Math.floor(y), grid.rows - 2);
      const east = x - column;
      const south = y - row;
      if (!(east >= 0 && east <= 1 && south >= 0 && south <= 1)) return null;
      // Between the four heights around; a hole among them makes a hole.
      const north_side = at(column, row) * (1 - east) + at(column + 1, row) * east;
      const south_side = at(column, row + 1) * (1 - east) + at(column + 1, row + 1) * east;
      const height = north_side * (1 - south) + south_side * south;
      return Number.isNaN(height) ? null : height;
    },
  };
};

/** Several sources as one: the finest that knows a place answers. */
export const mergedTerrain = (parts: readonly Terrain[]): Terrain | null => {
  const finest = parts.toSorted((a, b) => a.step_m - b.step_m);
  const first = finest[0];
  if (first === undefined) return null;
  return {
    source: finest.map(({ source }) => source).join(', '),
    step_m: first.step_m,
    elevation_m: (position) => {
      for (const part of finest) {
        const height = part.elevation_m(position);
        if (height !== null) return height;
      }
      return null;
    },
  };
};
