import type { Barriers } from './barriers.ts';
import { coverArea, type Coverage, type Pass, type Piece } from './lanes.ts';
import type { Look } from './look.ts';
import type { Flown } from './order.ts';
import { type Point, rotate, type Shape } from './shapes.ts';

/** A pass with the way it is flown, in the frame of the whole plan, and the angle of its line from east. */
export type Turned = Flown & { readonly angle: number };

export type Covered = {
  /** Of the main direction, in its frame. */
  readonly coverage: Coverage;
  /** What was seen from other directions or more steeply. */
  readonly extra: readonly Turned[];
  readonly unseen_m2: number;
  readonly unseen_at: Point | undefined;
  readonly steep_m2: number;
  readonly steep_at: Point | undefined;
};

/** Directions tried for what the main one leaves, from it. */
const OTHER_TURNS = [Math.PI / 2, Math.PI / 4, -Math.PI / 4] as const;
/** Strips of what is left lie so close that rounding opens no gap. */
const EXTRA_OVERLAP = 0.1;

/**
 * Lines over an area in one direction, and for what they leave beside holes and zones short passes in others; only
 * what no direction sees is looked at more steeply than asked.
 */
export const coverFully = (
  rings: readonly Shape[],
  angle: number,
  look: Look,
  barriers: Barriers,
  options: { readonly side_overlap: number; readonly passes: 1 | 2; readonly run_in_m: number },
): Covered => {
  const inFrame = (shapes: readonly Shape[], turn: number): Shape[] =>
    shapes.map((shape) => shape.map((point) => rotate(point, Math.cos(turn), Math.sin(turn))));
  const frames = new Map<number, Barriers>();
  const barriersAt = (turn: number): Barriers => {
    const known = frames.get(turn) ?? barriers.rotated(Math.cos(turn), Math.sin(turn));
    frames.set(turn, known);
    return known;
  };
  const coverage = coverArea(inFrame(rings, angle), look, barriersAt(angle), { ...options, steep: false });
  const extra: Turned[] = [];
  let left = coverage.unseen.map((piece) => boxOf(piece, angle));
  let steep_m2 = 0;
  let steep_at: Point | undefined;
  const attempt = (turn: number, steep: boolean): void => {
    left = left.flatMap((box) => {
      const part = coverArea(inFrame([box], turn), look, barriersAt(turn), {
        side_overlap: EXTRA_OVERLAP,
        passes: 1,
        run_in_m: options.run_in_m,
        steep,
      });
      const unseen = part.unseen.map((piece) => boxOf(piece, turn));
      // A direction that helps little is not worth the way.
      if (!steep && areaOf(unseen) > areaOf([box]) * 0.8) return [box];
      extra.push(...part.passes.map((pass) => turnedBack(pass, turn)));
      if (part.passes.some((pass) => pass.steep)) {
        steep_m2 += Math.max(0, areaOf([box]) - areaOf(unseen));
        steep_at = box[0];
      }
      return unseen;
    });
  };
  for (const turn of OTHER_TURNS) if (left.length > 0) attempt(angle + turn, false);
  if (left.length > 0) attempt(angle, true);
  if (left.length > 0) attempt(angle + Math.PI / 2, true);
  return {
    coverage,
    extra,
    unseen_m2: areaOf(left),
    unseen_at: left[0]?.[0],
    steep_m2,
    steep_at,
  };
};

/** The box around a piece, in the frame of the plan; a hair wider, so that slanted edges do not shave it. */
const boxOf = ({ ground, levels }: Piece, turn: number): Shape => {
  const margin = 0.02;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return [
    { x: ground[0] - margin, y: levels[0] - margin },
    { x: ground[1] + margin, y: levels[0] - margin },
    { x: ground[1] + margin, y: levels[1] + margin },
    { x: ground[0] - margin, y: levels[1] + margin },
  ].map((point) => rotate(point, cos, -sin));
};

const areaOf = (boxes: readonly Shape[]): number =>
  boxes.reduce((sum, [a, b, c]) => {
    if (a === undefined || b === undefined || c === undefined) return sum;
    return sum + Math.hypot(b.x - a.x, b.y - a.y) * Math.hypot(c.x - b.x, c.y - b.y);
  }, 0);

/** A pass of a turned frame as it lies in the plan, flown towards growing x or back. */
export const turnedBack = (pass: Pass, angle: number, forwards = true): Turned => {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const low = rotate({ x: pass.from, y: pass.y }, cos, -sin);
  const high = rotate({ x: pass.to, y: pass.y }, cos, -sin);
  return forwards ? { pass, start: low, end: high, angle } : { pass, start: high, end: low, angle };
};

/** Single passes, each time the one with the nearest end. */
export const nearestNext = (passes: readonly Turned[], from: Point): Turned[] => {
  const left = [...passes];
  const order: Turned[] = [];
  let here = from;
  while (left.length > 0) {
    let best = { index: 0, away: Infinity, reversed: false };
    for (const [index, { start, end }] of left.entries()) {
      for (const [point, reversed] of [
        [start, false],
        [end, true],
      ] as const) {
        const away = Math.hypot(point.x - here.x, point.y - here.y);
        if (away < best.away) best = { index, away, reversed };
      }
    }
    const [next] = left.splice(best.index, 1);
    if (next === undefined) break;
    const flown = best.reversed ? { ...next, start: next.end, end: next.start } : next;
    order.push(flown);
    here = flown.end;
  }
  return order;
};
