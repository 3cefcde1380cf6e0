import { fail, type Fence, type FenceArea, ok, type Position, type RallyPoint, type Result } from '#common';
import { mavCmd, mavFrame } from '../mavlink/index.ts';
import { heightFrameOf, type WireItem } from './wire.ts';

const polygonCommand = {
  inclusion: mavCmd.nav_fence_polygon_vertex_inclusion,
  exclusion: mavCmd.nav_fence_polygon_vertex_exclusion,
} as const;
const circleCommand = {
  inclusion: mavCmd.nav_fence_circle_inclusion,
  exclusion: mavCmd.nav_fence_circle_exclusion,
} as const;

const e7 = (degrees: number): number => Math.round(degrees * 1e7);
const placed = (command: number, at: Position, param1: number): WireItem => ({
  command,
  frame: mavFrame.global,
  params: [param1, 0, 0, 0],
  x: e7(at.lat_deg),
  y: e7(at.lon_deg),
  z: 0,
});

/** Each vertex of a polygon is an item that carries the number of vertices. */
export const fenceToWire = (fence: Fence): WireItem[] =>
  fence.flatMap((area) =>
    area.kind === 'circle'
      ? [placed(circleCommand[area.side], area.centre, area.radius_m)]
      : area.vertices.map((vertex) => placed(polygonCommand[area.side], vertex, area.vertices.length)),
  );

/** A polygon that is cut short, or an item of another kind, is refused by its index. */
export const fenceFromWire = (items: readonly WireItem[]): Result<Fence> => {
  const fence: FenceArea[] = [];
  for (let at = 0; at < items.length;) {
    const item = items[at];
    if (item === undefined) break;
    const circle = sideOf(circleCommand, item.command);
    if (circle !== undefined) {
      fence.push({ kind: 'circle', side: circle, centre: placeOf(item), radius_m: item.params[0] });
      at += 1;
      continue;
    }
    const side = sideOf(polygonCommand, item.command);
    const vertices = items.slice(at, at + item.params[0]);
    const whole = vertices.length === item.params[0] && vertices.length >= 3;
    if (side === undefined || !whole || vertices.some(({ command }) => command !== item.command))
      return fail('MISSION_ITEM_UNKNOWN', { seq: at, command: item.command });
    fence.push({ kind: 'polygon', side, vertices: vertices.map(placeOf) });
    at += vertices.length;
  }
  return ok(fence);
};

const sideOf = (
  commands: Readonly<Record<'inclusion' | 'exclusion', number>>,
  command: number,
): 'inclusion' | 'exclusion' | undefined => {
  if (command === commands.inclusion) return 'inclusion';
  return command === commands.exclusion ? 'exclusion' : undefined;
};

const placeOf = ({ x, y }: WireItem): Position => ({ lat_deg: x / 1e7, lon_deg: y / 1e7 });

export const rallyToWire = (points: readonly RallyPoint[]): WireItem[] =>
  points.map((point) => ({
    ...placed(mavCmd.nav_rally_point, point, 0),
    frame: mavFrame.global_relative_alt_int,
    // ArduPilot keeps whole metres.
    z: Math.round(point.height_m),
  }));

export const rallyFromWire = (items: readonly WireItem[]): Result<RallyPoint[]> => {
  const points: RallyPoint[] = [];
  for (const [seq, item] of items.entries()) {
    if (item.command !== mavCmd.nav_rally_point || heightFrameOf(item.frame) !== 'relative')
      return fail('MISSION_ITEM_UNKNOWN', { seq, command: item.command });
    points.push({ ...placeOf(item), height_m: Math.round(item.z) });
  }
  return ok(points);
};
