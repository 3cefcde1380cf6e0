import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type Fault, fail, type Result } from '#common';
import { mergedTerrain, type Terrain } from '../plan/index.ts';
import { readGeoTiff } from './geotiff.ts';
import { readHgt } from './hgt.ts';

const MOST_BYTES = 300_000_000;
const MOST_FILES = 64;

/** One terrain file, by its ending: `.tif`, `.tiff` or `.hgt`. */
export const readTerrainFile = async (path: string): Promise<Result<Terrain>> => {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES)
      return fail('TERRAIN_UNREADABLE', { path: name, problem: `${size} bytes are too many` });
    const bytes = await readFile(path);
    return extname(path).toLowerCase() === '.hgt' ? readHgt(name, bytes) : await readGeoTiff(name, bytes);
  } catch (error) {
    return fail('TERRAIN_UNREADABLE', {
      path: name,
      problem: error instanceof Error ? error.message : String(error),
    });
  }
};

/** All terrain of some folders as one, the finest first; files that cannot be read are named, not fatal. */
export const loadTerrain = async (
  folders: readonly string[],
): Promise<{ terrain: Terrain | null; faults: Fault[] }> => {
  const parts: Terrain[] = [];
  const faults: Fault[] = [];
  for (const folder of folders) {
    const names = await readdir(folder).catch((): string[] => []);
    const wanted = names.filter((name) => /\.(tiff?|hgt)$/i.test(name)).toSorted();
    for (const name of wanted.slice(0, MOST_FILES)) {
      const read = await readTerrainFile(join(folder, name));
      if (read.ok) parts.push(read.value);
      else faults.push(read.error);
    }
  }
  return { terrain: mergedTerrain(parts), faults };
};
