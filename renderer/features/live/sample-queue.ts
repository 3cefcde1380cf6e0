import type { Sample } from './mp4-fragment.ts';

/** More than this waiting undecoded (a hidden tab, a slow machine) is shortened to its newest key frame. */
const max_span_us = 4_000_000;
/** A stream without key frames within this is emptied. */
const max_samples = 1500;

/** Encoded frames waiting for their time, always beginning where a decoder can begin or go on. */
export class SampleQueue {
  #samples: Sample[] = [];
  #needs_key = true;
  #dropped = 0;

  /** Frames that were never decoded. */
  get dropped(): number {
    return this.#dropped;
  }

  get length(): number {
    return this.#samples.length;
  }

  push(samples: readonly Sample[]): void {
    for (const sample of samples) {
      if (this.#needs_key && !sample.key) {
        this.#dropped += 1;
        continue;
      }
      this.#needs_key = false;
      this.#samples.push(sample);
    }
    const span_us = (this.#samples.at(-1)?.dts_us ?? 0) - (this.#samples[0]?.dts_us ?? 0);
    if (span_us > max_span_us || this.#samples.length > max_samples) this.skipTo(Number.POSITIVE_INFINITY);
    if (this.#samples.length > max_samples) this.restart();
  }

  /** The next frame in decode order, if its turn has come by `until_us`. */
  take(until_us: number): Sample | undefined {
    const next = this.#samples[0];
    if (next === undefined || next.dts_us > until_us) return undefined;
    return this.#samples.shift();
  }

  /** Decode time of the next frame. */
  get next_dts_us(): number | undefined {
    return this.#samples[0]?.dts_us;
  }

  /**
   * Drops everything before the newest key frame that is due by `until_us`.
   * @returns whether anything was dropped; then the next frame is a key frame
   */
  skipTo(until_us: number): boolean {
    const key = this.#samples.findLastIndex((sample) => sample.key && sample.pts_us <= until_us);
    if (key <= 0) return false;
    this.#dropped += key;
    this.#samples = this.#samples.slice(key);
    return true;
  }

  /** Forgets everything and waits for a key frame: after a decoder error, or where the stream broke. */
  restart(): void {
    this.#dropped += this.#samples.length;
    this.#samples = [];
    this.#needs_key = true;
  }
}
