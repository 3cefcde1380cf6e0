export type Moment = {
  readonly utc_us: number;
  /** Worst-case error of `utc_us`; the delay that every frame had alike (camera, encoder, network) is not in it. */
  readonly error_us: number;
  /** Counts re-anchorings; moments of different parts are not on one line. */
  readonly part: number;
};

type Bucket = { readonly end_us: number; least_us: number; most_us: number };

/** Beyond this the source's clock and ours have parted: a new part begins (mediamtx: ntpDriftTolerance). */
const drift_us = 5_000_000;
/**
 * A silence that the source's time stamps do not show (a server that closes gaps): a new part begins, whose
 * own clock then tells how long it was. Where the source catches up, that clock finds the old offset again.
 */
const squeezed_us = 1_000_000;
const bucket_us = 5_000_000;
const buckets = 12;
/** The offset falls by at most half of stream time and rises by 2 %, so UTC never runs backwards. */
const fall = 0.5;
const rise = 0.02;
/** Two ordinary crystals may part by this much per second. */
const crystals = 200e-6;
/** A pipe and a busy event loop. */
const handling_us = 5000;
/** The first frames waited while ffmpeg looked at the stream; until a bucket is full nobody knows how long. */
const start_error_us = 2_000_000;
/**
 * After a silence, so long the old offset may come back: then frames were held up, and no time was squeezed
 * out. Back means as near as ordinary lateness.
 */
const return_us = 15_000_000;
const returned_us = 300_000;

type Kept = {
  readonly buckets: Bucket[];
  readonly full: boolean;
  readonly offset_us: number;
  readonly at_utc_us: number;
};

/**
 * PTS to UTC of one connection, from arrival times alone. No frame arrives before it was sent, and the
 * luckiest frames wait least: the lower envelope of (arrival - pts) over the last minute is the offset.
 * The luckiest frame of every 5 s should tell the same offset; how far they disagree is the stated error.
 * Pure: no clock is read.
 */
export class StreamClock {
  #buckets: Bucket[] = [];
  #full = false;
  #offset_us = 0;
  #last_pts_us: number | undefined;
  #last_sample_us = 0;
  #part = 0;
  /** What was believed before a silence that may turn out to be mere lateness. */
  #kept: Kept | undefined;
  #start_error_us = start_error_us;

  /** Takes one arrival, frames in arrival order. True when a new part began with it (the first is part 0). */
  observe(pts_us: number, arrival_utc_us: number): boolean {
    const sample_us = arrival_utc_us - pts_us;
    if (this.#last_pts_us === undefined) {
      this.#anchor(pts_us, sample_us);
      return false;
    }
    const jump_us = sample_us - this.#last_sample_us;
    this.#last_sample_us = sample_us;
    if (this.#returned(pts_us, sample_us, arrival_utc_us)) return true;
    // The frame before may have been late itself: what tells how late this one is, is the offset.
    const late_us = Math.abs(sample_us - this.#offset_us);
    if (jump_us > squeezed_us || late_us > drift_us) {
      this.#part += 1;
      if (jump_us > squeezed_us)
        this.#kept ??= {
          buckets: this.#buckets,
          full: this.#full,
          offset_us: this.#offset_us,
          at_utc_us: arrival_utc_us,
        };
      this.#anchor(pts_us, sample_us);
      // Whether these frames were held up or time was squeezed out is not known yet, nor of any before them
      // since the clock was last trusted.
      const untrusted_us = Math.abs(sample_us - (this.#kept?.offset_us ?? sample_us));
      this.#start_error_us = Math.max(start_error_us, Math.abs(jump_us), late_us, untrusted_us);
      return true;
    }
    this.#collect(pts_us, sample_us);
    this.#follow(pts_us);
    return false;
  }

  /** Goes back to what was believed before a silence, where frames come as early as they did then. */
  #returned(pts_us: number, sample_us: number, arrival_utc_us: number): boolean {
    const kept = this.#kept;
    if (kept === undefined) return false;
    if (arrival_utc_us - kept.at_utc_us > return_us) {
      this.#kept = undefined;
      return false;
    }
    if (sample_us - kept.offset_us > returned_us) return false;
    this.#kept = undefined;
    this.#part += 1;
    this.#anchor(pts_us, sample_us);
    this.#buckets = [...kept.buckets, ...this.#buckets].slice(-buckets);
    this.#full = kept.full;
    this.#offset_us = kept.offset_us;
    return true;
  }

  /** Undefined before the first arrival. */
  at(pts_us: number): Moment | undefined {
    if (this.#last_pts_us === undefined) return undefined;
    const unslewed_us = Math.abs(this.#offset_us - this.#least());
    const beyond_us = Math.abs(pts_us - this.#last_pts_us) * crystals;
    return {
      utc_us: Math.round(pts_us + this.#offset_us),
      error_us: Math.ceil(this.#disagreement() + unslewed_us + beyond_us + handling_us),
      part: this.#part,
    };
  }

  /** How far the luckiest frames of full buckets lie apart; before one is full, all that was seen. */
  #disagreement(): number {
    const least_us = this.#least();
    if (!this.#full) {
      const seen_us = Math.max(...this.#buckets.map((bucket) => bucket.most_us)) - least_us;
      return Math.max(this.#start_error_us, seen_us);
    }
    return Math.max(0, ...this.#buckets.slice(0, -1).map((bucket) => bucket.least_us - least_us));
  }

  #anchor(pts_us: number, sample_us: number): void {
    this.#buckets = [{ end_us: pts_us + bucket_us, least_us: sample_us, most_us: sample_us }];
    this.#full = false;
    this.#start_error_us = start_error_us;
    this.#offset_us = sample_us;
    this.#last_sample_us = sample_us;
    this.#last_pts_us = pts_us;
  }

  #collect(pts_us: number, sample_us: number): void {
    const newest = this.#buckets.at(-1);
    if (newest === undefined || pts_us >= newest.end_us) {
      this.#full = true;
      this.#buckets.push({ end_us: pts_us + bucket_us, least_us: sample_us, most_us: sample_us });
      if (this.#buckets.length > buckets) this.#buckets.shift();
      return;
    }
    newest.least_us = Math.min(newest.least_us, sample_us);
    newest.most_us = Math.max(newest.most_us, sample_us);
  }

  #follow(pts_us: number): void {
    const last_us = this.#last_pts_us ?? pts_us;
    const step_us = Math.max(0, pts_us - last_us);
    const wanted_us = this.#least() - this.#offset_us;
    this.#offset_us += Math.max(-step_us * fall, Math.min(step_us * rise, wanted_us));
    this.#last_pts_us = Math.max(last_us, pts_us);
  }

  /** The newest bucket counts only where it is lower: one late frame does not make its minimum. */
  #least(): number {
    return Math.min(...this.#buckets.map((bucket) => bucket.least_us));
  }
}
