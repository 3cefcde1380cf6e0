import type { Fragment } from '../fmp4/index.ts';

export type Figures = {
  readonly frames_per_s: number | null;
  readonly bitrate_kbit_s: number | null;
  readonly key_frame_interval_s: number | null;
  readonly jitter_ms: number | null;
};

type Seen = { dts_us: number; frames: number; bytes: number; lateness_us: number };

const window_us = 5_000_000;

/** Frame rate and bit rate of the last 5 s of stream time, and the last interval between key frames. */
export class Measure {
  #seen: Seen[] = [];
  #last_key_us: number | undefined;
  #key_interval_us: number | null = null;

  /** `arrival_us` is of any clock that does not step. */
  add(fragment: Fragment, arrival_us: number): void {
    for (const frame of fragment.frames) {
      if (!frame.key) continue;
      if (this.#last_key_us !== undefined) this.#key_interval_us = frame.dts_us - this.#last_key_us;
      this.#last_key_us = frame.dts_us;
    }
    const bytes = fragment.frames.reduce((sum, frame) => sum + frame.size, 0);
    const { dts_us, frames } = fragment;
    this.#seen.push({ dts_us, frames: frames.length, bytes, lateness_us: arrival_us - dts_us });
    const oldest_us = fragment.dts_us - window_us;
    const keep = this.#seen.findIndex((seen) => seen.dts_us >= oldest_us);
    if (keep > 0) this.#seen.splice(0, keep);
  }

  /** Null until at least half a second was seen. The newest frame opens an interval that is not over yet. */
  figures(): Figures {
    const first = this.#seen[0];
    const last = this.#seen.at(-1);
    const span_us = first === undefined || last === undefined ? 0 : last.dts_us - first.dts_us;
    const key_frame_interval_s =
      this.#key_interval_us === null ? null : round(this.#key_interval_us / 1_000_000, 3);
    if (span_us < 500_000 || last === undefined)
      return { frames_per_s: null, bitrate_kbit_s: null, key_frame_interval_s, jitter_ms: null };
    const closed = this.#seen.slice(0, -1);
    const frames = closed.reduce((sum, seen) => sum + seen.frames, 0);
    const bytes = closed.reduce((sum, seen) => sum + seen.bytes, 0);
    return {
      frames_per_s: round((frames * 1_000_000) / span_us, 2),
      bitrate_kbit_s: round((bytes * 8000) / span_us, 1),
      key_frame_interval_s,
      jitter_ms: this.#jitter_ms(),
    };
  }

  #jitter_ms(): number {
    const late_us = this.#seen.map(({ lateness_us }) => lateness_us).toSorted((a, b) => a - b);
    const [least_us = 0] = late_us;
    const most_us = late_us[Math.floor(late_us.length * 0.95)] ?? least_us;
    return round((most_us - least_us) / 1000, 1);
  }
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
