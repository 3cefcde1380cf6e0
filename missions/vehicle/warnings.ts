import type { VehicleState, VehicleWarning } from '#common';

/** What autopilots report of their own health, as far as a warning needs it. */
export type Health = {
  readonly fence_breached: boolean;
  /** MAV_BATTERY_CHARGE_STATE, 0 = not reported. */
  readonly charge_state: number;
  /** The station itself is not whole, and keeps its heartbeat back. */
  readonly station_dead: boolean;
  /** Of the plan being flown; null while none is. */
  readonly wind_limit_m_s: number | null;
};

export const unknownHealth: Health = {
  fence_breached: false,
  charge_state: 0,
  station_dead: false,
  wind_limit_m_s: null,
};

type Kind = VehicleWarning['kind'];
type Level = VehicleWarning['level'];

const BATTERY_LOW_PERCENT = 25;
const BATTERY_CRITICAL_PERCENT = 15;
/** ArduPilot's FS_EKF_THRESH. */
const FILTER_LIMIT = 0.8;
const LEAST_SATELLITES = 6;
const LOSS_LIMIT_PERCENT = 20;
const RTT_LIMIT_MS = 1500;
/** A warning of wind ends this far below its limit, not with every lull. */
const WIND_CALMER_M_S = 1;
/** MAV_BATTERY_CHARGE_STATE: low 2, critical 3, emergency 4. */
const CHARGE_LOW = 2;

/** What the pilot must know now; each keeps the time it began. */
export const warningsOf = (
  state: VehicleState,
  health: Health,
  before: readonly VehicleWarning[],
  utc_us: number,
): VehicleWarning[] => {
  const found: [Kind, Level][] = [];
  if (state.link === 'lost') found.push(['link_lost', 'critical']);
  const quality = state.link === 'live' ? state.link_quality : null;
  if (quality !== null && (quality.loss_percent > LOSS_LIMIT_PERCENT || (quality.rtt_ms ?? 0) > RTT_LIMIT_MS))
    found.push(['link_poor', 'warning']);
  if (health.fence_breached) found.push(['fence_breach', 'critical']);
  const percent = state.battery?.remaining_percent ?? null;
  const drained = percent !== null && percent < BATTERY_CRITICAL_PERCENT;
  if (drained || health.charge_state > CHARGE_LOW) found.push(['battery_critical', 'critical']);
  else if ((percent !== null && percent < BATTERY_LOW_PERCENT) || health.charge_state === CHARGE_LOW)
    found.push(['battery_low', 'warning']);
  if (state.armed && state.estimator_ratio !== null && state.estimator_ratio > FILTER_LIMIT)
    found.push(['ekf', 'critical']);
  if (state.armed && state.gps !== null && state.gps.fix_type < 3) found.push(['gps_lost', 'critical']);
  else if (state.armed && (state.gps?.satellites ?? LEAST_SATELLITES) < LEAST_SATELLITES)
    found.push(['gps_poor', 'warning']);
  const windy = before.some(({ kind }) => kind === 'wind');
  const most_m_s = (health.wind_limit_m_s ?? Infinity) - (windy ? WIND_CALMER_M_S : 0);
  if (state.armed && (state.wind_m_s ?? 0) > most_m_s) found.push(['wind', 'warning']);
  if (state.id_shared) found.push(['id_shared', 'critical']);
  if (health.station_dead) found.push(['heartbeat_withheld', 'critical']);
  if (state.mission_changed) found.push(['mission_changed', 'warning']);
  return found.map(([kind, level]) => ({
    kind,
    level,
    since_utc_us: before.find((each) => each.kind === kind)?.since_utc_us ?? utc_us,
  }));
};

/** The same warnings, whatever their times: then the state need not be told again. */
export const sameWarnings = (a: readonly VehicleWarning[], b: readonly VehicleWarning[]): boolean =>
  a.length === b.length &&
  a.every(({ kind, level }, index) => kind === b[index]?.kind && level === b[index].level);
