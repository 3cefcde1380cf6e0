/** Bytes that came in pieces; joined only when a whole box is there, so cost stays linear. */
export class Chunks {
  #pieces: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  /** Up to `count` bytes from the front, left where they are. */
  peek(count: number): Uint8Array {
    const first = this.#pieces[0];
    if (first !== undefined && first.length >= count) return first.subarray(0, count);
    const wanted = Math.min(count, this.#length);
    const out = new Uint8Array(wanted);
    let at = 0;
    for (const piece of this.#pieces) {
      if (at >= wanted) break;
      const part = piece.subarray(0, wanted - at);
      out.set(part, at);
      at += part.length;
    }
    return out;
  }

  /** Exactly `count` bytes (which must be there), removed; always a copy of its own. */
  take(count: number): Uint8Array {
    const out = new Uint8Array(count);
    let at = 0;
    let used = 0;
    for (const piece of this.#pieces) {
      if (at >= count) break;
      const part = piece.subarray(0, count - at);
      out.set(part, at);
      at += part.length;
      if (part.length === piece.length) used += 1;
      else this.#pieces[used] = piece.subarray(part.length);
    }
    this.#pieces = this.#pieces.slice(used);
    this.#length -= count;
    return out;
  }
}
