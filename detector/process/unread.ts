/** How long the oldest of what was written into a pipe has waited to be read. */
export class Unread {
  #parts: { readonly end_bytes: number; readonly at_us: number }[] = [];
  #written_bytes = 0;

  add(bytes: number, at_us: number): void {
    this.#written_bytes += bytes;
    this.#parts.push({ end_bytes: this.#written_bytes, at_us });
  }

  /** `unread_bytes` of all that was added still wait. */
  waited_us(unread_bytes: number, now_us: number): number {
    const read_bytes = this.#written_bytes - unread_bytes;
    const oldest = this.#parts.findIndex(({ end_bytes }) => end_bytes > read_bytes);
    this.#parts = oldest === -1 ? [] : this.#parts.slice(oldest);
    const [part] = this.#parts;
    return part === undefined ? 0 : now_us - part.at_us;
  }
}
