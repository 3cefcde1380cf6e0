import { createHash, createPublicKey, verify } from 'node:crypto';
import type { Proofs } from '#common';
import { sm2Group } from './sm2-group.ts';

/** SubjectPublicKeyInfo of an Ed25519 key is this and the 32 bytes of the key (RFC 8410). */
const spki_head = Buffer.from('302a300506032b6570032100', 'hex');

/** Hashes and signatures by Node's own OpenSSL. */
export const nodeProofs: Proofs = {
  sha256: () => {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  },
  verifyEd25519: async (public_key, message, signature) => {
    const key = createPublicKey({ key: Buffer.concat([spki_head, public_key]), format: 'der', type: 'spki' });
    return verify(null, message, key, signature);
  },
  sm2: sm2Group,
};
