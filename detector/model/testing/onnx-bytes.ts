/** Just enough of protobuf to write small ONNX files, good and hostile, for tests. */
type Part = Uint8Array | readonly Part[];

const flat = (parts: readonly Part[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (part instanceof Uint8Array ? part : flat(part))));

const varint = (value: number): Uint8Array => {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  bytes.push(left);
  return Uint8Array.from(bytes);
};

export const number = (field: number, value: number): Part => [varint(field * 8), varint(value)];
export const message = (field: number, ...parts: Part[]): Part => {
  const body = flat(parts);
  return [varint(field * 8 + 2), varint(body.length), body];
};
export const text = (field: number, value: string): Part => message(field, Buffer.from(value));

/** A model around one graph (ONNX IR 8, opset 17). */
export const model = (...graph: Part[]): Uint8Array =>
  flat([number(1, 8), message(7, text(2, 'graph'), ...graph), message(8, text(1, ''), number(2, 17))]);

/** A value of a graph: its element type (1 float32, 2 uint8) and sizes, by name where they vary. */
export const port = (field: 11 | 12, name: string, type: number, sizes: readonly (number | string)[]): Part =>
  message(
    field,
    text(1, name),
    message(
      2,
      message(
        1,
        number(1, type),
        message(
          2,
          ...sizes.map((size) => message(1, typeof size === 'number' ? number(1, size) : text(2, size))),
        ),
      ),
    ),
  );

/** A float32 tensor (field 5 of a graph: an initializer). */
export const floats = (
  field: number,
  name: string,
  dims: readonly number[],
  values: readonly number[],
): Part =>
  message(
    field,
    ...dims.map((dim) => number(1, dim)),
    number(2, 1),
    text(8, name),
    message(9, new Uint8Array(Float32Array.from(values).buffer)),
  );

/** A node of one input and one output. */
export const node = (operator: string, input: string, output: string): Part =>
  message(1, text(1, input), text(2, output), text(4, operator));

/** A node with attributes: whole numbers, or lists of them. */
export const operation = (
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): Part =>
  message(
    1,
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(4, operator),
    ...Object.entries(attributes).map(([name, value]) =>
      message(
        5,
        text(1, name),
        ...(typeof value === 'number'
          ? [number(3, value), number(20, 2)]
          : [...value.map((each) => number(8, each)), number(20, 7)]),
      ),
    ),
  );

/** An int64 tensor in one dimension (field 5 of a graph: an initializer); no number below -1. */
export const integers = (name: string, values: readonly number[]): Part =>
  message(
    5,
    number(1, values.length),
    number(2, 7),
    text(8, name),
    message(9, new Uint8Array(BigInt64Array.from(values, BigInt).buffer)),
  );
