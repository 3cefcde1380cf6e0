import type { Position, SearchFilter, Site } from '#common';

/** Days are those of China, whatever the computer is set to. */
const china_us = 8 * 3_600_000_000;
const day_us = 86_400_000_000;

export const dayStart = (day: string): number => Date.parse(`${day}T00:00:00Z`) * 1000 - china_us;
/** The first moment after a day. */
export const dayEnd = (day: string): number => dayStart(day) + day_us;
export const dayOf = (utc_us: number): string =>
  new Date((utc_us + china_us) / 1000).toISOString().slice(0, 10);

const km_per_deg = 111.195;

/** The box around a place, so many kilometres to each side. */
export const boxAround = (
  { lat_deg, lon_deg }: Position,
  km: number,
): { south_deg: number; north_deg: number; west_deg: number; east_deg: number } => {
  const up = km / km_per_deg;
  const side = up / Math.max(0.01, Math.cos((lat_deg * Math.PI) / 180));
  return {
    south_deg: round(Math.max(-90, lat_deg - up)),
    north_deg: round(Math.min(90, lat_deg + up)),
    west_deg: round(Math.max(-180, lon_deg - side)),
    east_deg: round(Math.min(180, lon_deg + side)),
  };
};

/** Which site a box is around, and how far it reaches; undefined where it is around none. */
export const radiusOf = (
  { south_deg, north_deg, west_deg, east_deg }: SearchFilter,
  sites: readonly Pick<Site, 'id' | 'origin'>[],
): { site_id: string; km: number } | undefined => {
  if (south_deg === undefined || north_deg === undefined) return undefined;
  if (west_deg === undefined || east_deg === undefined) return undefined;
  const lat_deg = (south_deg + north_deg) / 2;
  const lon_deg = (west_deg + east_deg) / 2;
  const near = sites.find(
    ({ origin }) => Math.abs(origin.lat_deg - lat_deg) < 1e-4 && Math.abs(origin.lon_deg - lon_deg) < 1e-4,
  );
  const km = Math.round(((north_deg - south_deg) / 2) * km_per_deg * 10) / 10;
  return near === undefined ? undefined : { site_id: near.id, km };
};

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
