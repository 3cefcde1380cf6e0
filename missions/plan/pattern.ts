import type { HeightFrame } from '#common';
import type { Barriers } from './barriers.ts';
import type { Look } from './look.ts';
import { Router } from './route.ts';
import { isInside, type Point, type Shape } from './shapes.ts';

/** How high a stop is: above the ground below it, or as a file or a post says. */
export type StopHeight =
  | { readonly over: 'ground'; readonly m: number }
  | { readonly over: 'takeoff'; readonly m: number }
  | { readonly over: 'frame'; readonly m: number; readonly frame: HeightFrame };

/** A place the aircraft goes to, and what it does on the way there. East and north of the take-off point. */
export type Stop = {
  readonly at: Point;
  readonly height: StopHeight;
  readonly role: 'look' | 'transit';
  readonly speed_m_s?: number | undefined;
  readonly gimbal?: { readonly pitch_deg: number; readonly yaw_deg: number | undefined } | undefined;
  readonly zoom_percent?: number | undefined;
  /** Stills on the way here. */
  readonly photo_s?: number | undefined;
  readonly hold_s: number;
  readonly post_id?: string | undefined;
  readonly look?: Look | undefined;
};

export type PatternProblem = {
  readonly code:
    | 'PLAN_GOAL_UNREACHABLE'
    | 'PLAN_AREA_UNSEEN'
    | 'PLAN_AREA_STEEP'
    | 'PLAN_NO_ROUTE'
    | 'PLAN_POST_UNRESOLVED'
    | 'PLAN_POST_ONE_SIDE'
    | 'PLAN_ORBIT_OPEN';
  readonly details: Readonly<Record<string, unknown>>;
  readonly at?: Point | undefined;
  readonly post_id?: string | undefined;
};

/** What one block becomes. */
export type Pattern = {
  readonly stops: readonly Stop[];
  readonly look: Look | null;
  readonly lines: number;
  readonly area_m2: number;
  readonly spacing_m: number | null;
  readonly seen: number | null;
  readonly problems: readonly PatternProblem[];
};

/** Where a block begins, what it may fly over, and where the flight goes after it. */
export type Surroundings = {
  readonly from: Point;
  readonly onwards: Point;
  readonly barriers: Barriers;
  readonly router: Router;
};

/** Refuses straight ways whose stretch outside an area is longer than turning needs: a gap is not flown across. */
export const gapVeto =
  (outer: Shape, allowed_m: number) =>
  (from: Point, to: Point): boolean => {
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (length <= allowed_m) return false;
    const cuts = [0, 1];
    let before = outer.at(-1);
    for (const corner of outer) {
      if (before !== undefined) {
        const t = meeting(from, to, before, corner);
        if (t !== null) cuts.push(t);
      }
      before = corner;
    }
    cuts.sort((a, b) => a - b);
    return cuts.some((start, index) => {
      const end = cuts[index + 1];
      if (end === undefined || (end - start) * length <= allowed_m) return false;
      const middle = (start + end) / 2;
      return !isInside(outer, {
        x: from.x + (to.x - from.x) * middle,
        y: from.y + (to.y - from.y) * middle,
      });
    });
  };

const meeting = (a: Point, b: Point, c: Point, d: Point): number | null => {
  const [rx, ry, sx, sy] = [b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y];
  const cross = rx * sy - ry * sx;
  if (Math.abs(cross) < 1e-12) return null;
  const t = ((c.x - a.x) * sy - (c.y - a.y) * sx) / cross;
  const u = ((c.x - a.x) * ry - (c.y - a.y) * rx) / cross;
  return t > 0 && t < 1 && u >= 0 && u <= 1 ? t : null;
};
