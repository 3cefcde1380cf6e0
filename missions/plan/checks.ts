import {
  type Plan,
  type PlanCheck,
  type PlanCheckName,
  planCheckNames,
  type PlanReport,
  type PlanViolation,
  type Position,
  type Result,
  type Site,
  ok,
} from '#common';
import { localOf } from './area.ts';
import { type Built, buildPlan } from './build.ts';
import { blockReport, checkBlocks } from './check-blocks.ts';
import { checkFences } from './check-fences.ts';
import { checkClimb, checkHeights } from './check-heights.ts';
import { checkBattery, checkWind } from './check-means.ts';
import { checkRally } from './check-rally.ts';
import { effortOf } from './energy.ts';
import { legsOf } from './legs.ts';
import { checkMission } from './limits.ts';
import type { Note } from './note.ts';
import { checkPapers, type Today } from './papers.ts';
import { checkPosts, viewsOfPosts } from './post-views.ts';
import type { Point } from './shapes.ts';
import type { Terrain } from './terrain.ts';

export type PlanContext = {
  readonly site: Site;
  readonly terrain: Terrain | null;
  /** YYYY-MM-DD on the station's calendar, for papers that expire. */
  readonly today: Today;
};

type Figures = PlanCheck['figures'];
/** Violations of one kind beyond this say nothing new. */
const MOST_OF_ONE_KIND = 5;

/**
 * The mission of a plan and everything that is looked at before an upload. The checks reckon from the mission's own
 * items, leg by leg, so that they hold whatever made the mission. Fails as buildPlan does.
 */
export const checkPlan = (plan: Plan, context: PlanContext): Result<PlanReport> => {
  const built = buildPlan(plan, context.site, context.terrain);
  return built.ok ? ok(reportOf(plan, built.value, context)) : built;
};

const reportOf = (plan: Plan, built: Built, context: PlanContext): PlanReport => {
  const violations: PlanViolation[] = [];
  const figures = new Map<PlanCheckName, { figures: Figures; basis: PlanCheck['basis'] }>();
  const note: Note = {
    violate: (check, code, part = {}) => {
      if (violations.filter((each) => each.check === check && each.code === code).length >= MOST_OF_ONE_KIND)
        return;
      violations.push({ check, code, details: {}, weight: 'refuse', place: {}, ...part });
    },
    state: (check, facts, basis = 'measured') => figures.set(check, { figures: facts, basis }),
  };
  const { plane } = built;
  const home_m = context.terrain?.elevation_m(plan.takeoff) ?? null;
  const legs = legsOf(built.mission.items, plane, plan.takeoff, (height_m, frame, position) => {
    if (home_m === null) return null;
    if (frame === 'amsl') return height_m - home_m;
    const below = context.terrain?.elevation_m(position) ?? null;
    return below === null ? null : below + height_m - home_m;
  });
  const positionOf = (point: Point): Position => plane.toPosition(localOf(point));

  const sound = checkMission(built.mission, Infinity);
  if (!sound.ok) note.violate('sound', sound.error.code, { details: { ...sound.error.details } });
  note.state('sound', { items: built.mission.items.length });
  checkBlocks(built, note, positionOf);
  const height = checkHeights(plan, legs, built, note, positionOf);
  checkFences(plan, legs, built, context.site, note, positionOf);
  checkRally(plan, built, note);
  checkClimb(plan, legs, note, positionOf);
  const effort = effortOf(legs, plan.aircraft);
  checkBattery(plan, effort, note);
  checkWind(plan, note);
  checkPapers(plan, context.today, height.highest_m, note);
  const posts = viewsOfPosts(plan, built, legs, context.site);
  checkPosts(posts, note);

  const seq_role = built.waypoints.map(({ flight, block_id }) => ({ role: flight.stop.role, block_id }));
  return {
    mission: built.mission,
    legs: seq_role,
    blocks: built.blocks.map((each) => blockReport(each, built)),
    posts,
    figures: {
      ...effort,
      battery_share: effort.energy_wh / plan.aircraft.battery_wh,
      true_height_max_m: height.highest_m,
      terrain: built.ground === null ? null : (context.terrain?.source ?? null),
    },
    checks: planCheckNames.map((check): PlanCheck => {
      const facts = figures.get(check);
      const broken = violations.some((each) => each.check === check);
      return {
        check,
        outcome: broken ? 'violated' : 'passed',
        basis: facts?.basis ?? 'measured',
        figures: facts?.figures ?? {},
      };
    }),
    violations,
  };
};
