import {
  type Circle,
  fail,
  type PlanBlock,
  type PlanBlockOf,
  type PlanZone,
  type Position,
  type RallyPoint,
  type Result,
  type Ring,
} from '#common';

/** What a file holds that a plan can take over. */
export type PlanParts = {
  readonly blocks: readonly PlanBlock[];
  readonly fence: Ring | null;
  readonly fence_circle?: Circle | undefined;
  readonly zones: readonly PlanZone[];
  readonly takeoff: Position | null;
  readonly rally?: readonly RallyPoint[];
  /** What was left out or read with a choice, for the pilot to know. */
  readonly notes: readonly string[];
};

export type Waypoint = PlanBlockOf<'points'>['points'][number];

export const refuse = (item: string, problem: string): Result<never> =>
  fail('PLAN_FILE_INVALID', { item, problem });

/** Most corners of one shape, and of one file. */
export const MOST_CORNERS = 2000;
export const MOST_POINTS = 5000;
/** Most patterns, and most zones, of one plan. */
export const MOST_SHAPES = 200;
export const MOST_FILE_BYTES = 9_000_000;

/** A ring of [lon, lat] from a file: closed ones lose their last corner; every figure is checked. */
export const ringOf = (pairs: readonly (readonly unknown[])[], item: string): Result<Ring> => {
  if (pairs.length > MOST_CORNERS + 1)
    return refuse(item, `${pairs.length} corners are more than ${MOST_CORNERS}`);
  const ring: Ring = [];
  for (const [index, [lon, lat]] of pairs.entries()) {
    if (!isPlace(lon, lat)) return refuse(`${item}, corner ${index + 1}`, 'it is no place on earth');
    ring.push([lon, lat as number]);
  }
  const [first, last] = [ring[0], ring.at(-1)];
  if (ring.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1]) ring.pop();
  return { ok: true, value: ring };
};

export const isPlace = (lon: unknown, lat: unknown): lon is number =>
  typeof lon === 'number' &&
  typeof lat === 'number' &&
  Number.isFinite(lon) &&
  Number.isFinite(lat) &&
  Math.abs(lon) <= 180 &&
  Math.abs(lat) <= 90;

export const surveyBlock = (id: string, area: Ring, holes: Ring[] = []): PlanBlockOf<'survey'> => ({
  kind: 'survey',
  id,
  area,
  holes,
  angle_deg: null,
  side_overlap: 0.15,
  passes: 1,
});

export const corridorBlock = (id: string, line: Ring, width_m = 15): PlanBlockOf<'corridor'> => ({
  kind: 'corridor',
  id,
  line,
  width_m,
  side_overlap: 0.15,
  passes: 1,
});
