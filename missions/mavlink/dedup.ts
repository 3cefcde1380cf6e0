import type { Clock } from '#common';
import type { Frame } from './frame.ts';

/** A copy over a second way comes within this; a static message repeats no faster with the same sequence. */
const WINDOW_US = 1_000_000;

/**
 * Tells a frame that came over another link already: one stream sent twice, over 5G and radio. The same
 * frame twice on one link is a message of its own.
 */
export class Dedup {
  readonly #clock: Clock;
  #young = new Map<number, number>();
  #old = new Map<number, number>();
  #turned_us = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The link that brought it first, or null if it is new. */
  firstLink(frame: Frame, link: number): number | null {
    const now_us = this.#clock.monotonic_us();
    if (now_us - this.#turned_us > WINDOW_US) {
      this.#old = now_us - this.#turned_us > 2 * WINDOW_US ? new Map() : this.#young;
      this.#young = new Map();
      this.#turned_us = now_us;
    }
    const key = keyOf(frame);
    const first = this.#young.get(key) ?? this.#old.get(key);
    if (first !== undefined && first !== link) return first;
    this.#young.set(key, link);
    return null;
  }
}

/** Checksum (which covers id and payload), sequence and sender: 40 bits. */
const keyOf = ({ bytes, signature, sequence, system_id, component_id }: Frame): number => {
  const end = bytes.length - (signature === null ? 0 : 13);
  const checksum = (bytes[end - 2] ?? 0) | ((bytes[end - 1] ?? 0) << 8);
  return ((checksum * 256 + sequence) * 256 + system_id) * 256 + component_id;
};
