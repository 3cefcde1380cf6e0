import { readFile } from 'node:fs/promises';
import { fail, flightExportFormats, ok, type Result } from '#common';
import { exportTrack } from '#missions';
import type { Flights } from './flights.ts';

/** Whole in memory: an hour of telemetry is some tens of megabytes. */
export type FlightFile = { readonly name: string; readonly type: string; readonly body: string | Buffer };

const types: Readonly<Record<(typeof flightExportFormats)[number], string>> = {
  tlog: 'application/octet-stream',
  kml: 'application/vnd.google-earth.kml+xml',
  gpx: 'application/gpx+xml',
  geojson: 'application/geo+json',
  csv: 'text/csv; charset=utf-8',
};

export const exportFlight = async (
  flights: Flights,
  flight_id: string,
  wanted: string,
): Promise<Result<FlightFile>> => {
  const format = flightExportFormats.find((each) => each === wanted);
  if (format === undefined) return fail('NOT_FOUND', { kind: 'file', id: wanted });
  const found = await flights.telemetry(flight_id);
  if (!found.ok) return found;
  const { flight, path } = found.value;
  const began = new Date(flight.started_utc_us / 1000).toISOString().slice(0, 19).replaceAll(':', '');
  const name = `landun-${began}.${format}`;
  const type = types[format];
  if (format === 'tlog') return ok({ name, type, body: await readFile(path) });
  const signal = await flights.signal(flight_id);
  if (!signal.ok) return signal;
  const text = await exportTrack(path, format, `Landun ${began}`, signal.value.points);
  return text.ok ? ok({ name, type, body: text.value }) : text;
};
