import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { PMTiles, type RangeResponse, type Source } from 'pmtiles';
import { z } from 'zod';
import { fail, ok, type Result } from '#common';
import { SqliteFile } from '../storage/driver.ts';
import { MOST_TILE_BYTES, type TileSource, typeOfTile } from './tiles.ts';

/** Opens a raster PMTiles or MBTiles file for reading. Fails with MAP_FILE_UNREADABLE, naming what is wrong. */
export const openTileFile = async (path: string): Promise<Result<TileSource>> => {
  const file = basename(path);
  const refuse = (problem: string): Result<never> => fail('MAP_FILE_UNREADABLE', { file, problem });
  try {
    return extname(path).toLowerCase() === '.pmtiles'
      ? await openPmtiles(path, refuse)
      : await openMbtiles(path, refuse);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
};

type Refuse = (problem: string) => Result<never>;
const vector = 'it holds vector tiles, or pictures that are neither PNG, JPEG nor WebP';

const openPmtiles = async (path: string, refuse: Refuse): Promise<Result<TileSource>> => {
  const handle = await open(path, 'r');
  const source: Source = {
    getKey: () => path,
    getBytes: async (offset, length): Promise<RangeResponse> => {
      // A directory that asks for more is broken, and would have the station read the whole file.
      if (!(length >= 0 && length <= 32_000_000)) throw new Error('a part of the file is too large');
      const bytes = new Uint8Array(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      return { data: bytes.buffer.slice(0, bytesRead) };
    },
  };
  const archive = new PMTiles(source);
  const header = await archive.getHeader().catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
  // 2, 3 and 4 are PNG, JPEG and WebP (PMTiles specification, version 3, section 3.1).
  if (![2, 3, 4].includes(header.tileType)) {
    await handle.close();
    return refuse(vector);
  }
  return ok({
    name: basename(path),
    min_zoom: header.minZoom,
    max_zoom: header.maxZoom,
    attribution: '',
    tile: async ({ z: zoom, x, y }) => {
      try {
        const found = await archive.getZxy(zoom, x, y);
        return picture(found === undefined ? undefined : new Uint8Array(found.data), refuse);
      } catch (error) {
        return refuse(String(error));
      }
    },
    close: () => handle.close(),
  });
};

const rows = z.array(z.object({ name: z.string(), value: z.string().nullable() }));
const tileRow = z.object({ tile_data: z.instanceof(Uint8Array) });
const span = z.object({ low: z.number().int().min(0).max(24), high: z.number().int().min(0).max(24) });

const openMbtiles = async (path: string, refuse: Refuse): Promise<Result<TileSource>> => {
  const file = await SqliteFile.openReadOnly(path);
  try {
    const found = rows.parse(await file.all('select name, value from metadata'));
    const metadata = new Map(found.map(({ name, value }) => [name, value ?? '']));
    const zooms = span.safeParse(
      (await file.all('select min(zoom_level) as low, max(zoom_level) as high from tiles'))[0],
    );
    if (!zooms.success) {
      await file.close();
      return refuse('it holds no tiles');
    }
    if (!['png', 'jpg', 'jpeg', 'webp', ''].includes((metadata.get('format') ?? '').toLowerCase())) {
      await file.close();
      return refuse(vector);
    }
    return ok({
      name: metadata.get('name') || basename(path),
      min_zoom: zooms.data.low,
      max_zoom: zooms.data.high,
      attribution: (metadata.get('attribution') ?? '').replaceAll(/<[^>]*>/g, '').slice(0, 120),
      tile: async ({ z: zoom, x, y }) => {
        try {
          // MBTiles counts rows from the south (specification 1.3, as TMS).
          const [row] = await file.all(
            'select tile_data from tiles where zoom_level = ? and tile_column = ? and tile_row = ?',
            [zoom, x, 2 ** zoom - 1 - y],
          );
          return picture(row === undefined ? undefined : tileRow.parse(row).tile_data, refuse);
        } catch (error) {
          return refuse(String(error));
        }
      },
      close: () => file.close(),
    });
  } catch (error) {
    await file.close();
    throw error;
  }
};

const picture = (bytes: Uint8Array | undefined, refuse: Refuse): ReturnType<TileSource['tile']> => {
  if (bytes === undefined || bytes.length === 0) return Promise.resolve(ok(null));
  if (bytes.length > MOST_TILE_BYTES) return Promise.resolve(refuse('a tile is larger than 2 MB'));
  const type = typeOfTile(bytes);
  return Promise.resolve(type === undefined ? refuse(vector) : ok({ type, bytes }));
};
