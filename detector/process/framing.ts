/** A message on a pipe: length of what follows (u32, big-endian), kind (u8), body. */
export const header_bytes = 5;
/** No fragment, still or text of ours is larger. */
export const most_bytes = 96 * 1024 * 1024;

/** The header that goes before a body of `length` bytes. */
export const header = (kind: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(header_bytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length + 1);
  view.setUint8(4, kind);
  return bytes;
};

export type Message = { readonly kind: number; readonly body: Uint8Array };

/** Cuts messages out of a byte stream that comes in pieces of any size. Throws RangeError on a length that cannot be. */
export class MessageReader {
  #pieces: Uint8Array[] = [];
  #length = 0;
  #needed = header_bytes;

  push(piece: Uint8Array): Message[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const messages: Message[] = [];
    while (this.#length >= this.#needed) {
      const bytes = this.#join();
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const length = view.getUint32(0);
      if (length < 1 || length > most_bytes) throw new RangeError(`a message of ${length} bytes`);
      this.#needed = 4 + length;
      if (this.#length < this.#needed) break;
      messages.push({ kind: view.getUint8(4), body: bytes.subarray(header_bytes, this.#needed) });
      this.#pieces = [bytes.subarray(this.#needed)];
      this.#length -= this.#needed;
      this.#needed = header_bytes;
    }
    return messages;
  }

  #join(): Uint8Array {
    const [only] = this.#pieces;
    if (only !== undefined && this.#pieces.length === 1) return only;
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [bytes];
    return bytes;
  }
}
