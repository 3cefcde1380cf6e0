import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Proofs, sm2Curve, toHex } from '#common';

const Point = weierstrass(sm2Curve);

/** In JavaScript alone: a browser's own cryptography has no streaming hash, no SM2, and an older one no Ed25519. */
export const browserProofs: Proofs = {
  sha256: () => {
    const hash = sha256.create();
    return { update: (bytes) => void hash.update(bytes), hex: () => toHex(hash.digest()) };
  },
  verifyEd25519: async (public_key, message, signature) => {
    try {
      return ed25519.verify(signature, message, public_key, { zip215: false });
    } catch {
      // A key that is no point of the curve signs nothing.
      return false;
    }
  },
  sm2: {
    base: (scalar) => Point.BASE.multiply(scalar).toAffine().x,
    sum: (s, t, key) => {
      const sum = Point.BASE.multiplyUnsafe(s).add(Point.fromBytes(key).multiplyUnsafe(t));
      return sum.is0() ? undefined : sum.toAffine().x;
    },
  },
};
