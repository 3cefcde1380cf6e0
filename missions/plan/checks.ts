import {
  type Plan,
  type PlanCheck,
  type PlanCheckName,
  planCheckNames,
  type PlanReport,
  type PlanViolation,
  type PlanZone,
  type Position,
  type PostView,
  type Result,
  type Site,
  ok,
} from '#common';
import { localOf, pointOf } from './area.ts';
import { type Built, type BuiltBlock, buildPlan } from './build.ts';
import { checkRally } from './check-rally.ts';
import { type Effort, effortOf } from './energy.ts';
import { type Leg, legsOf } from './legs.ts';
import { FACE_M } from './look.ts';
import { checkPapers, type Note, type Today } from './papers.ts';
import { boxesNear, distanceOfEdges, edgesOf, isInside, type Point } from './shapes.ts';
import { checkMission, HEIGHT_LIMIT_M } from './limits.ts';
import type { Terrain } from './terrain.ts';
import { type Eye, pxPerM, seenAlong, type Spot } from './views.ts';

export type PlanContext = {
  readonly site: Site;
  readonly terrain: Terrain | null;
  /** YYYY-MM-DD on the station's calendar, for papers that expire. */
  readonly today: Today;
};

type Figures = PlanCheck['figures'];
/** Violations of one kind beyond this say nothing new. */
const MOST_OF_ONE_KIND = 5;
/** Legs are looked at twice in each step of the terrain, and at least this often. */
const COARSEST_STEP_M = 15;

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

const blockReport = ({ block, pattern }: BuiltBlock, built: Built): PlanReport['blocks'][number] => {
  let length_m = 0;
  let before: Point = { x: 0, y: 0 };
  for (const { flight, block_id } of built.waypoints) {
    if (block_id === block.id) length_m += Math.hypot(flight.at.x - before.x, flight.at.y - before.y);
    before = flight.at;
  }
  const { look } = pattern;
  return {
    block_id: block.id,
    solution:
      look === null
        ? null
        : {
            resolved: look.resolved,
            px_per_m: look.px_per_m,
            slant_m: look.slant_m,
            reach_m: look.reach_m,
            height_m: look.height_m,
            focal_mm: look.focal_mm,
            zoom_percent: look.zoom_percent,
            zoom_ratio: look.zoom_ratio,
            pitch_deg: look.pitch_deg,
            speed_m_s: look.speed_m_s,
            speed_by: look.speed_by,
            blur_px: look.blur_px,
            swath_m: look.swath_m,
          },
    lines: pattern.lines,
    length_m,
    area_m2: pattern.area_m2,
    spacing_m: pattern.spacing_m,
    seen: pattern.seen,
  };
};

const checkBlocks = (built: Built, note: Note, positionOf: (point: Point) => Position): void => {
  for (const { block, pattern } of built.blocks) {
    for (const { code, details, at, post_id } of pattern.problems) {
      const route = code === 'PLAN_NO_ROUTE';
      const coverage =
        code === 'PLAN_AREA_UNSEEN' || code === 'PLAN_AREA_STEEP' || code === 'PLAN_ORBIT_OPEN';
      note.violate(route ? 'route' : coverage ? 'coverage' : 'resolution', code, {
        details: { ...details, block_id: block.id },
        // A pilot may take on seeing less than wished, never a way that does not exist.
        weight: route ? 'refuse' : 'sign',
        place: {
          block_id: block.id,
          ...(post_id === undefined ? {} : { post_id }),
          ...(at === undefined ? {} : { position: positionOf(at) }),
        },
      });
    }
  }
  if (built.no_way_home) note.violate('route', 'PLAN_NO_ROUTE', { details: { block_id: '' } });
  const seen = built.blocks.flatMap(({ pattern }) => (pattern.seen === null ? [] : [pattern.seen]));
  note.state('coverage', { least_seen: seen.length === 0 ? null : Math.min(...seen) });
  const px = built.blocks.flatMap(({ pattern }) => (pattern.look === null ? [] : [pattern.look.px_per_m]));
  note.state('resolution', { least_px_per_m: px.length === 0 ? null : Math.round(Math.min(...px)) });
};

/** True height against the terrain all along each leg; against the take-off point where there is none. */
const checkHeights = (
  plan: Plan,
  legs: readonly Leg[],
  built: Built,
  note: Note,
  positionOf: (point: Point) => Position,
): { highest_m: number | null } => {
  const { ground } = built;
  const { approval } = plan.papers;
  const limit_m = Math.max(HEIGHT_LIMIT_M, approval?.ceiling_m ?? 0);
  let highest_m: number | null = null;
  let lowest_m: number | null = null;
  let unknown = ground === null;
  for (const leg of legs) {
    const length = Math.hypot(leg.to.x - leg.from.x, leg.to.y - leg.from.y);
    const steps =
      ground === null ? 1 : Math.max(1, Math.ceil(length / Math.min(ground.step_m / 2, COARSEST_STEP_M)));
    if (leg.unknown_height) unknown = true;
    let over: { true_height_m: number; at: Point } | undefined;
    let under: { true_height_m: number; at: Point } | undefined;
    for (let step = 0; step <= steps; step += 1) {
      const t = step / steps;
      const at = {
        x: leg.from.x + (leg.to.x - leg.from.x) * t,
        y: leg.from.y + (leg.to.y - leg.from.y) * t,
      };
      const below = ground === null ? 0 : ground.above_takeoff_m(at);
      if (below === null) {
        unknown = true;
        continue;
      }
      const true_height_m = leg.from.z + (leg.to.z - leg.from.z) * t - below;
      highest_m = Math.max(highest_m ?? -Infinity, true_height_m);
      if (true_height_m > limit_m && true_height_m > (over?.true_height_m ?? 0)) over = { true_height_m, at };
      if (leg.kind !== 'level') continue;
      lowest_m = Math.min(lowest_m ?? Infinity, true_height_m);
      if (true_height_m < plan.look.floor_m * 0.9 - 0.5 && true_height_m < (under?.true_height_m ?? Infinity))
        under = { true_height_m, at };
    }
    if (over !== undefined) {
      note.violate('height', 'PLAN_TRUE_HEIGHT', {
        details: { seq: leg.seq, true_height_m: round1(over.true_height_m), limit_m },
        place: { seq: leg.seq, position: positionOf(over.at) },
      });
    }
    if (under !== undefined) {
      note.violate('floor', 'PLAN_TOO_LOW', {
        details: { seq: leg.seq, true_height_m: round1(under.true_height_m), floor_m: plan.look.floor_m },
        // Into the ground is nobody's to sign.
        weight: under.true_height_m < 2 ? 'refuse' : 'sign',
        place: { seq: leg.seq, position: positionOf(under.at) },
      });
    }
  }
  if (unknown) {
    note.violate('terrain', 'PLAN_TERRAIN_MISSING', { weight: 'sign', place: { position: plan.takeoff } });
  }
  note.state('height', { highest_m: highest_m === null ? null : round1(highest_m), limit_m });
  note.state('floor', { lowest_m: lowest_m === null ? null : round1(lowest_m), floor_m: plan.look.floor_m });
  note.state('terrain', { known: !unknown, step_m: ground === null ? null : Math.round(ground.step_m) });
  return { highest_m };
};

/** Every leg, not only its ends, against the fence and every zone with its standoff; the way home too. */
const checkFences = (
  plan: Plan,
  legs: readonly Leg[],
  built: Built,
  site: Site,
  note: Note,
  positionOf: (point: Point) => Position,
): void => {
  // The barriers are the fence, the zones in their order, then the holes of areas.
  const hole: Pick<PlanZone, 'id' | 'kind' | 'name' | 'standoff_m'> = {
    id: 'hole',
    kind: 'fence',
    name: '',
    standoff_m: 0,
  };
  let nearest_m = Infinity;
  for (const [index, { side, ring, keep_m }] of built.barriers.list.entries()) {
    const zone = index === 0 ? null : (plan.zones[index - 1] ?? hole);
    const edges = edgesOf(ring);
    for (const { from, to, seq } of legs) {
      let away = Infinity;
      for (const [a, b] of edges)
        if (boxesNear(from, to, a, b, keep_m)) away = Math.min(away, distanceOfEdges(from, to, a, b));
      const wrong = away === 0 || isInside(ring, from) !== (side === 'in');
      const near = zone !== null && away < zone.standoff_m - 0.05;
      if (zone !== null) nearest_m = Math.min(nearest_m, away);
      if (!wrong && !near) continue;
      const place = { seq, position: positionOf(to), ...(zone === null ? {} : { zone_id: zone.id }) };
      if (zone === null) {
        note.violate('fence', 'PLAN_OUTSIDE_FENCE', { details: { seq, site_id: site.id }, place });
        continue;
      }
      const details = { seq, kind: zone.kind, zone: zone.name || zone.id };
      if (wrong) note.violate('zones', 'PLAN_IN_ZONE', { details, place });
      else
        note.violate('zones', 'PLAN_STANDOFF', {
          details: { ...details, distance_m: round1(away), standoff_m: zone.standoff_m },
          place,
        });
    }
  }
  note.state('fence', { drawn: plan.fence !== null, corners: built.barriers.list[0]?.ring.length ?? 0 });
  note.state('zones', {
    zones: plan.zones.length,
    nearest_m: Number.isFinite(nearest_m) ? round1(nearest_m) : null,
  });
};

const checkClimb = (
  plan: Plan,
  legs: readonly Leg[],
  note: Note,
  positionOf: (point: Point) => Position,
): void => {
  let steepest_m_s = 0;
  for (const { from, to, seq, kind, speed_m_s } of legs) {
    if (kind !== 'level') continue;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const rise = to.z - from.z;
    // Short hops and small steps are flown slower by the autopilot itself.
    if (Math.abs(rise) <= 2.01 || length < 3) continue;
    const rate = (rise * speed_m_s) / length;
    const limit_m_s = rate > 0 ? plan.aircraft.climb_m_s : plan.aircraft.descent_m_s;
    steepest_m_s = Math.max(steepest_m_s, Math.abs(rate));
    if (Math.abs(rate) > limit_m_s * 1.05) {
      note.violate('climb', 'PLAN_TOO_STEEP', {
        details: { seq, rate_m_s: round1(rate), limit_m_s },
        weight: 'sign',
        place: { seq, position: positionOf(to) },
      });
    }
  }
  note.state('climb', { steepest_m_s: round1(steepest_m_s) });
};

const checkBattery = ({ aircraft }: Plan, effort: Effort, note: Note): void => {
  const usable_wh = aircraft.battery_wh * (1 - aircraft.reserve_percent / 100);
  const details = {
    energy_wh: Math.round(effort.energy_wh),
    usable_wh: Math.round(usable_wh),
    reserve_percent: aircraft.reserve_percent,
  };
  if (effort.energy_wh > usable_wh) note.violate('battery', 'PLAN_BATTERY', { details });
  else if (!aircraft.measured) note.violate('battery', 'PLAN_BATTERY_ESTIMATED', { details, weight: 'sign' });
  note.state('battery', { ...details, wh_per_m: aircraft.wh_per_m, measured: aircraft.measured });
};

const checkWind = ({ wind_m_s, aircraft }: Plan, note: Note): void => {
  const limit_m_s = aircraft.wind_limit_m_s;
  if (wind_m_s === null)
    note.violate('wind', 'PLAN_WIND_UNKNOWN', { details: { limit_m_s }, weight: 'sign' });
  else if (wind_m_s > limit_m_s) note.violate('wind', 'PLAN_WIND', { details: { wind_m_s, limit_m_s } });
  note.state('wind', { wind_m_s, limit_m_s }, wind_m_s === null ? 'measured' : 'stated');
};

const checkPosts = (posts: readonly PostView[], note: Note): void => {
  if (posts.length === 0) return;
  note.state('resolution', {
    least_px_per_m: Math.round(Math.min(...posts.map(({ px_per_m }) => px_per_m))),
    posts: posts.length,
    resolved: posts.filter(({ resolved }) => resolved).length,
  });
};

/** What each post of the site that any block looks at gets from the whole flight: from holds and passing legs alike. */
const viewsOfPosts = (plan: Plan, built: Built, legs: readonly Leg[], site: Site): PostView[] => {
  const meant = new Map<string, string>();
  for (const { block } of built.blocks) {
    if (block.kind !== 'posts') continue;
    for (const post of site.posts)
      if (block.post_ids.length === 0 || block.post_ids.includes(post.id)) meant.set(post.id, block.id);
  }
  const { camera } = plan;
  const eyeOf = (leg: Leg): Eye | null => {
    if (leg.gimbal === null) return null;
    const focal_mm =
      camera.focal_min_mm + ((camera.focal_max_mm - camera.focal_min_mm) * (leg.zoom_percent ?? 0)) / 100;
    const focal_px = (camera.width_px * focal_mm) / camera.sensor_width_mm;
    const along = (Math.atan2(leg.to.x - leg.from.x, leg.to.y - leg.from.y) * 180) / Math.PI;
    return {
      yaw_deg: leg.gimbal.yaw_deg ?? along,
      pitch_deg: leg.gimbal.pitch_deg,
      focal_px,
      half_width: camera.width_px / 2 / focal_px,
      half_height: camera.height_px / 2 / focal_px,
    };
  };
  const roles = built.waypoints.map(({ flight }) => flight.stop.role);
  const views: PostView[] = [];
  for (const post of site.posts) {
    const at = pointOf(built.plane.toLocal(post));
    const target = { ...at, z: post.height_m + FACE_M };
    const bearings: number[] = [];
    let seconds = 0;
    let best_px = 0;
    let waypoint = -1;
    for (const leg of legs) {
      const flown = built.mission.items[leg.seq - 1]?.kind === 'waypoint';
      if (flown) waypoint += 1;
      const eye = eyeOf(leg);
      if (!flown || eye === null) continue;
      const look = (from: typeof leg.from, to: typeof leg.to, time_s: number): void => {
        // Half a percent for centimetres and tenths of degrees that items are rounded to.
        const seen = seenAlong(from, to, eye, target, plan.goal.px_per_m * 0.995);
        if (seen === null) return;
        const length = Math.hypot(to.x - from.x, to.y - from.y, to.z - from.z);
        const share = length === 0 ? 1 : (seen[1] - seen[0]) / length;
        if (share * time_s <= 0) return;
        seconds += share * time_s;
        // At its furthest while it is seen: what every one of its frames reaches.
        const at = (place: number): Spot => ({
          x: from.x + ((to.x - from.x) * place) / Math.max(length, 1e-9),
          y: from.y + ((to.y - from.y) * place) / Math.max(length, 1e-9),
          z: from.z + ((to.z - from.z) * place) / Math.max(length, 1e-9),
        });
        const px = Math.min(pxPerM(at(seen[0]), eye, target), pxPerM(at(seen[1]), eye, target));
        best_px = Math.max(best_px, px);
        bearings.push(eye.yaw_deg);
      };
      if (leg.hold_s > 0) look(leg.to, leg.to, leg.hold_s);
      if (roles[waypoint] === 'look')
        look(leg.from, leg.to, Math.hypot(leg.to.x - leg.from.x, leg.to.y - leg.from.y) / leg.speed_m_s);
    }
    const block_id = meant.get(post.id);
    if (block_id === undefined && seconds === 0) continue;
    const looks = sidesOf(bearings);
    const frames = Math.floor(seconds * camera.rate_hz);
    views.push({
      post_id: post.id,
      block_id: block_id ?? '',
      px_per_m: Math.round(best_px),
      looks,
      seconds: Math.round(seconds * 10) / 10,
      frames,
      resolved: looks >= 1 && frames >= plan.look.frames,
    });
  }
  return views;
};

/** How many sides bearings come from: directions nearer than 60° are one. */
const sidesOf = (bearings: readonly number[]): number => {
  const sides: number[] = [];
  for (const bearing of bearings)
    if (sides.every((side) => Math.abs(((bearing - side + 540) % 360) - 180) >= 60)) sides.push(bearing);
  return sides.length;
};

const round1 = (value: number): number => Math.round(value * 10) / 10;
