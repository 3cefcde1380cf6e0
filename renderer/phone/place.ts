export type Place = { readonly lat_deg: number; readonly lon_deg: number; readonly accuracy_m: number };

/** Where this phone is, or null where it does not know or may not say. */
export const whereAmI = (): Promise<Place | null> =>
  new Promise((resolve) => {
    if (!('geolocation' in navigator)) {
      resolve(null);
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({ lat_deg: coords.latitude, lon_deg: coords.longitude, accuracy_m: coords.accuracy }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: 8000, maximumAge: 15_000 },
    );
  });

const earth_m = 6_371_008.8;
const rad = Math.PI / 180;

/** Great-circle distance (m) and first bearing (degrees from north); haversine. */
export const towards = (
  from: { readonly lat_deg: number; readonly lon_deg: number },
  to: { readonly lat_deg: number; readonly lon_deg: number },
): { distance_m: number; bearing_deg: number } => {
  const [a, b] = [from.lat_deg * rad, to.lat_deg * rad];
  const east = (to.lon_deg - from.lon_deg) * rad;
  const h = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(east / 2) ** 2;
  const bearing = Math.atan2(
    Math.sin(east) * Math.cos(b),
    Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(east),
  );
  return { distance_m: 2 * earth_m * Math.asin(Math.sqrt(h)), bearing_deg: (bearing / rad + 360) % 360 };
};
