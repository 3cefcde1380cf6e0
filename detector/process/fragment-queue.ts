/** What the recorder's fan-out hands over; the fields of #video's Init and Fragment that matter here. */
export type FeedInit = { readonly data: Uint8Array };
export type FeedFragment = { readonly pts_us: number; readonly key: boolean; readonly data: Uint8Array };

/**
 * Decides which fragments a slow detector still gets. Dropping one frame would spoil every later frame of
 * its group of pictures, so once the reader is behind everything goes until a key frame arrives while it
 * has caught up.
 */
export class GroupGate {
  readonly #most_waiting: number;
  #dropping = false;
  #dropped = 0;

  /** `most_waiting` in the unit of what `admits` is told: bytes or microseconds. */
  constructor({ most_waiting }: { most_waiting: number }) {
    this.#most_waiting = most_waiting;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** After a restart or a new connection only a key frame can be the first. */
  awaitKey(): void {
    this.#dropping = true;
  }

  /** The reader got a whole group from its key frame on: what follows may go on. */
  resume(): void {
    this.#dropping = false;
  }

  /** Whether this fragment goes on, given how much still waits to be read, or how long. */
  admits({ key }: Pick<FeedFragment, 'key'>, waiting: number): boolean {
    if (key) this.#dropping = waiting > this.#most_waiting / 4;
    else if (waiting > this.#most_waiting) this.#dropping = true;
    if (this.#dropping) this.#dropped += 1;
    return !this.#dropping;
  }
}
