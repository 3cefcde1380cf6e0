import { fromHex, toHex, utf8 } from './bytes.ts';
import { sm3 } from './sm3.ts';

/** The curve of GB/T 32918.5-2017 (sm2p256v1), in the names of @noble/curves. */
export const sm2Curve = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
} as const;

/** What a library of curves does for SM2; keys are 65 bytes, uncompressed. */
export type Sm2Group = {
  /** The x of `scalar`·G; 0 < scalar < n. */
  base(scalar: bigint): bigint;
  /** The x of `s`·G + `t`·key; undefined at infinity. Throws where the key is no point of the curve. */
  sum(s: bigint, t: bigint, key: Uint8Array): bigint | undefined;
};

/** The identity that GB/T 32918.2 signers use where none was agreed (GM/T 0009-2012 §10). */
const user_id = utf8('1234567812345678');

const bytesOf = (value: bigint): Uint8Array =>
  fromHex(value.toString(16).padStart(64, '0')) ?? new Uint8Array(32);
const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes) || '0'}`);
const modulo = (value: bigint): bigint => ((value % sm2Curve.n) + sm2Curve.n) % sm2Curve.n;

const digest = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hasher = sm3();
  for (const part of parts) hasher.update(part);
  return fromHex(hasher.hex()) ?? new Uint8Array(32);
};

/** e = SM3(Z ‖ M), with Z over identity, curve and key (GB/T 32918.2 §5.5, §6.1). */
const hashed = (key: Uint8Array, message: Uint8Array): bigint => {
  const { a, b, Gx, Gy } = sm2Curve;
  const bits = user_id.length * 8;
  const z = digest(
    Uint8Array.of(bits >> 8, bits & 0xff),
    user_id,
    ...[a, b, Gx, Gy].map(bytesOf),
    key.subarray(1),
  );
  return numberOf(digest(z, message));
};

/**
 * Signs by GB/T 32918.2 §6.1: a DER signature. `nonce` gives secret random numbers of 256 bits; a number that is of
 * no use is thrown away.
 */
export const sm2Sign = (
  group: Sm2Group,
  secret: bigint,
  key: Uint8Array,
  message: Uint8Array,
  nonce: () => bigint,
): Uint8Array => {
  const e = hashed(key, message);
  for (;;) {
    const k = nonce();
    if (k === 0n || k >= sm2Curve.n) continue;
    const r = modulo(e + group.base(k));
    if (r === 0n || r + k === sm2Curve.n) continue;
    const s = modulo(inverse(1n + secret) * modulo(k - r * secret));
    if (s !== 0n) return der(r, s);
  }
};

/** Verifies by GB/T 32918.2 §7.1. Never throws. */
export const sm2Verify = (
  group: Sm2Group,
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean => {
  const parsed = parseDer(signature);
  if (parsed === undefined || key.length !== 65 || key[0] !== 4) return false;
  const { r, s } = parsed;
  const { n } = sm2Curve;
  if (r < 1n || r >= n || s < 1n || s >= n) return false;
  const t = modulo(r + s);
  if (t === 0n) return false;
  try {
    const x = group.sum(s, t, key);
    return x !== undefined && modulo(hashed(key, message) + x) === r;
  } catch {
    // A key that is no point of the curve signs nothing.
    return false;
  }
};

/** Of 1 + d modulo the prime n, by Fermat. */
const inverse = (value: bigint): bigint => {
  let [result, base, power] = [1n, modulo(value), sm2Curve.n - 2n];
  for (; power > 0n; power >>= 1n) {
    if (power & 1n) result = modulo(result * base);
    base = modulo(base * base);
  }
  return result;
};

const integer = (value: bigint): number[] => {
  const hex = value.toString(16);
  const bytes = [...(fromHex(hex.length % 2 === 0 ? hex : `0${hex}`) ?? [])];
  const signed = (bytes[0] ?? 0) > 0x7f ? [0, ...bytes] : bytes;
  return [2, signed.length, ...signed];
};

const der = (r: bigint, s: bigint): Uint8Array => {
  const body = [...integer(r), ...integer(s)];
  return Uint8Array.of(0x30, body.length, ...body);
};

/** SEQUENCE of two positive INTEGERs in their shortest form, and nothing after it: each signature has one spelling. */
const parseDer = (bytes: Uint8Array): { r: bigint; s: bigint } | undefined => {
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2) return undefined;
  const values: bigint[] = [];
  let at = 2;
  for (let count = 0; count < 2; count += 1) {
    const length = bytes[at + 1] ?? 0;
    const value = bytes.subarray(at + 2, at + 2 + length);
    if (bytes[at] !== 2 || length === 0 || length > 33 || value.length !== length) return undefined;
    values.push(numberOf(value));
    at += 2 + length;
  }
  const [r = 0n, s = 0n] = values;
  if (at !== bytes.length) return undefined;
  const again = r > 0n && s > 0n ? der(r, s) : new Uint8Array();
  return toHex(again) === toHex(bytes) ? { r, s } : undefined;
};
