import type { Clock } from '#common';

const BUCKETS = 10;
/** A jump further than this is a restart or a second sender, not loss. */
const LARGEST_GAP = 100;

type Source = {
  last: number | null;
  heard_us: number;
  buckets: { received: number; lost: number }[];
  second: number;
};

export type SourceQuality = {
  readonly messages_per_s: number;
  readonly loss_percent: number;
  readonly age_us: number;
};

/** Counts, per sender and way, what came and what the sequence numbers say was lost, over ten seconds. */
export class Quality {
  readonly #clock: Clock;
  readonly #sources = new Map<string, Source>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(key: string, sequence: number): void {
    const now_us = this.#clock.monotonic_us();
    const source = this.#sources.get(key) ?? this.#add(key, now_us);
    const bucket = this.#bucket(source, now_us);
    bucket.received += 1;
    const gap = source.last === null ? 0 : (sequence - source.last - 1) & 0xff;
    if (gap <= LARGEST_GAP) bucket.lost += gap;
    // A frame out of its turn was counted as lost when it was overtaken.
    if (gap > 200) bucket.lost = Math.max(0, bucket.lost - 1);
    else source.last = sequence;
    source.heard_us = now_us;
  }

  of(key: string): SourceQuality | null {
    const source = this.#sources.get(key);
    if (source === undefined) return null;
    const now_us = this.#clock.monotonic_us();
    this.#bucket(source, now_us);
    const received = source.buckets.reduce((sum, bucket) => sum + bucket.received, 0);
    const lost = source.buckets.reduce((sum, bucket) => sum + bucket.lost, 0);
    return {
      messages_per_s: received / Math.max(1, source.buckets.length),
      loss_percent: received + lost === 0 ? 0 : (100 * lost) / (received + lost),
      age_us: now_us - source.heard_us,
    };
  }

  #add(key: string, now_us: number): Source {
    const source: Source = {
      last: null,
      heard_us: now_us,
      buckets: [{ received: 0, lost: 0 }],
      second: Math.floor(now_us / 1e6),
    };
    const oldest = this.#sources.size >= 128 ? this.#sources.keys().next().value : undefined;
    if (oldest !== undefined) this.#sources.delete(oldest);
    this.#sources.set(key, source);
    return source;
  }

  #bucket(source: Source, now_us: number): { received: number; lost: number } {
    const second = Math.floor(now_us / 1e6);
    for (let missing = Math.min(second - source.second, BUCKETS); missing > 0; missing -= 1)
      source.buckets.push({ received: 0, lost: 0 });
    source.second = second;
    source.buckets.splice(0, Math.max(0, source.buckets.length - BUCKETS));
    const last = source.buckets.at(-1);
    if (last !== undefined) return last;
    const first = { received: 0, lost: 0 };
    source.buckets.push(first);
    return first;
  }
}
