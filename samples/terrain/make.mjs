// Writes sample-quarry.tif: the ground around the sample site. Made up, like the site: a flat plant at 12 m above
// sea level, a quarry face rising to the north, a low ridge to the east. Heights in metres, WGS-84, 20 m apart.
import { writeFile } from 'node:fs/promises';
import { writeArrayBuffer } from 'geotiff';

const step_deg = 0.0002;
const [columns, rows] = [120, 120];
const origin = { lat_deg: 29.9512, lon_deg: 121.421 };
const west = origin.lon_deg - (columns / 2) * step_deg;
const north = origin.lat_deg + (rows / 2) * step_deg;
const lon_m = 111_320 * Math.cos((origin.lat_deg * Math.PI) / 180);

/** 0 below a, 1 above b, smooth between. */
const ramp = (value, a, b) => {
  const t = Math.max(0, Math.min(1, (value - a) / (b - a)));
  return t * t * (3 - 2 * t);
};

const heights = new Float32Array(columns * rows);
for (let row = 0; row < rows; row += 1) {
  for (let column = 0; column < columns; column += 1) {
    const east_m = (west + (column + 0.5) * step_deg - origin.lon_deg) * lon_m;
    const north_m = (north - (row + 0.5) * step_deg - origin.lat_deg) * 111_320;
    const face = 38 * ramp(north_m, 110, 190) + 22 * ramp(north_m, 260, 420);
    const ridge = 18 * ramp(east_m, 220, 420) * (1 - ramp(east_m, 700, 1000));
    heights[row * columns + column] = Math.round((12 + face + ridge) * 100) / 100;
  }
}
const file = writeArrayBuffer(heights, {
  width: columns,
  height: rows,
  GTModelTypeGeoKey: 2,
  GTRasterTypeGeoKey: 1,
  GeographicTypeGeoKey: 4326,
  ModelPixelScale: [step_deg, step_deg, 0],
  ModelTiepoint: [0, 0, 0, west, north, 0],
});
await writeFile(new URL('sample-quarry.tif', import.meta.url), Buffer.from(file));
