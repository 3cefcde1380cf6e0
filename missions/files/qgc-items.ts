import type { Mission, Plan, PlanBlock, PlanReport, Position } from '#common';
import { fileItemsOf } from './mission-items.ts';

/** Which block each waypoint belongs to, and how far apart the lines lie. */
export type Layout = Pick<PlanReport, 'legs' | 'blocks'>;

type Simple = {
  readonly type: 'SimpleItem';
  readonly autoContinue: true;
  readonly doJumpId: number;
  readonly command: number;
  readonly frame: number;
  readonly params: readonly (number | null)[];
};
type Run = {
  block_id: string | null;
  items: Simple[];
  places: Position[];
  heights_m: number[];
  looks: number[];
};

/**
 * A mission for QGroundControl's `.plan`. Areas that it could plan by itself (convex, without holes) and corridors
 * stay what they are, with the items as they are flown inside: it flies those until somebody edits the shape.
 * An area with bays or holes is written as its items alone, because an edit there would fly lines across them.
 */
export const qgcItems = (plan: Plan, mission: Mission, layout: Layout): unknown[] =>
  runsOf(mission, layout).flatMap((run): unknown[] => {
    const block = plan.blocks.find(({ id }) => id === run.block_id);
    if (block?.kind === 'survey' && block.holes.length === 0 && isConvex(block.area)) {
      return [
        {
          type: 'ComplexItem',
          complexItemType: 'survey',
          version: 5,
          polygon: block.area.map(([lon, lat]) => [lat, lon]),
          angle: block.angle_deg ?? directionOf(run),
          entryLocation: 0,
          flyAlternateTransects: false,
          splitConcavePolygons: false,
          TransectStyleComplexItem: transects(block, run, layout),
        },
      ];
    }
    if (block?.kind === 'corridor') {
      return [
        {
          type: 'ComplexItem',
          complexItemType: 'CorridorScan',
          version: 2,
          polyline: block.line.map(([lon, lat]) => [lat, lon]),
          CorridorWidth: block.width_m,
          EntryPoint: 0,
          TransectStyleComplexItem: transects(block, run, layout),
        },
      ];
    }
    return run.items;
  });

/** Items in flight order, cut where the block changes; what sets speed and camera goes with the waypoint after it. */
const runsOf = (mission: Mission, { legs }: Layout): Run[] => {
  const written = fileItemsOf(mission.items);
  const runs: Run[] = [];
  let waiting: Simple[] = [];
  let waypoint = 0;
  const runFor = (block_id: string | null): Run => {
    const last = runs.at(-1);
    if (last !== undefined && last.block_id === block_id) return last;
    const run: Run = { block_id, items: [], places: [], heights_m: [], looks: [] };
    runs.push(run);
    return run;
  };
  for (const [index, item] of mission.items.entries()) {
    const file = written[index];
    if (file === undefined) continue;
    const { command, frame, params } = file;
    const simple: Simple = {
      type: 'SimpleItem',
      autoContinue: true,
      doJumpId: index + 1,
      command,
      frame,
      params,
    };
    if (item.kind === 'takeoff') {
      runFor(null).items.push(simple);
      continue;
    }
    waiting.push(simple);
    if (item.kind !== 'waypoint') continue;
    const leg = legs[waypoint];
    waypoint += 1;
    const run = runFor(leg?.block_id ?? null);
    run.items.push(...waiting);
    run.places.push({ lat_deg: item.lat_deg, lon_deg: item.lon_deg });
    run.heights_m.push(item.height_m);
    if (leg?.role === 'look') run.looks.push(run.places.length - 1);
    waiting = [];
  }
  if (waiting.length > 0) runFor(null).items.push(...waiting);
  return runs;
};

type Lines = Extract<PlanBlock, { kind: 'survey' | 'corridor' }>;

/** What both shapes share; every key is one that QGroundControl asks for when it loads. */
const transects = (block: Lines, run: Run, { blocks }: Layout) => {
  const spacing_m = blocks.find(({ block_id }) => block_id === block.id)?.spacing_m ?? 0;
  return {
    version: 1,
    TurnAroundDistance: 0,
    CameraTriggerInTurnAround: false,
    HoverAndCapture: false,
    Refly90Degrees: block.passes === 2,
    FollowTerrain: false,
    CameraShots: 0,
    VisualTransectPoints: run.places.map(({ lat_deg, lon_deg }) => [lat_deg, lon_deg]),
    Items: run.items,
    CameraCalc: {
      version: 1,
      CameraName: 'Manual (no camera specs)',
      AdjustedFootprintSide: spacing_m,
      // Its trigger by distance; pictures are taken by time here, and those commands are among the items.
      AdjustedFootprintFrontal: 0,
      DistanceToSurface: run.heights_m[0] ?? 0,
      DistanceToSurfaceRelative: true,
      SideOverlap: Math.round(block.side_overlap * 100),
    },
  };
};

/** Of the first line that is looked along, clockwise from north; 0 where there is none. */
const directionOf = ({ places, looks }: Run): number => {
  const index = looks.find((each) => each > 0);
  const [from, to] = index === undefined ? [] : [places[index - 1], places[index]];
  if (from === undefined || to === undefined) return 0;
  const east = (to.lon_deg - from.lon_deg) * Math.cos((from.lat_deg * Math.PI) / 180);
  const bearing = (Math.atan2(east, to.lat_deg - from.lat_deg) * 180) / Math.PI;
  return Math.round(((bearing + 360) % 180) * 100) / 100;
};

/** Every corner turns the same way. */
const isConvex = (ring: readonly (readonly [number, number])[]): boolean => {
  const turns = ring.map(([x, y], index) => {
    const [x1, y1] = ring[(index + 1) % ring.length] ?? [x, y];
    const [x2, y2] = ring[(index + 2) % ring.length] ?? [x, y];
    return (x1 - x) * (y2 - y1) - (y1 - y) * (x2 - x1);
  });
  return turns.every((turn) => turn >= 0) || turns.every((turn) => turn <= 0);
};
