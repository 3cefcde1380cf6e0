import type { Pass } from './lanes.ts';
import type { Point } from './shapes.ts';

/** A pass with the way it is flown. */
export type Flown = { readonly pass: Pass; readonly start: Point; readonly end: Point };

const MOST_CELLS_EXACT = 9;

const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Runs of passes on neighbouring lanes that meet only each other: each is flown to and fro without a jump. */
export const cellsOf = (passes: readonly Pass[]): Pass[][] => {
  const byLane = new Map<number, Pass[]>();
  for (const pass of passes) byLane.set(pass.lane, [...(byLane.get(pass.lane) ?? []), pass]);
  const meets = (a: Pass, b: Pass): boolean => a.from < b.to && b.from < a.to;
  const neighbours = (pass: Pass, step: number): Pass[] =>
    (byLane.get(pass.lane + step) ?? []).filter((other) => meets(pass, other));
  const next = (pass: Pass): Pass | undefined => {
    const above = neighbours(pass, 1);
    const only = above[0];
    if (only === undefined || above.length > 1 || neighbours(only, -1).length > 1) return undefined;
    return (byLane.get(pass.lane) ?? []).some((other) => other !== pass && meets(other, pass))
      ? undefined
      : only;
  };
  const follows = new Set<Pass>();
  for (const pass of passes) {
    const after = next(pass);
    if (after !== undefined) follows.add(after);
  }
  return passes
    .filter((pass) => !follows.has(pass))
    .map((first) => {
      const cell = [first];
      for (let pass = next(first); pass !== undefined; pass = next(pass)) cell.push(pass);
      return cell;
    });
};

/** The four ways to fly a cell: from either lane end, in either direction. */
const waysThrough = (cell: readonly Pass[]): Flown[][] =>
  [cell, cell.toReversed()].flatMap((lanes) =>
    [true, false].map((forwards) =>
      lanes.map((pass, index): Flown => {
        const low = { x: pass.from, y: pass.y };
        const high = { x: pass.to, y: pass.y };
        return forwards === (index % 2 === 0)
          ? { pass, start: low, end: high }
          : { pass, start: high, end: low };
      }),
    ),
  );

type Cost = (from: Point, to: Point) => number;

/**
 * The order and direction of all passes with the least way between them, from `from` and on to `onwards`. Up to nine
 * cells all orders and all four entries of each are compared (dynamic programming over subsets); beyond that the
 * nearest entry comes next.
 */
export const orderPasses = (
  passes: readonly Pass[],
  from: Point,
  onwards: Point | undefined,
  cost: Cost = apart,
): Flown[] => {
  const cells = cellsOf(passes).map(waysThrough);
  return cells.length <= MOST_CELLS_EXACT
    ? exactOrder(cells, from, onwards, cost)
    : nearestOrder(cells, from, cost);
};

const entry = (way: readonly Flown[]): Point => way[0]?.start ?? { x: 0, y: 0 };
const exit = (way: readonly Flown[]): Point => way.at(-1)?.end ?? { x: 0, y: 0 };

/** From pass to pass within a cell: differs between its ways only at ragged ends. */
const within = (way: readonly Flown[]): number =>
  way.reduce((sum, { start }, index) => {
    const before = way[index - 1];
    return before === undefined ? sum : sum + apart(before.end, start);
  }, 0);

const nearestOrder = (cells: readonly Flown[][][], from: Point, cost: Cost): Flown[] => {
  const left = new Set(cells);
  const order: Flown[] = [];
  let here = from;
  while (left.size > 0) {
    let best: { cell: Flown[][]; way: Flown[]; cost: number } | undefined;
    for (const cell of left) {
      for (const way of cell) {
        const away = cost(here, entry(way));
        if (best === undefined || away < best.cost) best = { cell, way, cost: away };
      }
    }
    if (best === undefined) break;
    left.delete(best.cell);
    order.push(...best.way);
    here = exit(best.way);
  }
  return order;
};

type State = { readonly cost: number; readonly before: number; readonly mask: number };

const exactOrder = (
  cells: readonly Flown[][][],
  from: Point,
  onwards: Point | undefined,
  cost: Cost,
): Flown[] => {
  const ways = cells.flatMap((cell, index) => cell.map((way) => ({ cell: index, way, inner: within(way) })));
  const all = 2 ** cells.length - 1;
  // Costs between ends are asked for many times and may each be a search.
  const between = ways.map(({ way: a }) => ways.map(({ way: b }) => (a === b ? 0 : cost(exit(a), entry(b)))));
  const table: (State | undefined)[][] = Array.from({ length: all + 1 }, () => []);
  const offer = (mask: number, way: number, state: State): void => {
    const row = table[mask];
    if (row !== undefined && state.cost < (row[way]?.cost ?? Infinity)) row[way] = state;
  };
  for (const [index, { cell, way, inner }] of ways.entries())
    offer(1 << cell, index, { cost: cost(from, entry(way)) + inner, before: -1, mask: 0 });
  for (let mask = 1; mask < all; mask += 1) {
    for (const [last, state] of (table[mask] ?? []).entries()) {
      if (state === undefined) continue;
      for (const [index, { cell, inner }] of ways.entries()) {
        if ((mask & (1 << cell)) !== 0) continue;
        const total = state.cost + (between[last]?.[index] ?? Infinity) + inner;
        offer(mask | (1 << cell), index, { cost: total, before: last, mask });
      }
    }
  }
  let end = -1;
  let least = Infinity;
  for (const [index, state] of (table[all] ?? []).entries()) {
    const way = ways[index]?.way;
    if (state === undefined || way === undefined) continue;
    const total = state.cost + (onwards === undefined ? 0 : cost(exit(way), onwards));
    if (total < least) [least, end] = [total, index];
  }
  const order: Flown[][] = [];
  for (let mask = all, index = end; index >= 0;) {
    const state = table[mask]?.[index];
    order.unshift(ways[index]?.way ?? []);
    if (state === undefined) break;
    [mask, index] = [state.mask, state.before];
  }
  return order.flat();
};
