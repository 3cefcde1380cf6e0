import type { PlanAircraft } from '#common';
import { type Leg, lengthOfLeg } from './legs.ts';

export type Effort = { readonly length_m: number; readonly duration_s: number; readonly energy_wh: number };

/** Slowing down and speeding up at each corner of a flown leg. */
const CORNER_S = 1.5;

/**
 * Way, time and energy of a flight: Wh per metre flown, hover power while holding, climbing and turning. Climbs go
 * at the aircraft's climb rate where that is slower than the leg.
 */
export const effortOf = (legs: readonly Leg[], aircraft: PlanAircraft): Effort => {
  let length_m = 0;
  let duration_s = 0;
  let energy_wh = 0;
  for (const leg of legs) {
    const length = lengthOfLeg(leg);
    const rise = leg.to.z - leg.from.z;
    const upright_s = rise > 0 ? rise / aircraft.climb_m_s : -rise / aircraft.descent_m_s;
    const moving_s = Math.max(leg.kind === 'level' ? length / leg.speed_m_s : 0, upright_s);
    const waiting_s = leg.hold_s + (length > 0.01 ? CORNER_S : 0);
    length_m += length;
    duration_s += moving_s + waiting_s;
    const hovering_s = waiting_s + (leg.kind === 'level' ? 0 : moving_s);
    energy_wh +=
      (leg.kind === 'level' ? length * aircraft.wh_per_m : 0) + (hovering_s * aircraft.hover_w) / 3600;
  }
  return { length_m, duration_s, energy_wh };
};
