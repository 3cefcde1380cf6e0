/** Frames that must agree before a sender's clock is believed to be there. */
const agreeing = 25;
/** Times come rounded to whole milliseconds. */
const spread_us = 1500;
/** Closer to the arrival than this in every frame: it is the muxer's own clock, not the sender's. */
const own_us = 10_000;

type Sample = { readonly offset_us: number; readonly lag_us: number };

/**
 * The clock of the sender, where it tells it (RTCP sender reports). Until the first report, ffmpeg puts the
 * time of writing where the sender's time will stand; what tells them apart is that the sender's time moves
 * with the PTS to the millisecond, and the time of writing with the network.
 */
export class SenderClock {
  #samples: Sample[] = [];
  #offset_us: number | undefined;

  /** Takes one frame; `produced_utc_us` is what stands beside it. */
  observe(pts_us: number, produced_utc_us: number | undefined, arrival_utc_us: number): void {
    if (produced_utc_us === undefined) return;
    this.#samples.push({ offset_us: produced_utc_us - pts_us, lag_us: arrival_utc_us - produced_utc_us });
    if (this.#samples.length < agreeing) return;
    if (this.#samples.length > agreeing) this.#samples.shift();
    const offsets = this.#samples.map(({ offset_us }) => offset_us);
    const steady = Math.max(...offsets) - Math.min(...offsets) <= spread_us;
    const foreign = this.#samples.some(({ lag_us }) => Math.abs(lag_us) > own_us);
    this.#offset_us = steady && foreign ? this.#samples.at(-1)?.offset_us : undefined;
  }

  /** What the sender's clock showed at a PTS; undefined while it tells none. */
  at(pts_us: number): number | undefined {
    return this.#offset_us === undefined ? undefined : Math.round(pts_us + this.#offset_us);
  }
}
