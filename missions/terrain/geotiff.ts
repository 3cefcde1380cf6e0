import { fromArrayBuffer } from 'geotiff';
import { fail, ok, type Result } from '#common';
import { gridTerrain, type Terrain } from '../plan/index.ts';

/** About an SRTM tile of 1″ twice over. */
const MOST_CELLS = 30_000_000;
/** GTModelTypeGeoKey: longitude and latitude. */
const GEOGRAPHIC = 2;
const WGS84 = 4326;
/** CGCS2000, China's own system: within a metre of WGS-84. */
const CGCS2000 = 4490;

/** The first band of a GeoTIFF in degrees on WGS-84 or CGCS2000; anything else is refused with its reason. */
export const readGeoTiff = async (name: string, bytes: Uint8Array): Promise<Result<Terrain>> => {
  const refuse = (problem: string): Result<never> => fail('TERRAIN_UNREADABLE', { path: name, problem });
  try {
    const copy = new ArrayBuffer(bytes.byteLength);
    new Uint8Array(copy).set(bytes);
    const image = await (await fromArrayBuffer(copy)).getImage();
    const [columns, rows] = [image.getWidth(), image.getHeight()];
    if (columns < 2 || rows < 2 || columns * rows > MOST_CELLS) return refuse(`${columns} × ${rows} cells`);
    const keys = image.getGeoKeys();
    const system = keys?.GeographicTypeGeoKey;
    if (
      keys?.GTModelTypeGeoKey !== GEOGRAPHIC ||
      (system !== undefined && system !== WGS84 && system !== CGCS2000)
    )
      return refuse('it is not in degrees on WGS-84');
    const [west, , , north] = image.getBoundingBox();
    const [lon_step_deg = NaN, lat_step = NaN] = image.getResolution();
    const lat_step_deg = Math.abs(lat_step);
    if (west === undefined || north === undefined || !(lon_step_deg > 0) || !(lat_step_deg > 0))
      return refuse('it does not say where it lies');
    const heights = await image.readRasters({ samples: [0], interleave: true });
    if (typeof heights === 'number' || !ArrayBuffer.isView(heights)) return refuse('it has no heights');
    // A pixel that is an area stands for its middle; one that is a point, for its corner (RasterPixelIsPoint = 2).
    const shift = keys.GTRasterTypeGeoKey === 2 ? 0 : 0.5;
    return ok(
      gridTerrain({
        source: name,
        west_deg: west + shift * lon_step_deg,
        north_deg: north - shift * lat_step_deg,
        lon_step_deg,
        lat_step_deg,
        columns,
        rows,
        heights_m: heights,
        no_data: image.getGDALNoData(),
      }),
    );
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
};
