import { fail, ok, type Position, type Result } from '#common';
import { HEIGHT_LIMIT_M, type Local, type Plane, planeAt } from '../plan/index.ts';

/** Where an aircraft that leaves its mission may be. */
export type WayLimits = {
  /** Must hold the place and the way to it. */
  readonly boundary: readonly Position[];
  /** Must hold neither, nor be nearer to either than this. */
  readonly exclusions: readonly { readonly ring: readonly Position[]; readonly standoff_m: number }[];
  /** The place keeps so much more from all of them. */
  readonly clearance_m: number;
};

export type GoToLimits = WayLimits & {
  /** Least height above the ground where the ground is known, else above take-off. */
  readonly floor_m: number;
  /** Of the ground above take-off; null where no terrain is known. */
  readonly ground_m: (position: Position) => number | null;
};

/** What keeps an aircraft from a place, with so much margin; null = nothing. */
export const obstacles = (plane: Plane, limits: WayLimits) => {
  const boundary = limits.boundary.map((at) => plane.toLocal(at));
  const exclusions = limits.exclusions.map(({ ring, standoff_m: keep_m }) => ({
    ring: ring.map((at) => plane.toLocal(at)),
    keep_m,
  }));
  return (at: Local, margin_m: number): 'fence' | 'zone' | null => {
    const held = inside(at, boundary) && (margin_m === 0 || edgeDistance_m(at, boundary) >= margin_m);
    if (!held) return 'fence';
    const clear = exclusions.every(
      ({ ring, keep_m }) => !inside(at, ring) && edgeDistance_m(at, ring) >= keep_m + margin_m,
    );
    return clear ? null : 'zone';
  };
};

/**
 * Whether an aircraft may fly straight from where it is to a place, at one height above take-off. One that is
 * outside already may come in; one that is inside may not go out, nor through a zone.
 */
export const checkGoTo = (
  from: Position,
  to: Position,
  height_m: number,
  limits: GoToLimits,
): Result<void> => {
  const plane = planeAt(from);
  const blockedBy = obstacles(plane, limits);
  const [start, end] = [plane.toLocal(from), plane.toLocal(to)];
  let entered = false;
  const way = [...between(start, end)];
  for (const [index, at] of way.entries()) {
    const last = index === way.length - 1;
    const by = blockedBy(at, last ? limits.clearance_m : 0);
    const at_m = Math.round(Math.hypot(at.north_m, at.east_m));
    if (by !== null && (entered || last))
      return fail(by === 'fence' ? 'ORDER_LEAVES_FENCE' : 'ORDER_ENTERS_ZONE', {
        at_m,
        clearance_m: limits.clearance_m,
      });
    if (by === null) entered = true;
    const true_m = height_m - (limits.ground_m(plane.toPosition(at)) ?? 0);
    if (true_m < limits.floor_m)
      return fail('ORDER_TOO_LOW', {
        at_m,
        height_m: Math.round(true_m * 10) / 10,
        floor_m: limits.floor_m,
      });
    if (true_m > HEIGHT_LIMIT_M)
      return fail('ORDER_TOO_HIGH', { at_m, height_m: Math.round(true_m), limit_m: HEIGHT_LIMIT_M });
  }
  return ok(undefined);
};

/** Every metre of the straight way, ends included. */
export const between = function* (from: Local, to: Local): Generator<Local> {
  const steps = Math.max(1, Math.ceil(Math.hypot(to.north_m - from.north_m, to.east_m - from.east_m)));
  for (let step = 0; step <= steps; step += 1) {
    const share = step / steps;
    yield {
      north_m: from.north_m + (to.north_m - from.north_m) * share,
      east_m: from.east_m + (to.east_m - from.east_m) * share,
    };
  }
};

/** Level distance to the nearest edge of a ring. */
const edgeDistance_m = (at: Local, ring: readonly Local[]): number =>
  Math.min(
    ...ring.map((a, index) => {
      const b = ring[(index + 1) % ring.length] ?? a;
      const [north_m, east_m] = [b.north_m - a.north_m, b.east_m - a.east_m];
      const length2 = north_m ** 2 + east_m ** 2;
      const along =
        length2 === 0
          ? 0
          : Math.min(
              1,
              Math.max(0, ((at.north_m - a.north_m) * north_m + (at.east_m - a.east_m) * east_m) / length2),
            );
      return Math.hypot(at.north_m - a.north_m - along * north_m, at.east_m - a.east_m - along * east_m);
    }),
  );

const inside = ({ north_m, east_m }: Local, ring: readonly Local[]): boolean => {
  let odd = false;
  for (const [index, a] of ring.entries()) {
    const b = ring[(index + 1) % ring.length] ?? a;
    if (a.north_m > north_m === b.north_m > north_m) continue;
    const crossing = a.east_m + ((north_m - a.north_m) / (b.north_m - a.north_m)) * (b.east_m - a.east_m);
    if (east_m < crossing) odd = !odd;
  }
  return odd;
};
