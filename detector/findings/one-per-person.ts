import { metresBetween } from './ground.ts';
import type { GroundPoint } from './observation.ts';

/** Somebody who was accused of something in this round. */
export type Raised = {
  readonly track_id: number;
  /** An item, `fence ID` or `facility ID`. */
  readonly about: string;
  readonly ground: GroundPoint;
};

/** Besides the errors of both places: people move about at their post. */
const same_post_m = 2;

/**
 * One person, one lead per flight: somebody met again at the same place under another track is not accused
 * of the same thing twice. Two who were ever seen at the same time are two.
 */
export class OnePerPerson {
  readonly #raised: Raised[];
  /**
   * Who was ever seen on one frame with whom. Of everybody, as two may be accused on the very same frame, or one
   * of them when the other has just left the picture.
   */
  readonly #together = new Map<number, Set<number>>();

  /** @param raised by a detector that ran before, in the same round */
  constructor(raised: readonly Raised[] = []) {
    this.#raised = [...raised];
  }

  /** Everybody on one frame. */
  see(track_ids: readonly number[]): void {
    if (track_ids.length < 2) return;
    for (const track_id of track_ids) {
      const others = this.#together.get(track_id) ?? new Set();
      for (const other of track_ids) others.add(other);
      this.#together.set(track_id, others);
    }
  }

  /** False where the same person was accused of the same thing before. Without a place nothing is known. */
  isNew(track_id: number, about: string, ground: GroundPoint | undefined): boolean {
    if (ground === undefined) return true;
    const known = this.#raised.some(
      (raised) =>
        raised.about === about &&
        raised.track_id !== track_id &&
        this.#together.get(raised.track_id)?.has(track_id) !== true &&
        metresBetween(raised.ground, ground) <=
          same_post_m + 2 * Math.hypot(raised.ground.semi_major_m, ground.semi_major_m),
    );
    if (!known) this.#raised.push({ track_id, about, ground });
    return !known;
  }
}
