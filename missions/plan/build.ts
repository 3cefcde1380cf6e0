import {
  fail,
  type Mission,
  type MissionItem,
  ok,
  type Plan,
  type PlanBlock,
  type Position,
  type Result,
  type Site,
} from '#common';
import { localOf, pointOf, shapeOf } from './area.ts';
import { type Barrier, Barriers } from './barriers.ts';
import { planCorridor } from './corridor.ts';
import { type Plane, planeAt } from './geodesy.ts';
import { planOrbit } from './orbit.ts';
import type { Pattern, Stop, Surroundings } from './pattern.ts';
import { planPosts } from './posts.ts';
import { type Flight, followGround, type Ground } from './profile.ts';
import { Router } from './route.ts';
import { isInside, type Point } from './shapes.ts';
import { planSurvey } from './survey.ts';
import type { Terrain } from './terrain.ts';

/** A mission of more items fits no autopilot. */
const MOST_ITEMS = 5000;

export type BuiltBlock = { readonly block: PlanBlock; readonly pattern: Pattern };

/** A mission with all that was reckoned on the way to it. */
export type Built = {
  readonly mission: Mission;
  readonly plane: Plane;
  readonly barriers: Barriers;
  readonly ground: Ground | null;
  readonly blocks: readonly BuiltBlock[];
  /** For each waypoint of the mission, in order. */
  readonly waypoints: readonly { readonly block_id: string | null; readonly flight: Flight }[];
  /** No way home past fences and zones. */
  readonly no_way_home: boolean;
};

/**
 * The mission of a plan: take-off, every block in turn with ways between them inside the fence and outside every
 * zone, and home. Fails (AREA_INVALID, NOT_FOUND, PLAN_EMPTY, PLAN_TOO_LONG) only where there is nothing to draw;
 * whatever can be drawn is, and checkPlan says what is wrong with it.
 */
export const buildPlan = (plan: Plan, site: Site, terrain: Terrain | null): Result<Built> => {
  const plane = planeAt(plan.takeoff);
  const made = barriersOf(plan, site, plane);
  if (!made.ok) return made;
  const barriers = made.value;
  const router = new Router(barriers);
  const blocks: BuiltBlock[] = [];
  const stops: { stop: Stop; block_id: string | null }[] = [];
  let here: Point = { x: 0, y: 0 };
  for (const [index, block] of plan.blocks.entries()) {
    const onwards = anchorOf(plan.blocks[index + 1], site, plane);
    const pattern = planBlock(block, plan, site, plane, { from: here, onwards, barriers, router });
    if (!pattern.ok) return pattern;
    blocks.push({ block, pattern: pattern.value });
    stops.push(...pattern.value.stops.map((stop) => ({ stop, block_id: block.id })));
    here = pattern.value.stops.at(-1)?.at ?? here;
  }
  if (stops.length === 0) {
    const why = blocks.flatMap(({ block, pattern }) =>
      pattern.problems.map(({ code, details }) => ({ code, details: { ...details, block_id: block.id } })),
    )[0];
    return why === undefined ? fail('PLAN_EMPTY', {}) : fail(why.code, why.details);
  }
  const way = router.way(here, { x: 0, y: 0 });
  const last = stops.at(-1)?.stop;
  for (const at of way?.slice(0, -1) ?? []) {
    if (last === undefined) break;
    const stop: Stop = {
      at,
      height: last.height,
      role: 'transit',
      hold_s: 0,
      speed_m_s: plan.speed_m_s,
    };
    stops.push({ stop, block_id: null });
  }
  const ground = groundOf(terrain, plan.takeoff, plane);
  const blockOf = new Map(stops.map(({ stop, block_id }) => [stop, block_id]));
  const flights = followGround(
    stops.map(({ stop }) => stop),
    plan.follow_terrain ? ground : null,
    { ...plan.aircraft, floor_m: plan.look.floor_m },
  );
  const items = itemsOf(flights, plan, plane);
  if (items.length > MOST_ITEMS) {
    return fail('PLAN_TOO_LONG', { items: items.length, limit: MOST_ITEMS });
  }
  return ok({
    mission: { id: plan.id, site_id: plan.site_id, name: plan.name, items },
    plane,
    barriers,
    ground,
    blocks,
    waypoints: flights.map((flight) => ({ flight, block_id: blockOf.get(flight.stop) ?? null })),
    no_way_home: way === undefined,
  });
};

const barriersOf = (plan: Plan, site: Site, plane: Plane): Result<Barriers> => {
  const fence = shapeOf(plan.fence ?? site.boundary, plane, plan.fence === null ? 'site boundary' : 'fence');
  if (!fence.ok) return fence;
  const list: Barrier[] = [{ side: 'in', ring: fence.value, keep_m: plan.clearance_m }];
  for (const zone of plan.zones) {
    const ring = shapeOf(zone.ring, plane, zone.id);
    if (!ring.ok) return ring;
    list.push({ side: 'out', ring: ring.value, keep_m: Math.max(zone.standoff_m, plan.clearance_m) });
  }
  // Whoever leaves a hole in an area means that nothing flies over it; a take-off inside one is the exception.
  for (const block of plan.blocks) {
    if (block.kind !== 'survey') continue;
    for (const [index, hole] of block.holes.entries()) {
      const ring = shapeOf(hole, plane, `${block.id}, hole ${index + 1}`);
      if (!ring.ok) return ring;
      if (isInside(ring.value, { x: 0, y: 0 })) continue;
      list.push({ side: 'out', ring: ring.value, keep_m: plan.clearance_m });
    }
  }
  return ok(new Barriers(list));
};

const planBlock = (
  block: PlanBlock,
  plan: Plan,
  site: Site,
  plane: Plane,
  around: Surroundings,
): Result<Pattern> => {
  switch (block.kind) {
    case 'survey':
      return planSurvey(block, plan, plane, around);
    case 'corridor':
      return planCorridor(block, plan, plane, around);
    case 'orbit':
      return planOrbit(block, plan, plane, around);
    case 'posts':
      return planPosts(block, plan, site, plane, around);
    case 'points':
      return ok(pointsOf(block.points, plan, plane));
    default:
      return block satisfies never;
  }
};

/** Places as given, flown straight from one to the next: whoever sets single points means these. */
const pointsOf = (
  points: Extract<PlanBlock, { kind: 'points' }>['points'],
  plan: Plan,
  plane: Plane,
): Pattern => ({
  stops: points.map((point): Stop => {
    const gimbal =
      point.pitch_deg === undefined ? undefined : { pitch_deg: point.pitch_deg, yaw_deg: point.yaw_deg };
    return {
      at: pointOf(plane.toLocal(point)),
      height: { over: 'frame', m: point.height_m, frame: point.frame },
      role: 'transit',
      hold_s: point.hold_s,
      speed_m_s: point.speed_m_s ?? plan.speed_m_s,
      gimbal,
      photo_s: point.photo_interval_s === 0 ? undefined : point.photo_interval_s,
    };
  }),
  look: null,
  lines: 0,
  area_m2: 0,
  spacing_m: null,
  seen: null,
  problems: [],
});

/** About where a block lies, so that the one before ends near it; home after the last. */
const anchorOf = (block: PlanBlock | undefined, site: Site, plane: Plane): Point => {
  const at = ([lon_deg, lat_deg]: readonly [number, number]): Point =>
    pointOf(plane.toLocal({ lat_deg, lon_deg }));
  switch (block?.kind) {
    case 'survey':
      return at(block.area[0] ?? [0, 0]);
    case 'corridor':
      return at(block.line[0] ?? [0, 0]);
    case 'orbit':
      return pointOf(plane.toLocal(block.centre));
    case 'posts': {
      const post = site.posts.find(({ id }) => block.post_ids.length === 0 || block.post_ids.includes(id));
      return post === undefined ? { x: 0, y: 0 } : pointOf(plane.toLocal(post));
    }
    case 'points':
      return pointOf(plane.toLocal(block.points[0] ?? site.origin));
    default:
      return { x: 0, y: 0 };
  }
};

const groundOf = (terrain: Terrain | null, takeoff: Position, plane: Plane): Ground | null => {
  const home_m = terrain?.elevation_m(takeoff) ?? null;
  if (terrain === null || home_m === null) return null;
  return {
    step_m: terrain.step_m,
    above_takeoff_m: (at) => {
      const height_m = terrain.elevation_m(plane.toPosition(localOf(at)));
      return height_m === null ? null : height_m - home_m;
    },
  };
};

/** Items in flight order; a command that changes nothing is left out. */
const itemsOf = (flights: readonly Flight[], plan: Plan, plane: Plane): MissionItem[] => {
  const first = flights[0];
  const up_m = first?.stop.height.over === 'frame' ? plan.look.floor_m : (first?.height_m ?? 0);
  const items: MissionItem[] = [{ kind: 'takeoff', height_m: round(Math.max(plan.look.floor_m, up_m), 2) }];
  let speed: number | undefined;
  let zoom: number | undefined;
  let gimbal = '';
  let photo = 0;
  for (const { stop, at, height_m } of flights) {
    if (stop.speed_m_s !== undefined && stop.speed_m_s !== speed) {
      speed = stop.speed_m_s;
      items.push({ kind: 'speed', speed_m_s: round(speed, 2) });
    }
    if (stop.zoom_percent !== undefined && stop.zoom_percent !== zoom) {
      zoom = stop.zoom_percent;
      items.push({ kind: 'zoom', percent: round(zoom, 2) });
    }
    if (stop.gimbal !== undefined && gimbal !== JSON.stringify(stop.gimbal)) {
      gimbal = JSON.stringify(stop.gimbal);
      const { pitch_deg, yaw_deg } = stop.gimbal;
      items.push({
        kind: 'gimbal',
        pitch_deg: round(pitch_deg, 1),
        ...(yaw_deg === undefined ? {} : { yaw_deg: round(yaw_deg, 1) }),
      });
    }
    const wanted = stop.photo_s ?? 0;
    if (wanted !== photo) {
      photo = wanted;
      items.push({ kind: 'photo', interval_s: round(photo, 2) });
    }
    const { height } = stop;
    items.push({
      kind: 'waypoint',
      ...plane.toPosition(localOf(at)),
      height_m: height.over === 'frame' ? height.m : round(height_m, 2),
      ...(height.over === 'frame' && height.frame !== 'relative' ? { frame: height.frame } : {}),
      // Points put in between only follow the ground; the stop itself holds.
      hold_s: at === stop.at ? stop.hold_s : 0,
      ...(stop.post_id !== undefined && at === stop.at ? { post_id: stop.post_id } : {}),
    });
  }
  if (photo !== 0) items.push({ kind: 'photo', interval_s: 0 });
  if (speed !== plan.speed_m_s) items.push({ kind: 'speed', speed_m_s: plan.speed_m_s });
  items.push({ kind: 'return' });
  return items;
};

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
