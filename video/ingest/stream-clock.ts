export type Moment = {
  readonly utc_us: number;
  /** Worst-case error of `utc_us` as an arrival time; what the sender itself delays is not in it. */
  readonly error_us: number;
  /** Counts re-anchorings; moments of different parts are not on one line. */
  readonly part: number;
};

type Bucket = { readonly end_us: number; least_us: number; most_us: number };

/** Beyond this the source's clock and ours have parted: a new part begins (mediamtx: ntpDriftTolerance). */
const drift_us = 5_000_000;
const bucket_us = 5_000_000;
const buckets = 12;
/** The applied offset moves at most 2 % of stream time, so UTC never runs backwards along the stream. */
const slew = 0.02;
/** Two ordinary crystals may part by this much per second. */
const crystals = 200e-6;

/**
 * PTS to UTC of one connection, from arrival times alone. No frame arrives before it was sent, and the
 * luckiest frames wait least: the lower envelope of (arrival - pts) over the last minute is the offset,
 * and how far arrivals stray above it is the error that is stated. Pure: no clock is read.
 */
export class StreamClock {
  #buckets: Bucket[] = [];
  #offset_us = 0;
  #last_pts_us: number | undefined;
  #part = 0;

  /** Takes one arrival, frames in arrival order. True when a new part began with it (the first is part 0). */
  observe(pts_us: number, arrival_utc_us: number): boolean {
    const sample_us = arrival_utc_us - pts_us;
    if (this.#last_pts_us === undefined) {
      this.#anchor(pts_us, sample_us);
      return false;
    }
    if (Math.abs(sample_us - this.#offset_us) > drift_us) {
      this.#part += 1;
      this.#anchor(pts_us, sample_us);
      return true;
    }
    this.#collect(pts_us, sample_us);
    this.#follow(pts_us);
    return false;
  }

  /** Undefined before the first arrival. */
  at(pts_us: number): Moment | undefined {
    if (this.#last_pts_us === undefined) return undefined;
    const least_us = this.#least();
    const spread_us = Math.max(...this.#buckets.map((bucket) => bucket.most_us)) - least_us;
    const unslewed_us = Math.abs(this.#offset_us - least_us);
    const aged_us = Math.abs(pts_us - this.#last_pts_us) * crystals + bucket_us * buckets * crystals;
    return {
      utc_us: Math.round(pts_us + this.#offset_us),
      error_us: Math.ceil(spread_us + unslewed_us + aged_us),
      part: this.#part,
    };
  }

  #anchor(pts_us: number, sample_us: number): void {
    this.#buckets = [{ end_us: pts_us + bucket_us, least_us: sample_us, most_us: sample_us }];
    this.#offset_us = sample_us;
    this.#last_pts_us = pts_us;
  }

  #collect(pts_us: number, sample_us: number): void {
    const newest = this.#buckets.at(-1);
    if (newest === undefined || pts_us >= newest.end_us) {
      this.#buckets.push({ end_us: pts_us + bucket_us, least_us: sample_us, most_us: sample_us });
      if (this.#buckets.length > buckets) this.#buckets.shift();
      return;
    }
    newest.least_us = Math.min(newest.least_us, sample_us);
    newest.most_us = Math.max(newest.most_us, sample_us);
  }

  #follow(pts_us: number): void {
    const last_us = this.#last_pts_us ?? pts_us;
    const step_us = Math.max(0, pts_us - last_us) * slew;
    const wanted_us = this.#least() - this.#offset_us;
    this.#offset_us += Math.max(-step_us, Math.min(step_us, wanted_us));
    this.#last_pts_us = Math.max(last_us, pts_us);
  }

  #least(): number {
    return Math.min(...this.#buckets.map((bucket) => bucket.least_us));
  }
}
