/**
 * What a model file must not hold: looked for in its bytes before the runtime sees them. Field numbers are those
 * of onnx.proto3 (ONNX IR): only what leads to tensors is walked, everything else is skipped by its length.
 */

/** More numbers than any model of ours: 256 million. */
const most_elements = 256 * 1024 * 1024;
const most_depth = 16;
const most_messages = 2_000_000;

type Kind = 'model' | 'function' | 'graph' | 'node' | 'attribute' | 'tensor' | 'sparse';

/** Which fields of a message hold messages that lead to tensors. */
const inside: Readonly<Record<Kind, Readonly<Record<number, Kind>>>> = {
  model: { 7: 'graph', 25: 'function' },
  function: { 7: 'node', 11: 'attribute' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
};
/** TensorProto. */
const dims_field = 1;
const external_data_field = 13;
const data_location_field = 14;

class Malformed extends Error {}

/** Protobuf, read field by field. */
class Reader {
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get ended(): boolean {
    return this.#at >= this.#end;
  }

  /** As a number: exact up to 2⁵³, larger ones only ever too large. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#at < this.#end ? (this.#bytes[this.#at] ?? 0) : undefined;
      if (byte === undefined) throw new Malformed('it ends in the middle of a number');
      this.#at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Malformed('a number without end');
  }

  /** A reader of the next so many bytes, which are skipped here. */
  part(length: number): Reader {
    if (length > this.#end - this.#at) throw new Malformed('a part is longer than the whole');
    const part = new Reader(this.#bytes, this.#at, this.#at + length);
    this.#at += length;
    return part;
  }
}

/** Says why a model file must not be opened; undefined where nothing speaks against it. */
export const hostileModel = (bytes: Uint8Array): string | undefined => {
  let messages = 0;
  const walk = (reader: Reader, kind: Kind, depth: number): string | undefined => {
    messages += 1;
    if (depth > most_depth || messages > most_messages) return 'it is nested too deeply';
    let elements = 1;
    while (!reader.ended) {
      const tag = reader.varint();
      const [field, wire] = [Math.floor(tag / 8), tag % 8];
      if (wire === 0) {
        const value = reader.varint();
        if (kind === 'tensor' && field === dims_field) elements *= value;
        if (kind === 'tensor' && field === data_location_field && value !== 0)
          return 'it keeps data in another file';
      } else if (wire === 2) {
        const part = reader.part(reader.varint());
        if (kind === 'tensor' && field === external_data_field) return 'it names another file';
        if (kind === 'tensor' && field === dims_field) while (!part.ended) elements *= part.varint();
        const next = inside[kind][field];
        const found = next === undefined ? undefined : walk(part, next, depth + 1);
        if (found !== undefined) return found;
      } else if (wire === 1) reader.part(8);
      else if (wire === 5) reader.part(4);
      else throw new Malformed(`a field of kind ${wire}`);
      if (elements > most_elements) return 'it declares a tensor too large to be one of a detector';
    }
    return undefined;
  };
  try {
    return walk(new Reader(bytes), 'model', 0);
  } catch (error) {
    if (error instanceof Malformed) return `it is not ONNX: ${error.message}`;
    throw error;
  }
};
