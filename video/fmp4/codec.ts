import { BoxReader } from './bytes.ts';

/** RFC 6381 §3.3: profile, constraint flags and level as three hex bytes of the avcC record. */
export const avcCodec = (entry: string, avcC: Uint8Array): string => {
  const reader = new BoxReader('avcC', avcC);
  reader.skip(1);
  return `${entry}.${hex(reader.u8())}${hex(reader.u8())}${hex(reader.u8())}`;
};

/** ISO/IEC 14496-15 Annex E.3: profile, reversed compatibility flags, tier and level, constraint bytes. */
export const hevcCodec = (entry: string, hvcC: Uint8Array): string => {
  const reader = new BoxReader('hvcC', hvcC);
  reader.skip(1);
  const profile = reader.u8();
  const space = ['', 'A', 'B', 'C'][profile >> 6] ?? '';
  const tier = (profile & 0x20) === 0 ? 'L' : 'H';
  const compatibility = reverse32(reader.u32()).toString(16).toUpperCase();
  const constraints = [...reader.bytes(6)];
  const level = reader.u8();
  while (constraints.at(-1) === 0) constraints.pop();
  const tail = constraints.map((byte) => `.${byte.toString(16).toUpperCase()}`).join('');
  return `${entry}.${space}${profile & 0x1f}.${compatibility}.${tier}${level}${tail}`;
};

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

const reverse32 = (value: number): number => {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit += 1) if ((value & (1 << bit)) !== 0) reversed |= 1 << (31 - bit);
  return reversed >>> 0;
};
