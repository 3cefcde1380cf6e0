import { type Mission, ok, type Position, type Result } from '#common';
import { type FileItem, fileItemsOf, waypointsOf } from './mission-items.ts';
import { isPlace, type PlanParts, refuse } from './parts.ts';

const HEADER = /^QGC WPL (110|120)\s*$/;
const MOST_LINES = 20_000;

/** The plain list that Mission Planner and QGroundControl share: a header, then twelve columns a line; item 0 is home. */
export const readWaypoints = (text: string): Result<PlanParts> => {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (!HEADER.test(lines[0] ?? '')) return refuse('line 1', 'it does not begin with “QGC WPL 110”');
  if (lines.length > MOST_LINES) return refuse(`line ${MOST_LINES}`, 'too many lines');
  const items: FileItem[] = [];
  let takeoff: Position | null = null;
  for (const [index, line] of lines.slice(1).entries()) {
    const item = `line ${index + 2}`;
    const columns = line.trim().split(/\s+/).map(Number);
    if (columns.length !== 12 || columns.some((value) => !Number.isFinite(value)))
      return refuse(item, 'twelve numbers are needed');
    const [, , frame = 0, command = 0, ...rest] = columns;
    const params = rest.slice(0, 7);
    if (index === 0) {
      const [lat, lon] = [params[4], params[5]];
      if (isPlace(lon, lat) && typeof lat === 'number' && (lat !== 0 || lon !== 0))
        takeoff = { lat_deg: lat, lon_deg: lon };
      continue;
    }
    items.push({ command, frame, params });
  }
  const made = waypointsOf(items, 1);
  if (!made.ok) return made;
  const { points, notes } = made.value;
  if (points.length === 0) return refuse('file', 'it has no waypoints');
  return ok({ blocks: [{ kind: 'points', id: 'points-1', points }], fence: null, zones: [], takeoff, notes });
};

export const writeWaypoints = (mission: Mission, takeoff: Position): string => {
  const home: FileItem = { command: 16, frame: 0, params: [0, 0, 0, 0, takeoff.lat_deg, takeoff.lon_deg, 0] };
  const lines = [home, ...fileItemsOf(mission.items)].map(({ command, frame, params }, index) =>
    [index, index === 0 ? 1 : 0, frame, command, ...params.map((value) => value ?? 0), 1].join('\t'),
  );
  return `QGC WPL 110\n${lines.join('\n')}\n`;
};
