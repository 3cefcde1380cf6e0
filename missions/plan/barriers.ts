import { type Interval, subtract } from './intervals.ts';
import {
  boxesNear,
  distanceOfEdges,
  edgesOf,
  isInside,
  type Point,
  rotate,
  type Shape,
  stretchesInside,
  stretchNear,
} from './shapes.ts';

/** A ring that the flight stays inside of (`in`) or outside of (`out`), and how far from its edge. */
export type Barrier = { readonly side: 'in' | 'out'; readonly ring: Shape; readonly keep_m: number };

/** Where an aircraft may be. All in the frame of one pattern. */
export class Barriers {
  readonly list: readonly Barrier[];
  readonly #edges: readonly (readonly [Point, Point, number])[];

  constructor(list: readonly Barrier[]) {
    this.list = list;
    this.#edges = list.flatMap(({ ring, keep_m }) => edgesOf(ring).map(([a, b]) => [a, b, keep_m] as const));
  }

  rotated(cos: number, sin: number): Barriers {
    return new Barriers(
      this.list.map((barrier) => ({
        ...barrier,
        ring: barrier.ring.map((point) => rotate(point, cos, sin)),
      })),
    );
  }

  /** The stretches of the line at level y, within `reach`, that may be flown. */
  free(y: number, reach: Interval): Interval[] {
    let open: Interval[] = [reach];
    for (const { side, ring } of this.list) {
      const inside = stretchesInside(ring, y);
      open = side === 'out' ? subtract(open, inside) : open.flatMap((part) => cut(part, inside));
    }
    const near = this.#edges.flatMap(([a, b, keep_m]) => {
      if (Math.min(a.y, b.y) - keep_m > y || Math.max(a.y, b.y) + keep_m < y) return [];
      const stretch = stretchNear(a, b, keep_m, y);
      return stretch === null ? [] : [stretch];
    });
    return subtract(open, near);
  }

  allows(point: Point): boolean {
    return (
      this.list.every(({ side, ring }) => isInside(ring, point) === (side === 'in')) &&
      this.#edges.every(
        ([a, b, keep_m]) =>
          keep_m === 0 ||
          !boxesNear(point, point, a, b, keep_m) ||
          distanceOfEdges(point, point, a, b) >= keep_m - TOLERANCE_M,
      )
    );
  }

  /** Whether the straight way between two places that are allowed stays so. */
  clear(from: Point, to: Point): boolean {
    for (const [a, b, keep_m] of this.#edges) {
      if (!boxesNear(from, to, a, b, keep_m)) continue;
      const distance = distanceOfEdges(from, to, a, b);
      if (keep_m === 0 ? distance === 0 : distance < keep_m - TOLERANCE_M) return false;
    }
    return true;
  }

  corners(): { at: Point; keep_m: number }[] {
    return this.list.flatMap(({ ring, keep_m }) => ring.map((at) => ({ at, keep_m })));
  }
}

const TOLERANCE_M = 0.005;

const cut = (part: Interval, inside: readonly Interval[]): Interval[] =>
  inside.flatMap(([from, to]): Interval[] => {
    const start = Math.max(from, part[0]);
    const end = Math.min(to, part[1]);
    return end > start ? [[start, end]] : [];
  });
