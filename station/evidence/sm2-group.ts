import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { type Sm2Group, sm2Curve } from '#common';

export const Sm2Point = weierstrass(sm2Curve);

/** OpenSSL's own SM2 takes no identity through Node, and Electron's has no SM2: the points are @noble/curves'. */
export const sm2Group: Sm2Group = {
  base: (scalar) => Sm2Point.BASE.multiply(scalar).toAffine().x,
  sum: (s, t, key) => {
    const sum = Sm2Point.BASE.multiplyUnsafe(s).add(Sm2Point.fromBytes(key).multiplyUnsafe(t));
    return sum.is0() ? undefined : sum.toAffine().x;
  },
};
