import type { Readable } from 'node:stream';

/** More buffers than this on one pipe mean that the other pipe has stopped for good. */
const most_buffers = 24;

/**
 * Raw frames off one pipe: fills reused buffers of known size, one after the other, and stops reading
 * while `mayFill` says that nobody needs more.
 */
export class RawPipe {
  readonly #pipe: Readable;
  readonly #mayFill: () => boolean;
  readonly #onFull: () => void;
  readonly #free: Uint8Array[] = [];
  readonly #full: Uint8Array[] = [];
  #bytes = 0;
  #made = 0;
  #filling: Uint8Array | undefined;
  #filled = 0;
  #closed = false;

  constructor(pipe: Readable, options: { mayFill: () => boolean; onFull: () => void }) {
    this.#pipe = pipe;
    this.#mayFill = options.mayFill;
    this.#onFull = options.onFull;
    pipe.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  /** Whole frames that wait to be taken. */
  get waiting(): number {
    return this.#full.length;
  }

  /** A frame was begun and not ended. */
  get partial(): boolean {
    return this.#filled > 0;
  }

  /** Frames have this many bytes; nothing is read before that is known. */
  begin(bytes: number): void {
    this.#bytes = bytes;
    this.wake();
  }

  shift(): Uint8Array | undefined {
    return this.#full.shift();
  }

  /** Takes a buffer back for later frames. */
  giveBack(buffer: Uint8Array): void {
    this.#free.push(buffer);
  }

  /** `mayFill` may have changed its mind. */
  wake(): void {
    if (this.#pipe.isPaused() && this.#aim()) this.#pipe.resume();
  }

  /** Reads to the end and throws away: an unread pipe would keep the process from being seen as closed. */
  drain(): void {
    this.#closed = true;
    this.#pipe.resume();
  }

  /** Whether there is a buffer for the next byte. */
  #aim(): boolean {
    if (this.#filling !== undefined) return true;
    if (this.#bytes === 0 || !this.#mayFill()) return false;
    this.#filling = this.#free.pop();
    // Shared memory: the inference thread reads a sheet where it lies.
    if (this.#filling === undefined && this.#made < most_buffers) {
      this.#filling = new Uint8Array(new SharedArrayBuffer(this.#bytes));
      this.#made += 1;
    }
    return this.#filling !== undefined;
  }

  #take(chunk: Buffer): void {
    if (this.#closed) return;
    for (let from = 0; from < chunk.length;) {
      if (!this.#aim()) {
        this.#pipe.pause();
        this.#pipe.unshift(chunk.subarray(from));
        return;
      }
      from += this.#copy(chunk, from);
    }
  }

  #copy(chunk: Buffer, from: number): number {
    const target = this.#filling;
    if (target === undefined) return 0;
    const count = Math.min(chunk.length - from, target.length - this.#filled);
    const whole = from === 0 && count === chunk.length;
    target.set(whole ? chunk : chunk.subarray(from, from + count), this.#filled);
    this.#filled += count;
    if (this.#filled === target.length) {
      this.#filling = undefined;
      this.#filled = 0;
      this.#full.push(target);
      this.#onFull();
    }
    return count;
  }
}
