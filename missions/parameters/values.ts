import type { Parameter, ParameterType } from '#common';

/** MAV_PARAM_TYPE. */
const numbers: Readonly<Record<ParameterType, number>> = {
  uint8: 1,
  int8: 2,
  uint16: 3,
  int16: 4,
  uint32: 5,
  int32: 6,
  float: 9,
};

const ranges: Readonly<Record<Exclude<ParameterType, 'float'>, readonly [number, number]>> = {
  uint8: [0, 0xff],
  int8: [-0x80, 0x7f],
  uint16: [0, 0xffff],
  int16: [-0x8000, 0x7fff],
  uint32: [0, 0xffff_ffff],
  int32: [-0x8000_0000, 0x7fff_ffff],
};

/** How a value travels in the float field: cast (ArduPilot) or as its own bytes (PX4). */
export type ParameterEncoding = 'cast' | 'bytes';

export const typeNumber = (type: ParameterType): number => numbers[type];

export const typeOfNumber = (number: number): ParameterType | undefined =>
  (Object.keys(numbers) as ParameterType[]).find((type) => numbers[type] === number);

/** Whether a value can be kept at all; a whole number in its range, or any finite float. */
export const fits = (type: ParameterType, value: number): boolean => {
  if (type === 'float') return Number.isFinite(Math.fround(value));
  const [least, most] = ranges[type];
  return Number.isInteger(value) && value >= least && value <= most;
};

/** The value of PARAM_VALUE / PARAM_SET as the 32 bits of its field, a whole number from 0 on. */
export const toField = ({ type, value }: Omit<Parameter, 'name'>, encoding: ParameterEncoding): number => {
  const view = new DataView(new ArrayBuffer(4));
  if (type === 'float' || encoding === 'cast') view.setFloat32(0, value);
  else view.setInt32(0, value | 0);
  return view.getUint32(0);
};

/** The other way; a smaller type is its lowest bytes. */
export const fromField = (bits: number, type: ParameterType, encoding: ParameterEncoding): number => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits);
  if (type === 'float' || encoding === 'cast') return view.getFloat32(0);
  switch (type) {
    case 'uint8':
      return view.getUint8(3);
    case 'int8':
      return view.getInt8(3);
    case 'uint16':
      return view.getUint16(2);
    case 'int16':
      return view.getInt16(2);
    case 'uint32':
      return view.getUint32(0);
    case 'int32':
      return view.getInt32(0);
    default:
      return type satisfies never;
  }
};

/** Equal as far as the autopilot can tell: its floats have 24 bits. */
export const sameValue = (type: ParameterType, a: number, b: number): boolean =>
  type === 'float' ? Math.fround(a) === Math.fround(b) : a === b;

/**
 * A float as a person writes it: the shortest decimal that is the same float, so that 0.1 does not show as
 * 0.10000000149011612.
 */
export const shortest = (value: number): number => {
  const float = Math.fround(value);
  for (let digits = 6; digits <= 9; digits += 1) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return float;
};
