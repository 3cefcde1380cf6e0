import { randomBytes } from 'node:crypto';
import { fromHex, sm2Curve, sm2Sign, toHex } from '#common';
import { sm2Group, Sm2Point } from './sm2-group.ts';

const random = (): bigint => BigInt(`0x${toHex(randomBytes(32))}`);

/** An SM2 key pair; the secret is 32 bytes. */
export class Sm2Key {
  readonly #secret: bigint;
  /** 65 bytes uncompressed, hexadecimal. */
  readonly public_key: string;

  constructor(secret: Uint8Array) {
    this.#secret = BigInt(`0x${toHex(secret) || '0'}`);
    // n - 1 has no signature: 1 + d would have no inverse.
    if (secret.length !== 32 || this.#secret < 1n || this.#secret >= sm2Curve.n - 1n)
      throw new Error('this is no SM2 key');
    this.public_key = toHex(Sm2Point.BASE.multiply(this.#secret).toBytes(false));
  }

  static newSecret(): Uint8Array {
    for (;;) {
      const secret = randomBytes(32);
      const value = BigInt(`0x${secret.toString('hex')}`);
      if (value >= 1n && value < sm2Curve.n - 1n) return secret;
    }
  }

  /** A DER signature with the usual identity (GM/T 0009). */
  sign(message: Uint8Array): Uint8Array {
    const key = fromHex(this.public_key) ?? new Uint8Array();
    return sm2Sign(sm2Group, this.#secret, key, message, random);
  }
}
