/** Where a multirotor is and how it moves, in metres from its home; up is positive. */
export type Motion = {
  readonly north_m: number;
  readonly east_m: number;
  readonly height_m: number;
  readonly north_m_s: number;
  readonly east_m_s: number;
  readonly climb_m_s: number;
  readonly heading_deg: number;
  readonly roll_deg: number;
  readonly pitch_deg: number;
};

/** Where it should go. Null heading keeps the present one. */
export type Demand = {
  readonly north_m: number;
  readonly east_m: number;
  readonly height_m: number;
  readonly speed_m_s: number;
  readonly climb_m_s: number;
  readonly descent_m_s: number;
  readonly heading_deg: number | null;
};

export type Wind = { readonly north_m_s: number; readonly east_m_s: number };

const ACCELERATION_M_S2 = 2.5;
const CLIMB_ACCELERATION_M_S2 = 1.5;
const YAW_RATE_DEG_S = 60;
const GRAVITY_M_S2 = 9.81;
/** Deceleration by drag per m/s of airspeed: a cruise at 8 m/s leans about 6°. */
const DRAG_PER_S = 0.13;
const LEAN_RATE_DEG_S = 90;

/** Motion after dt_s (at most 0.1 s): bounded acceleration, braking in time, leaning into it. */
export const stepMotion = (motion: Motion, demand: Demand, wind: Wind, dt_s: number): Motion => {
  const to_north = demand.north_m - motion.north_m;
  const to_east = demand.east_m - motion.east_m;
  const distance = Math.hypot(to_north, to_east);
  const speed = Math.min(demand.speed_m_s, brakingSpeed(distance, ACCELERATION_M_S2 * 0.8));
  const [north_m_s, east_m_s] = changeVelocity(
    [motion.north_m_s, motion.east_m_s],
    distance < 1e-6 ? [0, 0] : [(to_north / distance) * speed, (to_east / distance) * speed],
    ACCELERATION_M_S2 * dt_s,
  );
  const climb_m_s = approach(motion.climb_m_s, climbDemand(motion, demand), CLIMB_ACCELERATION_M_S2 * dt_s);
  const acceleration = {
    north: (north_m_s - motion.north_m_s) / dt_s + DRAG_PER_S * (north_m_s - wind.north_m_s),
    east: (east_m_s - motion.east_m_s) / dt_s + DRAG_PER_S * (east_m_s - wind.east_m_s),
  };
  const heading_deg = turn(
    motion.heading_deg,
    demand.heading_deg ?? motion.heading_deg,
    YAW_RATE_DEG_S * dt_s,
  );
  const lean = leanFor(acceleration, heading_deg);
  return {
    north_m: motion.north_m + ((motion.north_m_s + north_m_s) / 2) * dt_s,
    east_m: motion.east_m + ((motion.east_m_s + east_m_s) / 2) * dt_s,
    height_m: motion.height_m + ((motion.climb_m_s + climb_m_s) / 2) * dt_s,
    north_m_s,
    east_m_s,
    climb_m_s,
    heading_deg,
    roll_deg: approach(motion.roll_deg, lean.roll_deg, LEAN_RATE_DEG_S * dt_s),
    pitch_deg: approach(motion.pitch_deg, lean.pitch_deg, LEAN_RATE_DEG_S * dt_s),
  };
};

/** From the frame of the earth to that of the nose: forward acceleration pitches down. */
const leanFor = (acceleration: { north: number; east: number }, heading_deg: number) => {
  const heading = (heading_deg * Math.PI) / 180;
  const forward = acceleration.north * Math.cos(heading) + acceleration.east * Math.sin(heading);
  const right = acceleration.east * Math.cos(heading) - acceleration.north * Math.sin(heading);
  const angle = (a: number): number => (Math.atan2(a, GRAVITY_M_S2) * 180) / Math.PI;
  return { pitch_deg: -angle(forward), roll_deg: angle(right) };
};

const climbDemand = ({ height_m }: Motion, demand: Demand): number => {
  const to_go = demand.height_m - height_m;
  const limit = to_go > 0 ? demand.climb_m_s : demand.descent_m_s;
  return Math.sign(to_go) * Math.min(limit, brakingSpeed(Math.abs(to_go), CLIMB_ACCELERATION_M_S2 * 0.8));
};

/** The speed from which one can still stop; linear close by, so that it settles. */
const brakingSpeed = (distance_m: number, deceleration: number): number =>
  Math.min(Math.sqrt(2 * deceleration * distance_m), distance_m * 1.5);

const changeVelocity = (
  [n, e]: readonly [number, number],
  [to_n, to_e]: readonly [number, number],
  most: number,
): [number, number] => {
  const size = Math.hypot(to_n - n, to_e - e);
  if (size <= most) return [to_n, to_e];
  return [n + ((to_n - n) / size) * most, e + ((to_e - e) / size) * most];
};

export const approach = (value: number, target: number, most: number): number =>
  value + Math.max(-most, Math.min(most, target - value));

/** Turns the short way by at most `most` degrees; 0 ≤ result < 360. */
export const turn = (from_deg: number, to_deg: number, most: number): number => {
  const difference = ((((to_deg - from_deg + 180) % 360) + 360) % 360) - 180;
  return (from_deg + Math.max(-most, Math.min(most, difference)) + 360) % 360;
};
