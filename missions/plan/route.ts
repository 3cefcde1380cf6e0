import type { Barriers } from './barriers.ts';
import type { Point } from './shapes.ts';

const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Ways round a corner: eight places on a circle a little wider than the distance kept, so that chords keep it too. */
const AROUND = 8;
const WIDER = 1.1;
const MOST_CORNERS = 1500;
const MOST_OPENED = 4000;

/**
 * Shortest ways between places past fences and zones: A* over places around their corners. What is seen from where
 * is found only as it is needed, and remembered.
 */
export class Router {
  readonly #barriers: Barriers;
  readonly #veto: (from: Point, to: Point) => boolean;
  #nodes: Point[] | undefined;
  readonly #seen = new Map<number, readonly (readonly [number, number])[]>();

  /** `veto` refuses straight ways for a further reason, such as a gap that must not be flown across. */
  constructor(barriers: Barriers, veto: (from: Point, to: Point) => boolean = () => false) {
    this.#barriers = barriers;
    this.#veto = veto;
  }

  straight(from: Point, to: Point): boolean {
    return this.#barriers.clear(from, to) && !this.#veto(from, to);
  }

  /** The corners of the way, `to` last; undefined where there is none. */
  way(from: Point, to: Point): Point[] | undefined {
    if (this.straight(from, to)) return [to];
    const nodes = this.#corners();
    const goal = nodes.length;
    const best = new Map<number, number>();
    const before = new Map<number, number>();
    const open: { node: number; cost: number; guess: number }[] = [];
    const at = (node: number): Point => (node === goal ? to : (nodes[node] ?? to));
    const offer = (node: number, cost: number, from_node: number): void => {
      if (cost >= (best.get(node) ?? Infinity)) return;
      best.set(node, cost);
      before.set(node, from_node);
      open.push({ node, cost, guess: cost + apart(at(node), to) });
    };
    for (const [node, point] of nodes.entries()) {
      if (this.straight(from, point)) offer(node, apart(from, point), -1);
    }
    for (let opened = 0; opened < MOST_OPENED; opened += 1) {
      let next = -1;
      for (const [index, { guess }] of open.entries())
        if (next < 0 || guess < (open[next]?.guess ?? Infinity)) next = index;
      const current = open[next];
      if (current === undefined) return undefined;
      open.splice(next, 1);
      if (current.node === goal) return trace(before, goal, at);
      if (current.cost > (best.get(current.node) ?? Infinity)) continue;
      const here = at(current.node);
      if (this.straight(here, to)) offer(goal, current.cost + apart(here, to), current.node);
      for (const [node, length] of this.#neighbours(current.node))
        offer(node, current.cost + length, current.node);
    }
    return undefined;
  }

  #corners(): Point[] {
    this.#nodes ??= this.#barriers
      .corners()
      .slice(0, MOST_CORNERS)
      .flatMap(({ at, keep_m }) => {
        const radius = Math.max(keep_m * WIDER, 0.2);
        return Array.from({ length: AROUND }, (_, index) => {
          const angle = (index * 2 * Math.PI) / AROUND;
          return { x: at.x + radius * Math.cos(angle), y: at.y + radius * Math.sin(angle) };
        });
      })
      .filter((point) => this.#barriers.allows(point));
    return this.#nodes;
  }

  #neighbours(node: number): readonly (readonly [number, number])[] {
    const known = this.#seen.get(node);
    if (known !== undefined) return known;
    const nodes = this.#corners();
    const here = nodes[node];
    const found =
      here === undefined
        ? []
        : nodes.flatMap((point, index) =>
            index !== node && this.straight(here, point) ? [[index, apart(here, point)] as const] : [],
          );
    this.#seen.set(node, found);
    return found;
  }
}

const trace = (before: ReadonlyMap<number, number>, goal: number, at: (node: number) => Point): Point[] => {
  const way: Point[] = [];
  for (let node = goal; node >= 0; node = before.get(node) ?? -1) way.unshift(at(node));
  return way;
};
