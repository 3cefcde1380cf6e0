import type { Interval } from './intervals.ts';
import { union } from './intervals.ts';

/** A point in the frame of a pattern: x along its lines, y across them. Metres. */
export type Point = { readonly x: number; readonly y: number };
export type Shape = readonly Point[];

/** Consecutive corners, the last with the first. */
export const edgesOf = (shape: Shape): [Point, Point][] =>
  shape.map((from, index) => [from, shape[(index + 1) % shape.length] ?? from]);

/** Positive for counter-clockwise rings. */
export const signedArea = (shape: Shape): number =>
  edgesOf(shape).reduce((sum, [a, b]) => sum + a.x * b.y - b.x * a.y, 0) / 2;

/** Whether a point lies inside a simple ring, by counting crossings. */
export const isInside = (shape: Shape, { x, y }: Point): boolean => {
  let inside = false;
  let from = shape.at(-1);
  for (const to of shape) {
    if (from !== undefined && from.y > y !== to.y > y) {
      if (x < from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x)) inside = !inside;
    }
    from = to;
  }
  return inside;
};

/** Where the line at height y lies inside a ring. */
export const stretchesInside = (shape: Shape, y: number): Interval[] => {
  const at: number[] = [];
  let from = shape.at(-1);
  for (const to of shape) {
    if (from !== undefined && from.y > y !== to.y > y)
      at.push(from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x));
    from = to;
  }
  at.sort((a, b) => a - b);
  const stretches: Interval[] = [];
  for (let index = 0; index + 1 < at.length; index += 2) stretches.push([at[index] ?? 0, at[index + 1] ?? 0]);
  return stretches;
};

/** Where the line at height y is nearer than `reach` to an edge: a line cuts the convex capsule around it once. */
export const stretchNear = (a: Point, b: Point, reach: number, y: number): Interval | null => {
  let from = Infinity;
  let to = -Infinity;
  const note = (x: number): void => {
    from = Math.min(from, x);
    to = Math.max(to, x);
  };
  for (const end of [a, b]) {
    const rise = Math.abs(y - end.y);
    if (rise > reach) continue;
    const half = Math.sqrt(reach * reach - rise * rise);
    note(end.x - half);
    note(end.x + half);
  }
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  if (length > 0) {
    const across = { x: (-(b.y - a.y) / length) * reach, y: ((b.x - a.x) / length) * reach };
    const box = [
      { x: a.x + across.x, y: a.y + across.y },
      { x: b.x + across.x, y: b.y + across.y },
      { x: b.x - across.x, y: b.y - across.y },
      { x: a.x - across.x, y: a.y - across.y },
    ];
    for (const [low, high] of stretchesInside(box, y)) {
      note(low);
      note(high);
    }
  }
  return from <= to ? [from, to] : null;
};

const clamp01 = (value: number): number => Math.max(0, Math.min(1, value));

const distanceToEdge = (point: Point, a: Point, b: Point): number => {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const square = dx * dx + dy * dy;
  const t = square === 0 ? 0 : clamp01(((point.x - a.x) * dx + (point.y - a.y) * dy) / square);
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
};

const turn = (a: Point, b: Point, c: Point): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

/** Whether two edges meet in more than an end. */
export const crosses = (a: Point, b: Point, c: Point, d: Point): boolean =>
  turn(a, b, c) > 0 !== turn(a, b, d) > 0 && turn(c, d, a) > 0 !== turn(c, d, b) > 0;

export const distanceOfEdges = (a: Point, b: Point, c: Point, d: Point): number =>
  crosses(a, b, c, d)
    ? 0
    : Math.min(
        distanceToEdge(a, c, d),
        distanceToEdge(b, c, d),
        distanceToEdge(c, a, b),
        distanceToEdge(d, a, b),
      );

/** Whether an edge's bounding box comes within `reach` of another's. */
export const boxesNear = (a: Point, b: Point, c: Point, d: Point, reach: number): boolean =>
  Math.min(a.x, b.x) - reach <= Math.max(c.x, d.x) &&
  Math.max(a.x, b.x) + reach >= Math.min(c.x, d.x) &&
  Math.min(a.y, b.y) - reach <= Math.max(c.y, d.y) &&
  Math.max(a.y, b.y) + reach >= Math.min(c.y, d.y);

export const rotate = ({ x, y }: Point, cos: number, sin: number): Point => ({
  x: x * cos + y * sin,
  y: -x * sin + y * cos,
});

/** The part of a strip of an area, as convex pieces between two levels where nothing bends. */
export type Trapezoid = { readonly low: number; readonly high: number; readonly corners: Shape };

/** An area with holes between two levels, cut into trapezoids at every corner's level. */
export const stripOf = (rings: readonly Shape[], from: number, to: number): Trapezoid[] => {
  const edges = rings
    .flatMap(edgesOf)
    .filter(([a, b]) => Math.min(a.y, b.y) < to && Math.max(a.y, b.y) > from);
  const levels = [
    from,
    ...edges.flatMap(([a, b]) => [a.y, b.y]).filter((y) => y > from && y < to),
    to,
  ].toSorted((a, b) => a - b);
  const pieces: Trapezoid[] = [];
  for (const [index, low] of levels.entries()) {
    const high = levels[index + 1];
    if (high === undefined || high - low < 1e-9) continue;
    const middle = (low + high) / 2;
    const at = (a: Point, b: Point, y: number): number => a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x);
    const crossed = edges
      .filter(([a, b]) => a.y > middle !== b.y > middle)
      .map(([a, b]) => ({ middle: at(a, b, middle), low: at(a, b, low), high: at(a, b, high) }))
      .toSorted((a, b) => a.middle - b.middle);
    for (let pair = 0; pair + 1 < crossed.length; pair += 2) {
      const left = crossed[pair];
      const right = crossed[pair + 1];
      if (left === undefined || right === undefined) continue;
      pieces.push({
        low,
        high,
        corners: [
          { x: left.low, y: low },
          { x: right.low, y: low },
          { x: right.high, y: high },
          { x: left.high, y: high },
        ],
      });
    }
  }
  return pieces;
};

/** What a strip's pieces cover along the line. */
export const alongOf = (pieces: readonly Trapezoid[]): Interval[] =>
  union(
    pieces.map(({ corners }): Interval => {
      const xs = corners.map(({ x }) => x);
      return [Math.min(...xs), Math.max(...xs)];
    }),
  );

/** Lowest and highest level of the pieces between two places along the line; null where nothing is. */
export const levelsBetween = (pieces: readonly Trapezoid[], [from, to]: Interval): Interval | null => {
  let low = Infinity;
  let high = -Infinity;
  for (const { corners } of pieces) {
    for (const [a, b] of edgesOf(corners)) {
      for (const y of levelsOnEdge(a, b, from, to)) {
        low = Math.min(low, y);
        high = Math.max(high, y);
      }
    }
  }
  return low <= high ? [low, high] : null;
};

const levelsOnEdge = (a: Point, b: Point, from: number, to: number): number[] => {
  const [left, right] = a.x <= b.x ? [a, b] : [b, a];
  if (right.x < from || left.x > to) return [];
  if (right.x - left.x < 1e-12) return [a.y, b.y];
  const at = (x: number): number => left.y + ((x - left.x) / (right.x - left.x)) * (right.y - left.y);
  return [at(Math.max(left.x, from)), at(Math.min(right.x, to))];
};
