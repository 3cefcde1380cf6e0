import type { IngestFragment, IngestInit } from '../ingest/index.ts';

export type Queued = { readonly init: IngestInit; readonly fragment: IngestFragment };

const most_bytes = 64 * 1024 * 1024;

/**
 * Fragments waiting for the disk, bounded. Nothing begins in the middle of a group of pictures: not at a
 * start, and not after a loss, so that no file holds broken pictures.
 */
export class Intake {
  #queue: Queued[] = [];
  #bytes = 0;
  #awaiting_key: 'start' | 'loss' | undefined = 'start';
  #frames_lost = 0;

  get head(): Queued | undefined {
    return this.#queue[0];
  }

  get empty(): boolean {
    return this.#queue.length === 0;
  }

  /** Frames that came while the disk could not take them. */
  get frames_lost(): number {
    return this.#frames_lost;
  }

  /** Another connection: what leads up to its first key frame is not a loss. */
  restart(): void {
    this.#awaiting_key = 'start';
  }

  /** @returns whether it was taken */
  push(queued: Queued): boolean {
    const { key, data, frames } = queued.fragment;
    const fits = this.#bytes + data.length <= most_bytes;
    if (!fits) this.#awaiting_key = 'loss';
    else if (key) this.#awaiting_key = undefined;
    if (this.#awaiting_key !== undefined) {
      if (this.#awaiting_key === 'loss') this.#frames_lost += frames.length;
      return false;
    }
    this.#queue.push(queued);
    this.#bytes += data.length;
    return true;
  }

  /** The longest run at the head of which none but the first asks for another file. */
  run(asksForFile: (queued: Queued) => boolean): readonly Queued[] {
    const end = this.#queue.findIndex((queued, index) => index > 0 && asksForFile(queued));
    return this.#queue.slice(0, end < 0 ? this.#queue.length : end);
  }

  drop(count: number): void {
    for (const { fragment } of this.#queue.splice(0, count)) this.#bytes -= fragment.data.length;
  }

  /** What waits cannot be written: it is lost, and recording goes on at a key frame. */
  abandon(): void {
    this.#frames_lost += this.#queue.reduce((sum, { fragment }) => sum + fragment.frames.length, 0);
    this.drop(this.#queue.length);
    this.#awaiting_key = 'loss';
  }
}
