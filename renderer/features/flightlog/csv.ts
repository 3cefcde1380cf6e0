import type { FlightLog } from '#common';
import { localDateTime } from '../../ui/format.ts';

/** Of RFC 4180; a leading sign would be a formula to a spreadsheet. */
const cell = (value: string | number | null): string => {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The log as a table that spreadsheets open in Chinese too (with a byte order mark). */
export const logCsv = (
  { rows, pilots }: FlightLog,
  heads: readonly string[],
  pick: (text: { zh: string; en: string }) => string,
): string => {
  const lines = rows.map(({ figures, pilot_id, ...row }) => {
    const pilot = pilots.find(({ id }) => id === pilot_id);
    return [
      row.flight_id,
      row.pilot_name,
      pilot?.licence ?? '',
      pilot?.valid_to ?? '',
      row.vehicle_name,
      row.registration ?? '',
      pick(row.mission_name),
      figures === null ? '' : localDateTime(figures.takeoff_utc_us),
      figures === null ? '' : localDateTime(figures.landing_utc_us),
      figures === null ? '' : (figures.airborne_s / 60).toFixed(1),
      figures === null ? '' : figures.flown_m.toFixed(0),
      figures?.energy_wh?.toFixed(1) ?? '',
      row.stage,
    ];
  });
  return `\uFEFF${[heads, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
};
