/** What the recorder's fan-out hands over; the fields of #video's Init and Fragment that matter here. */
export type FeedInit = { readonly data: Uint8Array };
export type FeedFragment = { readonly pts_us: number; readonly key: boolean; readonly data: Uint8Array };

/**
 * Decides which fragments a slow detector still gets. Dropping one frame would spoil every later frame of
 * its group of pictures, so once the reader is behind everything goes until a key frame arrives while it
 * has caught up.
 */
export class GroupGate {
  readonly #most_waiting_bytes: number;
  #dropping = false;
  #dropped = 0;

  constructor(options: { most_waiting_bytes: number }) {
    this.#most_waiting_bytes = options.most_waiting_bytes;
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

  /** Whether this fragment goes on, given how many bytes still wait to be read. */
  admits(fragment: FeedFragment, waiting_bytes: number): boolean {
    if (fragment.key) this.#dropping = waiting_bytes > this.#most_waiting_bytes / 4;
    else if (waiting_bytes > this.#most_waiting_bytes) this.#dropping = true;
    if (this.#dropping) this.#dropped += 1;
    return !this.#dropping;
  }
}
