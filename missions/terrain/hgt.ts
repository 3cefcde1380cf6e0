import { fail, ok, type Result } from '#common';
import { gridTerrain, type Terrain } from '../plan/index.ts';

const NAME = /^([NS])(\d{2})([EW])(\d{3})\.hgt$/i;
const NO_DATA = -32_768;

/**
 * One degree of SRTM heights: big-endian 16-bit metres, 1201² (3″) or 3601² (1″), rows from the north, the last row
 * and column shared with the next tile. The file's name says where its south-west corner is.
 */
export const readHgt = (name: string, bytes: Uint8Array): Result<Terrain> => {
  const match = NAME.exec(name);
  if (match === null)
    return fail('TERRAIN_UNREADABLE', { path: name, problem: 'its name is not like N29E121.hgt' });
  const side = Math.sqrt(bytes.byteLength / 2);
  if (side !== 1201 && side !== 3601) {
    return fail('TERRAIN_UNREADABLE', { path: name, problem: `${bytes.byteLength} bytes are no SRTM tile` });
  }
  const south_deg = Number(match[2]) * (match[1]?.toUpperCase() === 'S' ? -1 : 1);
  const west_deg = Number(match[4]) * (match[3]?.toUpperCase() === 'W' ? -1 : 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const heights_m = Int16Array.from({ length: side * side }, (_, index) => view.getInt16(index * 2));
  const step_deg = 1 / (side - 1);
  return ok(
    gridTerrain({
      source: name,
      west_deg,
      north_deg: south_deg + 1,
      lon_step_deg: step_deg,
      lat_step_deg: step_deg,
      columns: side,
      rows: side,
      heights_m,
      no_data: NO_DATA,
    }),
  );
};
