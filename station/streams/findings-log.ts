import type { FrameFindings } from '#common';

/** Two minutes at 8 judged frames a second: a clip is cut within seconds of its event. */
const most_frames = 1000;

/** The newest findings of a stream, kept until the clip they belong to is cut. */
export class FindingsLog {
  readonly #frames: FrameFindings[] = [];

  add(findings: FrameFindings): void {
    this.#frames.push(findings);
    if (this.#frames.length > most_frames) this.#frames.splice(0, most_frames / 10);
  }

  /** Oldest first; undefined where nothing of that stretch was seen, so that nobody takes it for empty. */
  between(epoch: number, from_pts_us: number, to_pts_us: number): readonly FrameFindings[] | undefined {
    const frames = this.#frames.filter(
      (frame) => frame.epoch === epoch && frame.pts_us >= from_pts_us && frame.pts_us <= to_pts_us,
    );
    return frames.length === 0 ? undefined : frames.toSorted((a, b) => a.pts_us - b.pts_us);
  }
}
