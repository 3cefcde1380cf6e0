type Range = { readonly start: number; readonly end: number };

/**
 * What of a file of known size has come so far, in whatever order. Pieces are written where they belong, so that the
 * same piece twice changes nothing.
 */
export class Assembly {
  readonly bytes: Uint8Array;
  /** Sorted, apart from each other. */
  readonly #come: Range[] = [];
  #received = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  get size(): number {
    return this.bytes.length;
  }

  get received(): number {
    return this.#received;
  }

  get whole(): boolean {
    return this.#received === this.size;
  }

  /** How many bytes were new; 0 also for what does not lie in the file. */
  put(offset: number, data: Uint8Array): number {
    const piece = { start: offset, end: offset + data.length };
    if (data.length === 0 || piece.end > this.size) return 0;
    this.bytes.set(data, offset);
    const first = this.#firstEndingAtOrAfter(piece.start);
    let after = first;
    let merged = piece;
    let had = 0;
    for (let next = this.#come[after]; next !== undefined && next.start <= piece.end;) {
      merged = { start: Math.min(merged.start, next.start), end: Math.max(merged.end, next.end) };
      had += next.end - next.start;
      after += 1;
      next = this.#come[after];
    }
    this.#come.splice(first, after - first, merged);
    const fresh = merged.end - merged.start - had;
    this.#received += fresh;
    return fresh;
  }

  /** The first hole at or after a place; null where none is left there. */
  gap(from = 0): Range | null {
    const at = this.#firstEndingAtOrAfter(from);
    const range = this.#come[at];
    const inside = range !== undefined && range.start <= from;
    const start = inside ? range.end : from;
    if (start >= this.size) return null;
    const next = this.#come[inside ? at + 1 : at];
    return { start, end: next?.start ?? this.size };
  }

  /** The hole that reaches to the end of the file. */
  tail(): Range | null {
    const last = this.#come.at(-1);
    if (last === undefined) return this.size === 0 ? null : { start: 0, end: this.size };
    return last.end === this.size ? null : { start: last.end, end: this.size };
  }

  #firstEndingAtOrAfter(place: number): number {
    let low = 0;
    let high = this.#come.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#come[middle]?.end ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
