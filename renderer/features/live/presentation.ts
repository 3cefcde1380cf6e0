/** The picture is never held back longer than this for the sake of boxes. */
export const max_delay_ms = 1200;
/** An animation frame, a decoder's turn, and the way through the page. */
const min_delay_ms = 45;
/** Added to what was measured, so that ordinary variation does not show: a frame that misses its turn is one animation frame late. */
const margin_ms = 20;
/** Boxes that come late are seen to jump: they get more. */
const findings_margin_ms = 40;
const window_ms = 4000;
/** Without findings for so long, the picture does not wait for any. */
const findings_gone_ms = 3000;
const slower_ms_per_s = 150;
/** Catching up: so much at least, and the further behind the faster, so that no lateness lasts. */
const faster_ms_per_s = 60;
const faster_per_s = 1.5;
/** Behind by this much is a break, not drift: what lies between is left out at once. */
const behind_jump_ms = 500;
const ahead_jump_ms = 1500;
const joining_ms = 500;

/**
 * When to show a frame. Frames carry stream time (PTS), arrive with jitter, and are judged some hundred
 * milliseconds later: each is shown `delay_ms` after its ideal arrival, where the ideal arrival is that of
 * the least delayed frame of the last seconds. All `now_ms` are of one monotonic clock.
 */
export class PresentationClock {
  readonly #offset = new SlidingMinimum(window_ms);
  readonly #jitter_ms = new Recent(120);
  readonly #lateness_ms = new Recent(40);
  readonly #interval_ms = new Recent(20);
  #applied_ms: number | undefined;
  #ticked_ms = 0;
  #last_findings: { pts_us: number; now_ms: number } | undefined;
  #last_person_ms: number | undefined;
  #waits_for_findings = true;
  #joined_ms = 0;

  /** Whether a frame with people may wait for its boxes; without, it is shown as soon as it can be. */
  waitForFindings(waits: boolean): void {
    this.#waits_for_findings = waits;
  }

  /** A frame arrived. */
  arrived(pts_us: number, now_ms: number): void {
    const fell_ms = this.#base() - (now_ms - pts_us / 1000);
    this.#offset.add(now_ms - pts_us / 1000, now_ms);
    // A screen that joins gets the group of pictures so far at once: only its last frame tells how late it is.
    if (this.#applied_ms !== undefined && fell_ms > 0 && now_ms - this.#joined_ms < joining_ms)
      this.#applied_ms -= fell_ms;
    if (this.#applied_ms === undefined) this.#joined_ms = now_ms;
    this.#jitter_ms.add(now_ms - pts_us / 1000 - this.#base());
    this.#applied_ms ??= this.#target(now_ms);
  }

  /** The findings of a frame arrived, with so many persons. */
  judged(pts_us: number, now_ms: number, persons: number): void {
    if (this.#offset.value === undefined) return;
    if (persons > 0) this.#last_person_ms = now_ms;
    this.#lateness_ms.add(now_ms - pts_us / 1000 - this.#base());
    const last = this.#last_findings;
    if (last !== undefined && pts_us > last.pts_us) this.#interval_ms.add((pts_us - last.pts_us) / 1000);
    this.#last_findings = { pts_us, now_ms };
  }

  /** Moves towards the wanted delay, slowly enough not to be seen; call once per animation frame. */
  tick(now_ms: number): void {
    if (this.#applied_ms === undefined) return;
    const elapsed_s = Math.min(1, Math.max(0, (now_ms - this.#ticked_ms) / 1000));
    this.#ticked_ms = now_ms;
    const gap = this.#target(now_ms) - this.#applied_ms;
    if (gap < -behind_jump_ms || gap > ahead_jump_ms) this.#applied_ms += gap;
    else {
      const faster_ms = Math.max(faster_ms_per_s, -gap * faster_per_s) * elapsed_s;
      this.#applied_ms += Math.max(-faster_ms, Math.min(slower_ms_per_s * elapsed_s, gap));
    }
  }

  /** The stream time that is to be on screen now; undefined before the first frame. */
  stream_us(now_ms: number): number | undefined {
    return this.#applied_ms === undefined ? undefined : (now_ms - this.#applied_ms) * 1000;
  }

  /** How long after its ideal arrival the frame of `pts_us` is on screen at `now_ms`. */
  latency_ms(pts_us: number, now_ms: number): number {
    return now_ms - pts_us / 1000 - this.#base();
  }

  /** How late findings lately came after their frames; undefined while none come. */
  findings_late_ms(now_ms: number): number | undefined {
    const last = this.#last_findings;
    if (last === undefined || now_ms - last.now_ms > findings_gone_ms) return undefined;
    return this.#lateness_ms.quantile(0.5);
  }

  /** The delay now wanted. */
  delay_ms(now_ms: number): number {
    const jitter = this.#jitter_ms.quantile(0.95) + margin_ms;
    // A picture without people has no boxes to wait for: then the pilot sees it as soon as it can be shown.
    const waits =
      this.#waits_for_findings &&
      this.#last_person_ms !== undefined &&
      now_ms - this.#last_person_ms < findings_gone_ms;
    // A frame between two judged ones needs the findings of the later one.
    const findings = waits
      ? this.#lateness_ms.quantile(0.9) + this.#interval_ms.quantile(0.5) + findings_margin_ms
      : 0;
    return Math.min(max_delay_ms, Math.max(min_delay_ms, jitter, findings));
  }

  #base(): number {
    return this.#offset.value ?? 0;
  }

  #target(now_ms: number): number {
    return this.#base() + this.delay_ms(now_ms);
  }
}

/** The smallest value of the last one to two windows. */
class SlidingMinimum {
  readonly #window_ms: number;
  #current = Number.POSITIVE_INFINITY;
  #previous = Number.POSITIVE_INFINITY;
  #since_ms: number | undefined;

  constructor(window_ms: number) {
    this.#window_ms = window_ms;
  }

  add(value: number, now_ms: number): void {
    this.#since_ms ??= now_ms;
    if (now_ms - this.#since_ms >= this.#window_ms) {
      this.#previous = this.#current;
      this.#current = Number.POSITIVE_INFINITY;
      this.#since_ms = now_ms;
    }
    this.#current = Math.min(this.#current, value);
  }

  get value(): number | undefined {
    const least = Math.min(this.#current, this.#previous);
    return Number.isFinite(least) ? least : undefined;
  }
}

/** The last `size` values. */
class Recent {
  readonly #size: number;
  readonly #values: number[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > this.#size) this.#values.shift();
  }

  /** 0 while there are none. */
  quantile(share: number): number {
    const sorted = this.#values.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  }
}
