import type { Cancel, Clock } from '#common';

/** How long a frame waits for the one before it. */
const HOLD_MS = 60;
/** More than half the sequence space back is behind, not ahead. */
const HALF = 128;
/** A mirror not seen this long is gone, and order is the link's own again. */
const MIRROR_US = 5_000_000;

type Held<T> = { readonly sequence: number; readonly item: T };
type Stream<T> = { next: number | null; held: Held<T>[]; cancel: Cancel | null; mirrored_us: number };

/**
 * Puts the frames of one sender, come over two links of different speed, back into the sender's order.
 * Only while copies are really seen (`mirrored`); a frame waits at most 60 ms for a missing one, and one
 * that comes after its turn is told apart as late.
 */
export class Reorder<T> {
  readonly #clock: Clock;
  readonly #release: (item: T, late: boolean) => void;
  readonly #streams = new Map<number, Stream<T>>();

  constructor(clock: Clock, release: (item: T, late: boolean) => void) {
    this.#clock = clock;
    this.#release = release;
  }

  /** A copy of this sender's frame came over a second link. */
  mirrored(sender: number): void {
    const stream = this.#streams.get(sender) ?? { next: null, held: [], cancel: null, mirrored_us: 0 };
    stream.mirrored_us = this.#clock.monotonic_us();
    this.#streams.set(sender, stream);
  }

  push(sender: number, sequence: number, item: T): void {
    const stream = this.#streams.get(sender);
    if (stream === undefined) return this.#release(item, false);
    if (this.#clock.monotonic_us() - stream.mirrored_us > MIRROR_US) {
      this.#streams.delete(sender);
      this.#flush(stream);
      return this.#release(item, false);
    }
    const ahead = stream.next === null ? 0 : (sequence - stream.next) & 0xff;
    if (ahead >= HALF) return this.#release(item, true);
    if (ahead > 0) return this.#hold(stream, { sequence, item });
    stream.next = (sequence + 1) & 0xff;
    this.#release(item, false);
    this.#catchUp(stream);
    return undefined;
  }

  stop(): void {
    for (const stream of this.#streams.values()) stream.cancel?.();
    this.#streams.clear();
  }

  #hold(stream: Stream<T>, held: Held<T>): void {
    stream.held.push(held);
    stream.cancel ??= this.#clock.after(HOLD_MS, () => {
      stream.cancel = null;
      this.#flush(stream);
    });
  }

  /** What waited behind the frame that just came. */
  #catchUp(stream: Stream<T>): void {
    for (;;) {
      const index = stream.held.findIndex(({ sequence }) => sequence === stream.next);
      const [held] = index < 0 ? [] : stream.held.splice(index, 1);
      if (held === undefined) break;
      stream.next = (held.sequence + 1) & 0xff;
      this.#release(held.item, false);
    }
    if (stream.held.length > 0) return;
    stream.cancel?.();
    stream.cancel = null;
  }

  /** The missing one does not come: on with what there is. */
  #flush(stream: Stream<T>): void {
    const from = stream.next ?? 0;
    stream.cancel?.();
    stream.cancel = null;
    const waiting = stream.held.splice(0);
    waiting.sort((a, b) => ((a.sequence - from) & 0xff) - ((b.sequence - from) & 0xff));
    for (const { sequence, item } of waiting) {
      stream.next = (sequence + 1) & 0xff;
      this.#release(item, false);
    }
  }
}
