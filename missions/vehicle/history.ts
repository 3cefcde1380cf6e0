type Sample<T> = { readonly utc_us: number; readonly value: T };

/** Two minutes at 50 Hz, ten at 10 Hz. */
const MOST_SAMPLES = 6000;
/** Between samples further apart than this nothing is said: anything may have happened. */
const LONGEST_GAP_US = 2_000_000;
/** A newest sample older than this says nothing of now. */
const LONGEST_HOLD_US = 500_000;

export type HistoryLimits = { readonly longest_gap_us: number; readonly longest_hold_us: number };

export type Measured<T> = {
  readonly value: T;
  /** How far in time the nearest sample lies. */
  readonly nearest_us: number;
};

/** Bounded samples of one quantity; asks about the past are answered between two of them. */
export class History<T> {
  readonly #limits: HistoryLimits;
  readonly #between: (a: T, b: T, share: number) => T;
  readonly #samples: Sample<T>[] = [];
  /** Samples before this are forgotten; they are removed in one go now and then. */
  #first = 0;

  constructor(
    between: (a: T, b: T, share: number) => T,
    limits: HistoryLimits = { longest_gap_us: LONGEST_GAP_US, longest_hold_us: LONGEST_HOLD_US },
  ) {
    this.#between = between;
    this.#limits = limits;
  }

  /** A time that steps back (a clock was set) starts the history anew. */
  add(utc_us: number, value: T): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && utc_us < last.utc_us) {
      this.#samples.length = 0;
      this.#first = 0;
    }
    if (last?.utc_us === utc_us) this.#samples.pop();
    this.#samples.push({ utc_us, value });
    if (this.#samples.length - this.#first > MOST_SAMPLES) this.#first += 1;
    if (this.#first < MOST_SAMPLES) return;
    this.#samples.splice(0, this.#first);
    this.#first = 0;
  }

  /** Null where no sample is near enough to say. */
  at(utc_us: number): Measured<T> | null {
    const after = this.#indexAfter(utc_us);
    const before = after > this.#first ? this.#samples[after - 1] : undefined;
    const next = this.#samples[after];
    if (before === undefined) return null;
    const age_us = utc_us - before.utc_us;
    if (age_us === 0) return { value: before.value, nearest_us: 0 };
    if (next === undefined)
      return age_us > this.#limits.longest_hold_us ? null : { value: before.value, nearest_us: age_us };
    const gap_us = next.utc_us - before.utc_us;
    if (gap_us > this.#limits.longest_gap_us) return null;
    return {
      value: this.#between(before.value, next.value, age_us / gap_us),
      nearest_us: Math.min(age_us, gap_us - age_us),
    };
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
