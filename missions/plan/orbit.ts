import { ok, type Plan, type PlanBlockOf, type Result } from '#common';
import { pointOf } from './area.ts';
import type { Plane } from './geodesy.ts';
import { solveLook } from './look.ts';
import type { Pattern, PatternProblem, Stop, Surroundings } from './pattern.ts';
import type { Point } from './shapes.ts';
import { HEIGHT_LIMIT_M } from './limits.ts';
import { goalProblem } from './survey.ts';

/** Pictures of a wall overlap by this share, across and upwards. */
const OVERLAP = 0.3;
const LEAST_SIDES = 8;
/** The wall is seen nearly level: a steep look shows its top only. */
const MOST_DEPRESSION_DEG = 30;

/**
 * Rings around a structure at as many heights as its wall needs, the camera on the axis; stops where the frames
 * are taken. Places that may not be flown are left out and said.
 */
export const planOrbit = (
  block: PlanBlockOf<'orbit'>,
  plan: Plan,
  plane: Plane,
  around: Surroundings,
): Result<Pattern> => {
  const centre = pointOf(plane.toLocal(block.centre));
  const depression_deg = Math.min(plan.look.depression_deg, MOST_DEPRESSION_DEG);
  const look = solveLook({
    camera: plan.camera,
    px_per_m: plan.goal.px_per_m,
    look: { ...plan.look, depression_deg },
    speed_m_s: plan.speed_m_s,
    standoff_m: plan.look.standoff_m,
    above_m: 0,
    ceiling_m: HEIGHT_LIMIT_M,
  });
  const ring_m = block.radius_m + look.reach_m;
  // The picture's height on an upright wall at this depth.
  const wall_m = (2 * look.half_height * look.slant_m) / Math.cos((depression_deg * Math.PI) / 180);
  const [base, top] = [Math.min(block.base_m, block.top_m), Math.max(block.base_m, block.top_m)];
  const layers = Math.max(1, Math.ceil((top - base - wall_m) / (wall_m * (1 - OVERLAP))) + 1);
  const across_m = 2 * look.half_width * look.slant_m * (1 - OVERLAP);
  const sides = Math.max(LEAST_SIDES, Math.ceil((2 * Math.PI * block.radius_m) / across_m));
  const hold_s = Math.max(1, Math.ceil(look.frames / plan.camera.rate_hz));
  const stops: Stop[] = [];
  const problems: PatternProblem[] = [];
  let left_out = 0;
  let here = around.from;
  const first = Math.atan2(around.from.y - centre.y, around.from.x - centre.x);
  for (let layer = 0; layer < layers; layer += 1) {
    const aim_m =
      layers === 1 ? (base + top) / 2 : base + wall_m / 2 + (layer * (top - base - wall_m)) / (layers - 1);
    const height_m = Math.max(aim_m + look.height_m, plan.look.floor_m);
    for (let side = 0; side < sides; side += 1) {
      const turn = (layer % 2 === 0 ? side : sides - 1 - side) * ((2 * Math.PI) / sides);
      const angle = first + turn;
      const at: Point = {
        x: centre.x + ring_m * Math.cos(angle),
        y: centre.y + ring_m * Math.sin(angle),
      };
      const way = around.barriers.allows(at) ? around.router.way(here, at) : undefined;
      if (way === undefined) {
        left_out += 1;
        continue;
      }
      for (const corner of way.slice(0, -1))
        stops.push({
          at: corner,
          height: { over: 'takeoff', m: height_m },
          role: 'transit',
          hold_s: 0,
          speed_m_s: plan.speed_m_s,
        });
      stops.push({
        at,
        height: { over: 'takeoff', m: height_m },
        role: 'transit',
        hold_s,
        speed_m_s: plan.speed_m_s,
        gimbal: {
          pitch_deg: (-Math.atan2(height_m - aim_m, look.reach_m) * 180) / Math.PI,
          yaw_deg: ((Math.atan2(centre.x - at.x, centre.y - at.y) * 180) / Math.PI + 360) % 360,
        },
        zoom_percent: plan.camera.focal_max_mm > plan.camera.focal_min_mm ? look.zoom_percent : undefined,
        photo_s: plan.camera.kind === 'stills' ? 1 / plan.camera.rate_hz : undefined,
        look,
      });
      here = at;
    }
  }
  const all = layers * sides;
  if (left_out > 0)
    problems.push({ code: 'PLAN_ORBIT_OPEN', details: { left_out, places: all }, at: centre });
  return ok({
    stops,
    look,
    lines: layers,
    area_m2: 2 * Math.PI * block.radius_m * (top - base),
    spacing_m: null,
    seen: (all - left_out) / all,
    problems: [...problems, ...goalProblem(look, plan)],
  });
};
