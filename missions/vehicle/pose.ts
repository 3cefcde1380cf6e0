import type { Position, VehicleState } from '#common';

/** Where the aircraft was and where its camera looked. */
export type Pose = {
  readonly utc_us: number;
  readonly position: Position;
  readonly height_m: number | null;
  readonly altitude_amsl_m: number | null;
  readonly heading_deg: number | null;
  readonly roll_deg: number | null;
  readonly pitch_deg: number | null;
  readonly gimbal: VehicleState['gimbal'];
  /** How far in time the nearest measurement lies: 0 on one, half the telemetry interval at worst. */
  readonly nearest_us: number;
};

type Sample = Omit<Pose, 'nearest_us'>;

/** Ten minutes at 10 Hz. */
const MOST_SAMPLES = 6000;
/** Between samples further apart than this nothing is said: the aircraft may have been anywhere. */
const LONGEST_GAP_US = 2_000_000;
/** A newest sample older than this says nothing of now. */
const LONGEST_HOLD_US = 500_000;

/** A bounded history of poses; asks about the past are answered between two samples. */
export class PoseHistory {
  readonly #samples: Sample[] = [];
  #first = 0;

  /** Adds the state after a new position; times that step back (a clock set) start the history anew. */
  add(state: VehicleState, utc_us: number): void {
    if (state.position === null) return;
    const last = this.#samples.at(-1);
    if (last !== undefined && utc_us < last.utc_us) this.#clear();
    if (last !== undefined && utc_us === last.utc_us) this.#samples.pop();
    const { position, height_m, altitude_amsl_m, heading_deg, roll_deg, pitch_deg, gimbal } = state;
    this.#samples.push({
      utc_us,
      position,
      height_m,
      altitude_amsl_m,
      heading_deg,
      roll_deg,
      pitch_deg,
      gimbal,
    });
    if (this.#samples.length - this.#first > MOST_SAMPLES) this.#first += 1;
    if (this.#first < MOST_SAMPLES) return;
    // Dropping from the front is costly: it is done once per history length.
    this.#samples.splice(0, this.#first);
    this.#first = 0;
  }

  /** Null where no sample is near enough to say. */
  at(utc_us: number): Pose | null {
    const after = this.#indexAfter(utc_us);
    const before = after > this.#first ? this.#samples[after - 1] : undefined;
    const next = this.#samples[after];
    if (before === undefined) return null;
    if (before.utc_us === utc_us) return { ...before, nearest_us: 0 };
    if (next === undefined) {
      const age_us = utc_us - before.utc_us;
      return age_us > LONGEST_HOLD_US ? null : { ...before, utc_us, nearest_us: age_us };
    }
    return next.utc_us - before.utc_us > LONGEST_GAP_US ? null : between(before, next, utc_us);
  }

  #clear(): void {
    this.#samples.length = 0;
    this.#first = 0;
  }

  /** Index of the first sample later than the time. */
  #indexAfter(utc_us: number): number {
    let low = this.#first;
    let high = this.#samples.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#samples[middle]?.utc_us ?? Infinity) <= utc_us) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const between = (a: Sample, b: Sample, utc_us: number): Pose => {
  const share = (utc_us - a.utc_us) / (b.utc_us - a.utc_us);
  const linear = (x: number, y: number): number => x + (y - x) * share;
  const orNull = (x: number | null, y: number | null): number | null =>
    x === null || y === null ? null : linear(x, y);
  // Angles take the short way, so that 359° to 1° passes north.
  const angle = (x: number, y: number): number => (x + (((y - x + 540) % 360) - 180) * share + 360) % 360;
  return {
    utc_us,
    position: {
      lat_deg: linear(a.position.lat_deg, b.position.lat_deg),
      lon_deg: linear(a.position.lon_deg, b.position.lon_deg),
    },
    height_m: orNull(a.height_m, b.height_m),
    altitude_amsl_m: orNull(a.altitude_amsl_m, b.altitude_amsl_m),
    heading_deg:
      a.heading_deg === null || b.heading_deg === null ? null : angle(a.heading_deg, b.heading_deg),
    roll_deg: orNull(a.roll_deg, b.roll_deg),
    pitch_deg: orNull(a.pitch_deg, b.pitch_deg),
    gimbal:
      a.gimbal === null || b.gimbal === null
        ? null
        : {
            pitch_deg: linear(a.gimbal.pitch_deg, b.gimbal.pitch_deg),
            yaw_deg: angle(a.gimbal.yaw_deg, b.gimbal.yaw_deg),
          },
    nearest_us: Math.min(utc_us - a.utc_us, b.utc_us - utc_us),
  };
};
