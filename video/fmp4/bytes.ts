/** Thrown inside this folder only; the parser's edge turns it into a FRAGMENT_MALFORMED fault. */
export class Malformed extends Error {
  readonly box: string;

  constructor(box: string, problem: string) {
    super(problem);
    this.name = 'Malformed';
    this.box = box;
  }
}

/** A bounded big-endian reader over the payload of one box; reading past its end is Malformed. */
export class BoxReader {
  readonly box: string;
  readonly #view: DataView;
  #at = 0;

  constructor(box: string, data: Uint8Array) {
    this.box = box;
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  get left(): number {
    return this.#view.byteLength - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4));
  }

  /** Values above 2^53 - 1 are refused: no real time or size needs them. */
  u64(): number {
    const value = this.#view.getBigUint64(this.#take(8));
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw new Malformed(this.box, 'a 64-bit value is out of range');
    return Number(value);
  }

  type(): string {
    const at = this.#take(4);
    let text = '';
    for (let i = 0; i < 4; i += 1) text += String.fromCharCode(this.#view.getUint8(at + i));
    return text;
  }

  bytes(count: number): Uint8Array {
    const at = this.#take(count);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, count);
  }

  skip(count: number): void {
    this.#take(count);
  }

  #take(count: number): number {
    if (count < 0 || count > this.left) throw new Malformed(this.box, 'the box ends too early');
    const at = this.#at;
    this.#at += count;
    return at;
  }
}

export type Box = { readonly type: string; readonly payload: Uint8Array };

/** The child boxes of a container payload. */
export const childBoxes = (parent: string, payload: Uint8Array): Box[] => {
  const reader = new BoxReader(parent, payload);
  const boxes: Box[] = [];
  while (reader.left > 0) {
    if (boxes.length >= 1024) throw new Malformed(parent, 'more than 1024 child boxes');
    const size = reader.u32();
    const type = reader.type();
    if (size < 8) throw new Malformed(type, `box size ${size}`);
    boxes.push({ type, payload: reader.bytes(size - 8) });
  }
  return boxes;
};

export const findBox = (boxes: readonly Box[], type: string): Box | undefined =>
  boxes.find((box) => box.type === type);

/** The box, or Malformed naming what lacks. */
export const requireBox = (boxes: readonly Box[], type: string): Box => {
  const box = findBox(boxes, type);
  if (box === undefined) throw new Malformed(type, 'the box is missing');
  return box;
};
