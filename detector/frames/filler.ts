/** Fills a buffer of known size from chunks of any size, over and over: how raw frames come off a pipe. */
export class Filler {
  #target: Uint8Array | undefined;
  #filled = 0;

  /** The buffer that the next bytes go to. */
  aim(target: Uint8Array): void {
    this.#target = target;
    this.#filled = 0;
  }

  get full(): boolean {
    return this.#target !== undefined && this.#filled === this.#target.length;
  }

  get partial(): boolean {
    return this.#filled > 0 && !this.full;
  }

  /** Takes as much as fits; returns how many bytes that was. */
  take(chunk: Uint8Array, from: number): number {
    const target = this.#target;
    if (target === undefined) return 0;
    const count = Math.min(chunk.length - from, target.length - this.#filled);
    if (count > 0) target.set(from === 0 && count === chunk.length ? chunk : chunk.subarray(from, from + count), this.#filled);
    this.#filled += count;
    return count;
  }
}
