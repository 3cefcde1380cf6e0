import type { Position } from '#common';
import { toGcj02 } from './gcj02.ts';

/** Web Mercator in tiles of one zoom: x from 180° W, y from 85.05° N. */
export type TilePoint = { readonly x: number; readonly y: number };

export const tilePointOf = ({ lon_deg, lat_deg }: Position, z: number): TilePoint => {
  const side = 2 ** z;
  const sine = Math.sin((lat_deg * Math.PI) / 180);
  return {
    x: ((lon_deg + 180) / 360) * side,
    y: (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * side,
  };
};

export const positionOf = ({ x, y }: TilePoint, z: number): Position => {
  const side = 2 ** z;
  return {
    lon_deg: (x / side) * 360 - 180,
    lat_deg: (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / side))) * 180) / Math.PI,
  };
};

/** A tile is moved in this many parts each way. */
export const PARTS = 4;

/** One part of a tile, and where on the shifted map its picture lies. In tiles. */
export type Part = { readonly to: TilePoint; readonly from: TilePoint };

/**
 * How a tile in WGS-84 is put together from a map in GCJ-02, so that the map moves under the mission and the mission
 * stays where it is. The shift changes by at most 0.6 % of the way across a part; each part is moved by the shift of
 * its middle, so what is left is below a third of a pixel of the map's own at every zoom: under 0.2 m at zoom 18,
 * under 0.8 m at zoom 16.
 */
export const partsOf = (z: number, x: number, y: number): Part[] =>
  Array.from({ length: PARTS * PARTS }, (_, index): Part => {
    const to = { x: x + (index % PARTS) / PARTS, y: y + Math.floor(index / PARTS) / PARTS };
    const middle = { x: to.x + 0.5 / PARTS, y: to.y + 0.5 / PARTS };
    const there = tilePointOf(toGcj02(positionOf(middle, z)), z);
    return { to, from: { x: to.x + there.x - middle.x, y: to.y + there.y - middle.y } };
  });
