import type { Point } from './shapes.ts';
import type { Stop } from './pattern.ts';

/** Heights of the ground above the take-off point; null where nothing is known. */
export type Ground = {
  readonly step_m: number;
  /** Of a place east and north of the take-off point. */
  above_takeoff_m(at: Point): number | null;
};

/** A stop with its height above the take-off point, or an inner point that only follows the ground. */
export type Flight = {
  readonly stop: Stop;
  readonly at: Point;
  readonly height_m: number;
  readonly inner: boolean;
};

/** The flight keeps this share of its height above ground along legs, at least half a metre. */
const TOLERANCE_SHARE = 0.05;
const LEAST_TOLERANCE_M = 0.5;
const COARSEST_STEP_M = 15;

export type Climb = { readonly climb_m_s: number; readonly descent_m_s: number; readonly floor_m: number };

/**
 * Heights of all stops, with points put in between where the ground rises or falls: within 5 % of the wished height
 * above it all along each leg, never below the floor on the way. Climbs and descents steeper than the aircraft can
 * fly at the leg's speed are softened by flying higher before or after.
 */
export const followGround = (stops: readonly Stop[], ground: Ground | null, climb: Climb): Flight[] => {
  const base = (at: Point): number => ground?.above_takeoff_m(at) ?? 0;
  const heightOf = (stop: Stop): number =>
    stop.height.over === 'ground' ? base(stop.at) + stop.height.m : stop.height.m;
  const flights: Flight[] = [];
  for (const [index, stop] of stops.entries()) {
    const height_m = heightOf(stop);
    const before = stops[index - 1];
    if (ground !== null && before !== undefined && followsBetween(before, stop)) {
      flights.push(...between(before, stop, heightOf(before), height_m, ground, climb.floor_m));
    }
    flights.push({ stop, at: stop.at, height_m, inner: false });
  }
  return ground === null ? flights : soften(flights, climb);
};

/** Items of a file keep their own heights. */
const followsBetween = (before: Stop, stop: Stop): boolean =>
  before.height.over !== 'frame' && stop.height.over !== 'frame';

const between = (
  before: Stop,
  stop: Stop,
  from_m: number,
  to_m: number,
  ground: Ground,
  floor_m: number,
): Flight[] => {
  const length = Math.hypot(stop.at.x - before.at.x, stop.at.y - before.at.y);
  const steps = Math.ceil(length / Math.min(ground.step_m, COARSEST_STEP_M));
  if (steps < 2) return [];
  const above =
    before.height.over === 'ground' && stop.height.over === 'ground'
      ? { from: before.height.m, to: stop.height.m }
      : null;
  const wished = Array.from({ length: steps + 1 }, (_, index) => {
    const t = index / steps;
    if (index === 0 || index === steps) return index === 0 ? from_m : to_m;
    const straight = from_m + (to_m - from_m) * t;
    const below = ground.above_takeoff_m(pointAt(before.at, stop.at, t));
    if (below === null) return straight;
    return above === null
      ? Math.max(straight, below + floor_m)
      : below + above.from + (above.to - above.from) * t;
  });
  const tolerance = Math.max(LEAST_TOLERANCE_M, TOLERANCE_SHARE * (above?.from ?? floor_m));
  return kneesOf(wished, tolerance).map((index) => ({
    stop,
    at: pointAt(before.at, stop.at, index / steps),
    height_m: wished[index] ?? 0,
    inner: true,
  }));
};

const pointAt = (a: Point, b: Point, t: number): Point => ({
  x: a.x + (b.x - a.x) * t,
  y: a.y + (b.y - a.y) * t,
});

/** Inner places of a polyline that keep it within a tolerance (Douglas–Peucker on heights). */
const kneesOf = (heights: readonly number[], tolerance: number): number[] => {
  const kept: number[] = [];
  const open: [number, number][] = [[0, heights.length - 1]];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const [from, to] = part;
    const [a, b] = [heights[from] ?? 0, heights[to] ?? 0];
    let worst = tolerance;
    let knee = -1;
    for (let index = from + 1; index < to; index += 1) {
      const off = Math.abs((heights[index] ?? 0) - (a + ((b - a) * (index - from)) / (to - from)));
      if (off > worst) [worst, knee] = [off, index];
    }
    if (knee < 0) continue;
    kept.push(knee);
    open.push([from, knee], [knee, to]);
  }
  return kept.toSorted((a, b) => a - b);
};

/** Only ever raises: lowering would meet the ground. */
const soften = (flights: readonly Flight[], { climb_m_s, descent_m_s }: Climb): Flight[] => {
  const heights = flights.map(({ height_m }) => height_m);
  const leg = (index: number): { length: number; speed: number } => {
    const [a, b] = [flights[index - 1], flights[index]];
    return a === undefined || b === undefined
      ? { length: Infinity, speed: 1 }
      : { length: Math.hypot(b.at.x - a.at.x, b.at.y - a.at.y), speed: b.stop.speed_m_s ?? 5 };
  };
  const fixed = (index: number): boolean => flights[index]?.stop.height.over === 'frame';
  for (let index = heights.length - 1; index > 0; index -= 1) {
    const { length, speed } = leg(index);
    // A short hop has time to climb on the spot.
    const least = (heights[index] ?? 0) - Math.max(2, (length / speed) * climb_m_s);
    if (!fixed(index - 1))
      heights[index - 1] = Math.max(heights[index - 1] ?? 0, length < 3 ? -Infinity : least);
  }
  for (let index = 1; index < heights.length; index += 1) {
    const { length, speed } = leg(index);
    const least = (heights[index - 1] ?? 0) - Math.max(2, (length / speed) * descent_m_s);
    if (!fixed(index)) heights[index] = Math.max(heights[index] ?? 0, length < 3 ? -Infinity : least);
  }
  return flights.map((flight, index) => ({ ...flight, height_m: heights[index] ?? flight.height_m }));
};
