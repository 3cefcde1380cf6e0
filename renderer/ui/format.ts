import type { Position } from '#common';

const missing = '—';

/** A figure with a fixed number of decimals, or a dash where nothing is known. */
export const figure = (value: number | null | undefined, decimals = 0): string =>
  value === null || value === undefined || !Number.isFinite(value)
    ? missing
    : noMinusZero(value.toFixed(decimals));

const noMinusZero = (text: string): string => (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text);

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-22 20:35:19` on this computer's calendar. */
export const localDateTime = (utc_us: number): string => {
  const at = new Date(utc_us / 1000);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${localTime(utc_us)}`;
};

/** `20:35:19` on this computer's clock. */
export const localTime = (utc_us: number): string => {
  const at = new Date(utc_us / 1000);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
};

/** `11-22 20:35:19`: for lists, where the year is plain. */
export const shortDateTime = (utc_us: number): string => localDateTime(utc_us).slice(5);

/** `2026-11-22T20:35:19.123Z` */
export const utcStamp = (utc_us: number): string => new Date(utc_us / 1000).toISOString();

/** `UTC+08:00`: how far this computer's calendar is from UTC at that time. */
export const utcOffset = (utc_us: number): string => {
  const minutes = -new Date(utc_us / 1000).getTimezoneOffset();
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};

/** `40 ms`, `1.5 s`, `3 min`: a span as short as it can be said. */
export const span = (us: number): string => {
  const ms = us / 1000;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
};

/** `3:25` for a duration in seconds. */
export const minutesSeconds = (seconds: number): string =>
  `${Math.floor(Math.round(seconds) / 60)}:${two(Math.round(seconds) % 60)}`;

export const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** `1.2 MB`; powers of ten, as file managers show them. */
export const bytes = (count: number): string => {
  if (count < 1000) return `${count} B`;
  if (count < 1_000_000) return `${(count / 1000).toFixed(1)} kB`;
  return `${(count / 1_000_000).toFixed(1)} MB`;
};

/** `34.12345°N 108.12345°E`: five decimals are about a metre. */
export const position = ({ lat_deg, lon_deg }: Position): string =>
  `${Math.abs(lat_deg).toFixed(5)}°${lat_deg < 0 ? 'S' : 'N'} ${Math.abs(lon_deg).toFixed(5)}°${lon_deg < 0 ? 'W' : 'E'}`;
