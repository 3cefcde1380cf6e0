import { fail, ok, type Result, type Ring } from '#common';
import type { Local, Plane } from './geodesy.ts';
import { crosses, edgesOf, isInside, type Point, type Shape, signedArea } from './shapes.ts';

/** A ring smaller or thinner than this is a slip of the hand. */
const LEAST_AREA_M2 = 4;
const LEAST_WIDTH_M = 0.5;
/** A site, not a country. */
const FURTHEST_M = 20_000;

export const pointOf = ({ east_m, north_m }: Local): Point => ({ x: east_m, y: north_m });
export const localOf = ({ x, y }: Point): Local => ({ east_m: x, north_m: y });

/**
 * A ring on a plane, counter-clockwise, without repeated corners; AREA_INVALID names `item` and what is wrong:
 * fewer than three corners, too far from the take-off, edges that cross, or a sliver.
 */
export const shapeOf = (ring: Ring, plane: Plane, item: string): Result<Shape> => {
  const bad = (problem: string, corner?: number): Result<never> =>
    fail('AREA_INVALID', { item, problem, corner: corner ?? null });
  const corners = ring
    .map(([lon_deg, lat_deg]) => pointOf(plane.toLocal({ lat_deg, lon_deg })))
    .filter((point, index, all) => {
      const before = all[index === 0 ? all.length - 1 : index - 1];
      return before === undefined || Math.hypot(point.x - before.x, point.y - before.y) > 0.01;
    });
  if (corners.length < 3) return bad('fewer than three corners');
  const far = corners.findIndex(({ x, y }) => !(Math.hypot(x, y) <= FURTHEST_M));
  if (far >= 0) return bad(`further than ${FURTHEST_M / 1000} km from the take-off point`, far + 1);
  const crossing = firstCrossing(corners);
  if (crossing !== null) return bad('its edges cross each other', crossing + 1);
  const area = signedArea(corners);
  const girth = edgesOf(corners).reduce((sum, [a, b]) => sum + Math.hypot(a.x - b.x, a.y - b.y), 0);
  if (Math.abs(area) < LEAST_AREA_M2 || (2 * Math.abs(area)) / girth < LEAST_WIDTH_M / 2) {
    return bad('too small or too thin to fly over');
  }
  return ok(area > 0 ? corners : corners.toReversed());
};

/** The first edge that crosses another, by its index. */
const firstCrossing = (shape: Shape): number | null => {
  const edges = edgesOf(shape);
  // Sorted by where they begin, so that only edges over the same stretch are compared.
  const order = edges
    .map(([a, b], index) => ({ a, b, index, from: Math.min(a.x, b.x), to: Math.max(a.x, b.x) }))
    .toSorted((one, other) => one.from - other.from);
  for (const [place, one] of order.entries()) {
    for (let next = place + 1; next < order.length; next += 1) {
      const other = order[next];
      if (other === undefined || other.from > one.to) break;
      const gap = Math.abs(one.index - other.index);
      if (gap <= 1 || gap === edges.length - 1) continue;
      if (crosses(one.a, one.b, other.a, other.b)) return Math.min(one.index, other.index);
    }
  }
  return null;
};

/** An area with its holes; a hole must lie inside, apart from the edge and from other holes. */
export const areaOf = (area: Ring, holes: readonly Ring[], plane: Plane, item: string): Result<Shape[]> => {
  const outer = shapeOf(area, plane, item);
  if (!outer.ok) return outer;
  const rings: Shape[] = [outer.value];
  for (const [index, hole] of holes.entries()) {
    const name = `${item}, hole ${index + 1}`;
    const shape = shapeOf(hole, plane, name);
    if (!shape.ok) return shape;
    const corner = shape.value[0];
    const inside = corner !== undefined && isInside(outer.value, corner);
    const meets = rings.some((ring) =>
      edgesOf(ring).some(([a, b]) => edgesOf(shape.value).some(([c, d]) => crosses(a, b, c, d))),
    );
    if (!inside || meets) {
      return fail('AREA_INVALID', { item: name, problem: 'not wholly inside the area', corner: null });
    }
    rings.push(shape.value);
  }
  return ok(rings);
};

/** The direction (degrees from x) along which the area is widest across least: fewest lines. */
export const fewestLinesAngle = (shape: Shape): number => {
  let best = 0;
  let least = Infinity;
  for (const [a, b] of edgesOf(shape)) {
    const angle = Math.atan2(b.y - a.y, b.x - a.x);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const across = shape.map(({ x, y }) => -x * sin + y * cos);
    const width = Math.max(...across) - Math.min(...across);
    if (width < least - 1e-6) [least, best] = [width, angle];
  }
  return best;
};
