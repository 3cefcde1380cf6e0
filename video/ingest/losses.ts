const window_us = 60_000_000;

/**
 * How much of the stream ffmpeg says was lost on the way: packets by the sequence numbers of RTP, or one
 * for each frame that the counters of MPEG-TS show to be damaged. 0 for every other line.
 */
export const lostIn = (line: string): number => {
  const missed = /RTP: missed (\d+) packets/.exec(line)?.[1];
  if (missed !== undefined) return Number(missed);
  return /Packet corrupt \(stream = \d+/.test(line) ? 1 : 0;
};

/** Losses of the last minute. */
export class Losses {
  #seen: { readonly at_us: number; readonly count: number }[] = [];

  /** `now_us` is of any clock that does not step. */
  add(count: number, now_us: number): void {
    this.#seen.push({ at_us: now_us, count });
    // A storm of losses is a storm, however large.
    if (this.#seen.length > 10_000) this.#seen.shift();
  }

  lastMinute(now_us: number): number {
    this.#seen = this.#seen.filter(({ at_us }) => now_us - at_us < window_us);
    return this.#seen.reduce((sum, { count }) => sum + count, 0);
  }
}
