import { ok, type Plan, type PlanBlockOf, type Result } from '#common';
import { areaOf, fewestLinesAngle } from './area.ts';
import { type Covered, coverFully, nearestNext, type Turned } from './cover.ts';
import type { Plane } from './geodesy.ts';
import { HEIGHT_LIMIT_M } from './limits.ts';
import type { Pass } from './lanes.ts';
import { type Look, solveLook } from './look.ts';
import { orderPasses } from './order.ts';
import { gapVeto, type Pattern, type PatternProblem, type Stop, type Surroundings } from './pattern.ts';
import { Router } from './route.ts';
import { type Point, rotate, signedArea } from './shapes.ts';

/** What an aircraft speeds up with, m/s², as multirotors fly missions. */
const ACCELERATION_M_S2 = 2;
export const areaLook = (plan: Plan): Look =>
  solveLook({
    camera: plan.camera,
    px_per_m: plan.goal.px_per_m,
    look: plan.look,
    speed_m_s: plan.speed_m_s,
    standoff_m: 0,
    above_m: plan.look.floor_m,
    ceiling_m: HEIGHT_LIMIT_M,
  });

/** Room to come to speed: v² / 2a. */
export const runInOf = (speed_m_s: number): number => Math.max(1, speed_m_s ** 2 / (2 * ACCELERATION_M_S2));

/** Parallel lines over an area with holes; see coverArea. Fails only on an area that is none (AREA_INVALID). */
export const planSurvey = (
  block: PlanBlockOf<'survey'>,
  plan: Plan,
  plane: Plane,
  around: Surroundings,
): Result<Pattern> => {
  const rings = areaOf(block.area, block.holes, plane, block.id);
  if (!rings.ok) return rings;
  const [outer = []] = rings.value;
  const look = areaLook(plan);
  // Whole degrees, as autopilots keep the camera's yaw: lines and look stay parallel.
  const whole = (angle: number): number => Math.round((angle * 180) / Math.PI) * (Math.PI / 180);
  const angle =
    block.angle_deg === null ? whole(fewestLinesAngle(outer)) : ((90 - block.angle_deg) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const { barriers } = around;
  const run_in_m = runInOf(look.speed_m_s);
  const found = coverFully(rings.value, angle, look, barriers, { ...block, run_in_m });
  const { coverage } = found;
  const back = (point: Point): Point => rotate(point, cos, -sin);
  const allowed_m = 2 * (look.reach_m + run_in_m) + (coverage.spacing_m ?? look.swath_m) * 1.5;
  const inner = new Router(barriers, gapVeto(outer, allowed_m));
  const order = orderPasses(
    coverage.passes,
    rotate(around.from, cos, sin),
    rotate(around.onwards, cos, sin),
    costOf(inner, back, coverage.passes),
  );
  const main = order.map((each): Turned => ({
    ...each,
    start: back(each.start),
    end: back(each.end),
    angle,
  }));
  const flown = [...main, ...nearestNext(found.extra, main.at(-1)?.end ?? around.from)];
  const stops = stopsOf(flown, look, plan, around, inner, new Router(barriers));
  const area_m2 = rings.value.reduce(
    (sum, ring, index) => sum + (index === 0 ? 1 : -1) * Math.abs(signedArea(ring)),
    0,
  );
  const problems: PatternProblem[] = [
    ...stops.problems,
    ...goalProblem(look, plan),
    ...seenProblems(found, area_m2),
  ];
  return ok({
    stops: stops.stops,
    look,
    lines: flown.length,
    area_m2,
    spacing_m: coverage.spacing_m,
    seen: Math.max(0, 1 - found.unseen_m2 / area_m2),
    problems,
  });
};

/** Searching ways round for every pair of ends is worth it only while they are few. */
const costOf = (router: Router, back: (point: Point) => Point, passes: readonly Pass[]) => {
  const far = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
  if (passes.length > 60) return far;
  return (from: Point, to: Point): number => {
    const [a, b] = [back(from), back(to)];
    return router.straight(a, b) ? far(a, b) : far(a, b) * 1.6 + 10;
  };
};

export const goalProblem = (look: Look, plan: Plan): PatternProblem[] =>
  look.resolved
    ? []
    : [
        {
          code: 'PLAN_GOAL_UNREACHABLE',
          details: {
            px_per_m: Math.round(look.px_per_m),
            wanted_px_per_m: plan.goal.px_per_m,
            slant_m: Math.round(look.slant_m * 10) / 10,
            reason: look.reason,
          },
        },
      ];

const seenProblems = (found: Covered, area_m2: number): PatternProblem[] => {
  const problems: PatternProblem[] = [];
  const percent = (m2: number): number => Math.round((m2 / area_m2) * 10_000) / 100;
  // A ten-thousandth of the area is rounding at slanted edges.
  if (found.unseen_at !== undefined && found.unseen_m2 > area_m2 * 1e-4) {
    problems.push({
      code: 'PLAN_AREA_UNSEEN',
      details: { percent: percent(found.unseen_m2) },
      at: found.unseen_at,
    });
  }
  if (found.steep_at !== undefined && found.steep_m2 > area_m2 * 1e-3) {
    problems.push({
      code: 'PLAN_AREA_STEEP',
      details: { percent: percent(found.steep_m2) },
      at: found.steep_at,
    });
  }
  return problems;
};

/** Passes in order, with the ways between them. */
export const stopsOf = (
  flown: readonly Turned[],
  look: Look,
  plan: Plan,
  around: Surroundings,
  inner: Router,
  outer: Router,
): { stops: Stop[]; problems: PatternProblem[] } => {
  const stops: Stop[] = [];
  const problems: PatternProblem[] = [];
  const height = { over: 'ground' as const, m: look.height_m };
  const zoom_percent = plan.camera.focal_max_mm > plan.camera.focal_min_mm ? look.zoom_percent : undefined;
  let here = around.from;
  for (const [index, { pass, start, end, angle }] of flown.entries()) {
    const way =
      index === 0 ? around.router.way(here, start) : (inner.way(here, start) ?? outer.way(here, start));
    if (way === undefined) {
      problems.push({ code: 'PLAN_NO_ROUTE', details: {}, at: start });
    }
    const gimbal = {
      pitch_deg: (-Math.atan2(look.height_m, pass.reach_m) * 180) / Math.PI,
      yaw_deg: bearingOf(angle, pass.facing),
    };
    const corners = way ?? [start];
    for (const [place, at] of corners.entries()) {
      const last = place === corners.length - 1;
      stops.push({
        at,
        height,
        role: 'transit',
        hold_s: 0,
        speed_m_s: plan.speed_m_s,
        ...(last ? { gimbal, zoom_percent } : {}),
      });
    }
    stops.push({
      at: end,
      height,
      role: 'look',
      hold_s: 0,
      speed_m_s: look.speed_m_s,
      gimbal,
      zoom_percent,
      look,
      photo_s: plan.camera.kind === 'stills' ? 1 / plan.camera.rate_hz : undefined,
    });
    here = end;
  }
  return { stops, problems };
};

/** Clockwise from north, for a look along ±x of a pattern turned by `angle` from east. */
const bearingOf = (angle: number, facing: 1 | -1): number => {
  const bearing = 90 - (angle * 180) / Math.PI + (facing === 1 ? 0 : 180);
  return ((bearing % 360) + 360) % 360;
};
