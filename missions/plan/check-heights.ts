import type { Plan, Position } from '#common';
import type { Built } from './build.ts';
import type { Leg } from './legs.ts';
import { HEIGHT_LIMIT_M } from './limits.ts';
import { type Note, tenths } from './note.ts';
import type { Point } from './shapes.ts';

/** Legs are looked at twice in each step of the terrain, and at least this often. */
const COARSEST_STEP_M = 15;

/** True height against the terrain all along each leg; against the take-off point where there is none. */
export const checkHeights = (
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
        details: { seq: leg.seq, true_height_m: tenths(over.true_height_m), limit_m },
        place: { seq: leg.seq, position: positionOf(over.at) },
      });
    }
    if (under !== undefined) {
      note.violate('floor', 'PLAN_TOO_LOW', {
        details: { seq: leg.seq, true_height_m: tenths(under.true_height_m), floor_m: plan.look.floor_m },
        // Into the ground is nobody's to sign.
        weight: under.true_height_m < 2 ? 'refuse' : 'sign',
        place: { seq: leg.seq, position: positionOf(under.at) },
      });
    }
  }
  if (unknown) {
    note.violate('terrain', 'PLAN_TERRAIN_MISSING', { weight: 'sign', place: { position: plan.takeoff } });
  }
  note.state('height', { highest_m: highest_m === null ? null : tenths(highest_m), limit_m });
  note.state('floor', { lowest_m: lowest_m === null ? null : tenths(lowest_m), floor_m: plan.look.floor_m });
  note.state('terrain', { known: !unknown, step_m: ground === null ? null : Math.round(ground.step_m) });
  return { highest_m };
};

export const checkClimb = (
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
        details: { seq, rate_m_s: tenths(rate), limit_m_s },
        weight: 'sign',
        place: { seq, position: positionOf(to) },
      });
    }
  }
  note.state('climb', { steepest_m_s: tenths(steepest_m_s) });
};
