import type { Hasher } from './proofs.ts';
import { toHex } from './bytes.ts';

const start = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
] as const;

const rotate = (word: number, by: number): number => (word << (by & 31)) | (word >>> ((32 - by) & 31));

/** SM3 (GB/T 32905-2016) as a stream, for hosts whose OpenSSL has none. */
export const sm3 = (): Hasher => {
  const state = Int32Array.from(start);
  const block = new Uint8Array(64);
  let filled = 0;
  let length = 0;
  const take = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + 64 - filled);
      block.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < 64) return;
      compress(state, block);
      filled = 0;
    }
  };
  return {
    update: (bytes) => {
      length += bytes.length;
      take(bytes);
    },
    hex: () => {
      const zeros = (64 - ((filled + 9) % 64)) % 64;
      const end = new Uint8Array(zeros + 9);
      end[0] = 0x80;
      const view = new DataView(end.buffer);
      view.setUint32(zeros + 1, Math.floor(length / 0x2000_0000));
      view.setUint32(zeros + 5, (length << 3) >>> 0);
      take(end);
      const digest = new Uint8Array(32);
      const out = new DataView(digest.buffer);
      state.forEach((word, index) => out.setInt32(index * 4, word));
      return toHex(digest);
    },
  };
};

const words = new Int32Array(68);

const compress = (state: Int32Array, block: Uint8Array): void => {
  const view = new DataView(block.buffer);
  const w = (index: number): number => words[index] ?? 0;
  for (let j = 0; j < 16; j += 1) words[j] = view.getInt32(j * 4);
  for (let j = 16; j < 68; j += 1) {
    const x = w(j - 16) ^ w(j - 9) ^ rotate(w(j - 3), 15);
    words[j] = x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(w(j - 13), 7) ^ w(j - 6);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let j = 0; j < 64; j += 1) {
    const t = j < 16 ? 0x79cc4519 : 0x7a879d8a;
    const ss1 = rotate((rotate(a, 12) + e + rotate(t, j)) | 0, 7);
    const ss2 = ss1 ^ rotate(a, 12);
    const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + ss2 + (w(j) ^ w(j + 4))) | 0;
    const tt2 = (gg + h + ss1 + w(j)) | 0;
    d = c;
    c = rotate(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = rotate(f, 19);
    f = e;
    e = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17);
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = (state[index] ?? 0) ^ word;
  });
};
