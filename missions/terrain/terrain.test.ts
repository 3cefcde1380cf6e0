import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { unwrap } from '#common';
import { loadTerrain, readTerrainFile } from './index.ts';

const folder = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'landun-terrain-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
};

/** An SRTM tile whose height is the row from the south, with one hole. */
const tile = (): Buffer => {
  const bytes = Buffer.alloc(1201 * 1201 * 2);
  for (let index = 0; index < 1201 * 1201; index += 1)
    bytes.writeInt16BE(index === 5 ? -32_768 : 1200 - Math.floor(index / 1201), index * 2);
  return bytes;
};

describe('terrain files', () => {
  it('reads an SRTM tile by its name, with its hole', async () => {
    const path = join(await folder(), 'N29E121.hgt');
    await writeFile(path, tile());
    const terrain = unwrap(await readTerrainFile(path));
    expect(terrain.elevation_m({ lat_deg: 29.5, lon_deg: 121.5 })).toBeCloseTo(600, 6);
    expect(terrain.elevation_m({ lat_deg: 29 + 100.25 / 1200, lon_deg: 121.2 })).toBeCloseTo(100.25, 6);
    expect(terrain.elevation_m({ lat_deg: 30, lon_deg: 121 + 5 / 1200 })).toBeNull();
    expect(terrain.elevation_m({ lat_deg: 30.1, lon_deg: 121.5 })).toBeNull();
  });

  it('reads the sample: a flat plant under a quarry face', async () => {
    const terrain = unwrap(await readTerrainFile('samples/terrain/sample-quarry.tif'));
    expect(terrain.elevation_m({ lat_deg: 29.9512, lon_deg: 121.421 })).toBeCloseTo(12, 1);
    // 300 m north, beyond the first face of 38 m.
    const above = terrain.elevation_m({ lat_deg: 29.9512 + 225 / 111_320, lon_deg: 121.421 });
    expect(above).toBeGreaterThan(49);
    expect(above).toBeLessThan(51);
    expect(terrain.elevation_m({ lat_deg: 29.99, lon_deg: 121.421 })).toBeNull();
  });

  it('names what it cannot read and uses the rest', async () => {
    const path = await folder();
    await writeFile(join(path, 'N29E121.hgt'), tile());
    await writeFile(join(path, 'short.hgt'), Buffer.alloc(10));
    await writeFile(join(path, 'N30E121.hgt'), Buffer.alloc(999));
    await writeFile(join(path, 'not.tif'), 'no picture');
    const { terrain, faults } = await loadTerrain([path, join(path, 'none')]);
    expect(terrain?.source).toBe('N29E121.hgt');
    expect(faults.map(({ code, details }) => [code, details['path']])).toEqual([
      ['TERRAIN_UNREADABLE', 'N30E121.hgt'],
      ['TERRAIN_UNREADABLE', 'not.tif'],
      ['TERRAIN_UNREADABLE', 'short.hgt'],
    ]);
  });
});
