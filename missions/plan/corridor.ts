import { fail, ok, type Plan, type PlanBlockOf, type Result } from '#common';
import { pointOf } from './area.ts';
import { type Turned, turnedBack } from './cover.ts';
import type { Plane } from './geodesy.ts';
import { coverArea, type Coverage } from './lanes.ts';
import type { Pattern, PatternProblem, Surroundings } from './pattern.ts';
import { Router } from './route.ts';
import { type Point, rotate } from './shapes.ts';
import { areaLook, goalProblem, runInOf, stopsOf } from './survey.ts';

type Part = {
  readonly start: Point;
  readonly angle: number;
  readonly length: number;
  readonly coverage: Coverage;
};

/**
 * Lanes along a line (conveyor, haul road): each straight part is a strip of its own, lengthened at bends so that
 * the outer corner is seen too; out along one lane, back along the next.
 */
export const planCorridor = (
  block: PlanBlockOf<'corridor'>,
  plan: Plan,
  plane: Plane,
  around: Surroundings,
): Result<Pattern> => {
  const points = block.line
    .map(([lon_deg, lat_deg]) => pointOf(plane.toLocal({ lat_deg, lon_deg })))
    .filter((point, index, all) => {
      const before = all[index - 1];
      return before === undefined || Math.hypot(point.x - before.x, point.y - before.y) > 0.1;
    });
  if (points.length < 2 || points.some(({ x, y }) => !(Math.hypot(x, y) < 20_000))) {
    return fail('AREA_INVALID', {
      item: block.id,
      problem: 'a line needs two places apart, within 20 km of the take-off point',
      corner: null,
    });
  }
  const look = areaLook(plan);
  const half = block.width_m / 2;
  const parts = points.slice(1).flatMap((end, index): Part[] => {
    const start = points[index];
    if (start === undefined) return [];
    const angle = Math.atan2(end.y - start.y, end.x - start.x);
    const length = Math.hypot(end.x - start.x, end.y - start.y);
    const before = mitre(points[index - 1], start, end, half);
    const after = mitre(start, end, points[index + 2], half);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const origin = rotate(start, cos, sin);
    const area = [
      { x: origin.x - before, y: origin.y - half },
      { x: origin.x + length + after, y: origin.y - half },
      { x: origin.x + length + after, y: origin.y + half },
      { x: origin.x - before, y: origin.y + half },
    ];
    const coverage = coverArea([area], look, around.barriers.rotated(cos, sin), {
      side_overlap: block.side_overlap,
      passes: block.passes,
      run_in_m: runInOf(look.speed_m_s),
      steep: true,
    });
    return [{ start, angle, length, coverage }];
  });
  const flown: Turned[] = [];
  const lanes = Math.max(...parts.map(({ coverage }) => coverage.lanes));
  for (let lane = 0; lane < lanes; lane += 1) {
    const out = lane % 2 === 0;
    for (const part of out ? parts : parts.toReversed()) {
      const passes = part.coverage.passes
        .filter((pass) => pass.lane === lane)
        .toSorted((a, b) => (out ? a.from - b.from : b.from - a.from));
      flown.push(...passes.map((pass) => turnedBack(pass, part.angle, out)));
    }
  }
  const router = new Router(around.barriers);
  const { stops, problems } = stopsOf(flown, look, plan, around, router, router);
  const length_m = parts.reduce((sum, part) => sum + part.length, 0);
  const unseen_m = parts.reduce(
    (sum, { coverage }) =>
      sum +
      coverage.unseen.reduce((total, { ground }) => total + (ground[1] - ground[0]) / coverage.lanes, 0),
    0,
  );
  const lost: PatternProblem[] =
    unseen_m > length_m * 1e-3
      ? [{ code: 'PLAN_AREA_UNSEEN', details: { percent: Math.round((unseen_m / length_m) * 1000) / 10 } }]
      : [];
  return ok({
    stops,
    look,
    lines: flown.length,
    area_m2: length_m * block.width_m,
    spacing_m: parts[0]?.coverage.spacing_m ?? null,
    seen: Math.max(0, 1 - unseen_m / length_m),
    problems: [...problems, ...goalProblem(look, plan), ...lost],
  });
};

/** How far past a bend the outer corner lies; at sharp bends no further than the corridor is wide. */
const mitre = (a: Point | undefined, b: Point, c: Point | undefined, half: number): number => {
  if (a === undefined || c === undefined) return 0;
  const turn = Math.atan2(c.y - b.y, c.x - b.x) - Math.atan2(b.y - a.y, b.x - a.x);
  const bend = Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn)));
  return Math.min(half * 2, half * Math.tan(bend / 2));
};
