import { fail, ok, type Plan, type PlanBlockOf, type Result, type Site, type WorkPost } from '#common';
import { pointOf } from './area.ts';
import type { Plane } from './geodesy.ts';
import { FACE_M, type Look, solveLook } from './look.ts';
import type { Pattern, PatternProblem, Stop, Surroundings } from './pattern.ts';
import type { Point } from './shapes.ts';
import { HEIGHT_LIMIT_M } from './limits.ts';

const BEARING_STEP_DEG = 15;
/** Two looks from nearer directions than this are one side. */
const LEAST_TURN_DEG = 80;
/** Further away with a longer lens, where there is no room near by. */
const FURTHER = [1, 1.25, 1.6, 2.2, 3] as const;
/** A camera that has just been pointed needs this before its pictures count. */
const SETTLE_S = 1;

type Side = { readonly at: Point; readonly look: Look; readonly bearing: number };

/** Every post seen from several sides, stopping for as long as the frames take; the order is the shortest round found. */
export const planPosts = (
  block: PlanBlockOf<'posts'>,
  plan: Plan,
  site: Site,
  plane: Plane,
  around: Surroundings,
): Result<Pattern> => {
  const unknown = block.post_ids.find((post_id) => site.posts.every(({ id }) => id !== post_id));
  if (unknown !== undefined) return fail('NOT_FOUND', { kind: 'post', id: unknown });
  const posts = site.posts.filter(({ id }) => block.post_ids.length === 0 || block.post_ids.includes(id));
  if (posts.length === 0) return fail('SITE_WITHOUT_POSTS', { site_id: site.id });
  const stops: Stop[] = [];
  const problems: PatternProblem[] = [];
  let here = around.from;
  let worst: Look | null = null;
  const placed = posts.map((post) => ({ post, at: pointOf(plane.toLocal(post)) }));
  for (const { post, at: centre } of shortRound(placed, here)) {
    const sides = sidesOf(post, centre, block.sides, plan, around, here);
    if (sides.length === 0 || sides.some(({ look }) => !look.resolved)) problems.push(unresolved(post, plan));
    else if (sides.length < 2)
      problems.push({ code: 'PLAN_POST_ONE_SIDE', details: { post_id: post.id }, post_id: post.id });
    for (const { at, look } of sides) {
      const way = around.router.way(here, at);
      if (way === undefined) {
        problems.push({ code: 'PLAN_NO_ROUTE', details: {}, at, post_id: post.id });
        continue;
      }
      if (worst === null || look.px_per_m < worst.px_per_m) worst = look;
      const aim_m = post.height_m + FACE_M;
      const height = { over: 'takeoff' as const, m: aim_m + look.height_m };
      for (const corner of way.slice(0, -1))
        stops.push({ at: corner, height, role: 'transit', hold_s: 0, speed_m_s: plan.speed_m_s });
      stops.push({
        at,
        height,
        // The way there is no look: the stop is.
        role: 'transit',
        hold_s: Math.ceil(SETTLE_S + look.frames / plan.camera.rate_hz),
        speed_m_s: plan.speed_m_s,
        gimbal: {
          pitch_deg: (-Math.atan2(look.height_m, look.reach_m) * 180) / Math.PI,
          yaw_deg: ((Math.atan2(centre.x - at.x, centre.y - at.y) * 180) / Math.PI + 360) % 360,
        },
        zoom_percent: plan.camera.focal_max_mm > plan.camera.focal_min_mm ? look.zoom_percent : undefined,
        photo_s: plan.camera.kind === 'stills' ? 1 / plan.camera.rate_hz : undefined,
        post_id: post.id,
        look,
      });
      here = at;
    }
  }
  return ok({
    stops,
    look: worst ?? lookAt(posts[0] ?? null, plan, 0),
    lines: stops.filter(({ look }) => look !== undefined).length,
    area_m2: 0,
    spacing_m: null,
    seen: null,
    problems,
  });
};

/** Further away means higher too: the angle stays. */
const lookAt = (post: WorkPost | null, plan: Plan, further_m: number): Look =>
  solveLook({
    camera: plan.camera,
    px_per_m: plan.goal.px_per_m,
    look: plan.look,
    speed_m_s: plan.speed_m_s,
    standoff_m: Math.max(plan.look.standoff_m, further_m),
    above_m: Math.max(1, plan.look.floor_m - FACE_M - Math.max(0, post?.height_m ?? 0)),
    ceiling_m: HEIGHT_LIMIT_M - (post?.height_m ?? 0) - FACE_M,
  });

const unresolved = (post: WorkPost, plan: Plan): PatternProblem => {
  const look = lookAt(post, plan, 0);
  return {
    code: 'PLAN_POST_UNRESOLVED',
    details: {
      post_id: post.id,
      px_per_m: Math.round(look.px_per_m),
      wanted_px_per_m: plan.goal.px_per_m,
      slant_m: Math.round(look.slant_m * 10) / 10,
      reason: look.resolved ? 'no_room' : look.reason,
    },
    post_id: post.id,
  };
};

const sidesOf = (
  post: WorkPost,
  centre: Point,
  wanted: number,
  plan: Plan,
  around: Surroundings,
  here: Point,
): Side[] => {
  const near = lookAt(post, plan, 0);
  let best: Side[] = [];
  for (const share of FURTHER) {
    const look = share === 1 ? near : lookAt(post, plan, near.reach_m * share);
    // The nearest look is flown even where it falls short: that it does is said.
    if (!look.resolved && share > 1) break;
    const places = Array.from({ length: 360 / BEARING_STEP_DEG }, (_, index): Side => {
      const bearing = index * BEARING_STEP_DEG;
      const angle = (bearing * Math.PI) / 180;
      const at = {
        x: centre.x + look.reach_m * Math.sin(angle),
        y: centre.y + look.reach_m * Math.cos(angle),
      };
      return { at, look, bearing };
    }).filter(({ at }) => around.barriers.allows(at));
    const chosen = spread([...best, ...places], wanted, here);
    if (chosen.length > best.length) best = chosen;
    if (best.length >= wanted) break;
  }
  return best;
};

/** Up to `wanted` places in directions far enough apart, beginning with each in turn; the shortest way wins. */
const spread = (places: readonly Side[], wanted: number, here: Point): Side[] => {
  let best: { sides: Side[]; cost: number } = { sides: [], cost: Infinity };
  const least = Math.min(LEAST_TURN_DEG, 360 / wanted - BEARING_STEP_DEG);
  const away = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
  for (const first of places) {
    const sides = [first];
    let cost = away(here, first.at);
    while (sides.length < wanted) {
      const last = sides.at(-1) ?? first;
      const open = places.filter(({ bearing }) =>
        sides.every((side) => turnBetween(side.bearing, bearing) >= least),
      );
      const next = open.toSorted((a, b) => away(last.at, a.at) - away(last.at, b.at))[0];
      if (next === undefined) break;
      cost += away(last.at, next.at);
      sides.push(next);
    }
    if (sides.length > best.sides.length || (sides.length === best.sides.length && cost < best.cost)) {
      best = { sides, cost };
    }
  }
  return best.sides;
};

const turnBetween = (a: number, b: number): number => Math.abs(((a - b + 540) % 360) - 180);

type Placed = { readonly post: WorkPost; readonly at: Point };

/** Nearest next, then turned round wherever that makes the way shorter (2-opt). */
const shortRound = (posts: readonly Placed[], from: Point): Placed[] => {
  const left = [...posts];
  const round: Placed[] = [];
  let here = from;
  const away = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
  while (left.length > 0) {
    const nearest = left.reduce((best, each, index) => {
      const before = left[best];
      return before !== undefined && away(here, each.at) < away(here, before.at) ? index : best;
    }, 0);
    const [next] = left.splice(nearest, 1);
    if (next === undefined) break;
    round.push(next);
    here = next.at;
  }
  const place = (index: number): Point =>
    index < 0 || index >= round.length ? from : (round[index]?.at ?? from);
  for (let better = true, turns = 0; better && turns < 20; turns += 1) {
    better = false;
    for (let a = 0; a < round.length - 1; a += 1) {
      for (let b = a + 1; b < round.length; b += 1) {
        const now = away(place(a - 1), place(a)) + away(place(b), place(b + 1));
        const turned = away(place(a - 1), place(b)) + away(place(a), place(b + 1));
        if (turned < now - 1e-6) {
          round.splice(a, b - a + 1, ...round.slice(a, b + 1).toReversed());
          better = true;
        }
      }
    }
  }
  return round;
};
