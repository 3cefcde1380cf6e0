import type { Cancel, Logger } from '#common';
import { messageOf } from './fs.ts';
import type { RecorderFs } from './fs.ts';
import { span, utcOf } from './segment.ts';
import type { Segment } from './segment.ts';

/** A stretch of one connection's recording. */
export type Span = { readonly epoch: number; readonly from_pts_us: number; readonly to_pts_us: number };

export type RingOptions = {
  readonly max_bytes: number;
  readonly max_age_us: number;
  readonly fs: RecorderFs;
  readonly logger: Logger;
};

/** A wrong wall clock must not empty the ring at once: age takes at most this many files per new file. */
const agedPerTurn = 4;

/**
 * The files of one stream, oldest first, and which stretches are pinned. It deletes only files it knows,
 * only when a new file was finished, never the newest, never a pinned one.
 */
export class Ring {
  readonly #options: RingOptions;
  #segments: Segment[] = [];
  readonly #pins = new Set<Span>();

  constructor(options: RingOptions) {
    this.#options = options;
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  pinnedBytes(): number {
    return this.#segments.reduce((sum, segment) => sum + (this.#pinned(segment) ? segment.bytes : 0), 0);
  }

  add(segment: Segment): void {
    this.#segments.push(segment);
  }

  /** What was found on disk goes before what was recorded since. */
  addRecovered(segments: readonly Segment[]): void {
    this.#segments = [...segments, ...this.#segments];
  }

  drop(segment: Segment): void {
    this.#segments = this.#segments.filter((other) => other !== segment);
  }

  pin(pinned: Span): Cancel {
    const entry = { ...pinned };
    this.#pins.add(entry);
    return () => {
      this.#pins.delete(entry);
    };
  }

  of(epoch: number): Segment[] {
    return this.#segments.filter((segment) => segment.anchor.epoch === epoch);
  }

  /** Deletes what is over the quotas; resolves with the files that went. */
  purge(now_utc_us: number): Promise<string[]> {
    return this.#remove(now_utc_us, this.#options.max_bytes);
  }

  async #remove(now_utc_us: number, max_bytes: number): Promise<string[]> {
    const { max_age_us, fs, logger } = this.#options;
    const removed: string[] = [];
    let bytes = this.bytes();
    let aged = 0;
    for (const segment of this.#segments.slice(0, -1)) {
      const over = bytes > max_bytes;
      const old = now_utc_us - endUtc(segment) > max_age_us && aged < agedPerTurn;
      if (!over && !old) continue;
      if (this.#pinned(segment)) continue;
      try {
        await fs.remove(segment.path);
      } catch (cause) {
        logger.error(
          { path: segment.path, problem: messageOf(cause) },
          'an expired recording cannot be deleted',
        );
        continue;
      }
      if (!over) aged += 1;
      bytes -= segment.bytes;
      removed.push(segment.path);
      this.drop(segment);
    }
    return removed;
  }

  /** Deletes the oldest files that nobody pinned until about `wanted_bytes` are free; never the newest. */
  async makeRoom(wanted_bytes: number, now_utc_us: number): Promise<string[]> {
    return this.#remove(now_utc_us, this.bytes() - wanted_bytes);
  }

  #pinned(segment: Segment): boolean {
    const held = span(segment);
    if (held === undefined) return false;
    for (const pin of this.#pins) {
      if (pin.epoch !== segment.anchor.epoch) continue;
      // The GOP before `from` is needed to show `from`: a file that ends just before it does not matter,
      // because a GOP lies in one file unless it is longer than a whole segment.
      if (held.first_pts_us <= pin.to_pts_us && held.end_dts_us >= pin.from_pts_us) return true;
    }
    return false;
  }
}

const endUtc = (segment: Segment): number =>
  utcOf(segment, span(segment)?.last_pts_us ?? segment.anchor.first_pts_us);
