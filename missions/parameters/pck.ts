import { fail, ok, type Parameter, parameterSchema, type ParameterType, type Result } from '#common';
import { shortest } from './values.ts';

/** `@PARAM/param.pck` of ArduPilot: without and with defaults. */
const MAGIC = 0x671b;
const MAGIC_DEFAULTS = 0x671c;
const HEADER_BYTES = 6;
const HAS_DEFAULT = 1;

type Stored = { readonly type: ParameterType; readonly size: number };
/** AP_PARAM types. */
const stored: Readonly<Record<number, Stored>> = {
  1: { type: 'int8', size: 1 },
  2: { type: 'int16', size: 2 },
  3: { type: 'int32', size: 4 },
  4: { type: 'float', size: 4 },
};

const broken = (at: number, problem: string): Result<never> => fail('PARAM_FILE_INVALID', { at, problem });

const decoder = new TextDecoder();

/**
 * The packed parameters of an ArduPilot. A name is the first `common` characters of the one before and its own rest;
 * zero bytes before an entry are padding. The count of the header must be met: a file cut short is none.
 */
export const readPck = (bytes: Uint8Array): Result<Parameter[]> => {
  if (bytes.length < HEADER_BYTES) return broken(0, 'no header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint16(0, true);
  if (magic !== MAGIC && magic !== MAGIC_DEFAULTS) return broken(0, 'another kind of file');
  const count = view.getUint16(2, true);
  const found: Parameter[] = [];
  let name = '';
  let at = HEADER_BYTES;
  while (found.length < count) {
    while (bytes[at] === 0) at += 1;
    const [head, lengths] = [bytes[at], bytes[at + 1]];
    if (head === undefined || lengths === undefined)
      return broken(at, `ends after ${found.length} of ${count}`);
    const kind = stored[head & 0xf];
    if (kind === undefined) return broken(at, `type ${head & 0xf}`);
    const [common, rest] = [lengths & 0xf, (lengths >> 4) + 1];
    const start = at + 2;
    const value_at = start + rest;
    const end = value_at + kind.size * ((head >> 4) & HAS_DEFAULT ? 2 : 1);
    if (end > bytes.length || common > name.length)
      return broken(at, `ends after ${found.length} of ${count}`);
    name = name.slice(0, common) + decoder.decode(bytes.subarray(start, value_at));
    const parameter = parameterSchema.safeParse({
      name,
      type: kind.type,
      value: valueAt(view, value_at, kind.type),
    });
    if (!parameter.success) return broken(at, `no parameter: “${name.slice(0, 20)}”`);
    found.push(parameter.data);
    at = end;
  }
  return ok(found);
};

const valueAt = (view: DataView, at: number, type: ParameterType): number => {
  if (type === 'int8') return view.getInt8(at);
  if (type === 'int16') return view.getInt16(at, true);
  return type === 'int32' ? view.getInt32(at, true) : shortest(view.getFloat32(at, true));
};

/** The same file, as an autopilot makes it that is read in pieces of `piece` bytes: no value crosses two. */
export const writePck = (parameters: readonly Parameter[], piece: number): Uint8Array => {
  const bytes: number[] = [];
  const u16 = (value: number): void => void bytes.push(value & 0xff, (value >> 8) & 0xff);
  u16(MAGIC);
  u16(parameters.length);
  u16(parameters.length);
  let before = '';
  for (const { name, type, value } of parameters) {
    const kind = Object.entries(stored).find(([, each]) => each.type === type);
    if (kind === undefined) continue;
    const [number, { size }] = kind;
    let common = 0;
    while (common < name.length - 1 && common < 15 && name[common] === before[common]) common += 1;
    const rest = name.slice(common);
    const value_ends = (bytes.length + 2 + rest.length + size) % piece;
    if (size > 1 && value_ends > 0 && value_ends < size)
      for (let pad = size - value_ends; pad > 0; pad -= 1) bytes.push(0);
    bytes.push(Number(number), common | ((rest.length - 1) << 4));
    for (const char of rest) bytes.push(char.codePointAt(0) ?? 0);
    const view = new DataView(new ArrayBuffer(4));
    if (type === 'float') view.setFloat32(0, value, true);
    else view.setInt32(0, value | 0, true);
    for (let index = 0; index < size; index += 1) bytes.push(view.getUint8(index));
    before = name;
  }
  return Uint8Array.from(bytes);
};
