import type { Result } from '#common';

export type TileAddress = { readonly z: number; readonly x: number; readonly y: number };
export type Tile = { readonly type: 'image/png' | 'image/jpeg' | 'image/webp'; readonly bytes: Uint8Array };

/** Raster tiles of one basemap, addressed as the web does: y from the north. */
export type TileSource = {
  readonly name: string;
  readonly min_zoom: number;
  readonly max_zoom: number;
  readonly attribution: string;
  /** Null where the map has no tile. */
  tile(address: TileAddress): Promise<Result<Tile | null>>;
  close(): Promise<void>;
};

/** Larger ones are no tiles. */
export const MOST_TILE_BYTES = 2_000_000;

/** By their first bytes, because neither files nor servers can be believed. */
export const typeOfTile = (bytes: Uint8Array): Tile['type'] | undefined => {
  const starts = (...head: number[]): boolean => head.every((byte, index) => bytes[index] === byte);
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (starts(0x52, 0x49, 0x46, 0x46) && bytes[8] === 0x57 && bytes[9] === 0x45) return 'image/webp';
  return undefined;
};
