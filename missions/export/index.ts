import { type FlightExportFormat, ok, type Result, type SignalPoint } from '#common';
import { toCsv, toGeoJson, toGpx, toKml } from './formats.ts';
import { readTrack } from './track.ts';

/**
 * A telemetry log as another format, whole in memory: an hour of flight is about a megabyte. `signal`: how
 * everything came in along it, in order of time; GPX has no place for it.
 */
export const exportTrack = async (
  path: string,
  format: Exclude<FlightExportFormat, 'tlog'>,
  name: string,
  signal: readonly SignalPoint[] = [],
): Promise<Result<string>> => {
  const points = await readTrack(path);
  if (!points.ok) return points;
  if (format === 'csv') return ok(toCsv(points.value, signal));
  if (format === 'kml') return ok(toKml(points.value, name, signal));
  return ok(format === 'gpx' ? toGpx(points.value, name) : toGeoJson(points.value, name, signal));
};
