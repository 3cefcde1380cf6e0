import { fail, type Mission, ok, type Result } from '#common';

/** True height above which airspace is controlled (无人驾驶航空器飞行管理暂行条例). */
export const HEIGHT_LIMIT_M = 120;

/**
 * Whether a mission can be flown at all: takes off first, comes down last, stays under the limit.
 * Heights are above take-off; over ground that falls away true height is more, which the terrain
 * model of a later planner must see. `seq` in a fault counts from 1, as autopilots do.
 */
export const checkMission = (
  { items }: Pick<Mission, 'items'>,
  limit_m: number = HEIGHT_LIMIT_M,
): Result<void> => {
  const first = items.findIndex(
    ({ kind }) => kind === 'takeoff' || kind === 'waypoint' || kind === 'land' || kind === 'return',
  );
  if (items[first]?.kind !== 'takeoff') return fail('MISSION_NO_TAKEOFF', { seq: first + 1 });
  const last = items.at(-1);
  if (last?.kind !== 'return' && last?.kind !== 'land') {
    return fail('MISSION_NO_RETURN', { seq: items.length });
  }
  for (const [index, item] of items.entries()) {
    if (index > first && item.kind === 'takeoff') {
      return fail('MISSION_TWO_TAKEOFFS', { seq: index + 1 });
    }
    const above_sea = 'frame' in item && item.frame === 'amsl';
    if ('height_m' in item && !above_sea && item.height_m > limit_m) {
      return fail('MISSION_TOO_HIGH', { seq: index + 1, height_m: item.height_m, limit_m });
    }
  }
  return ok(undefined);
};
