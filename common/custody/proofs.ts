import type { Sm2Group } from './sm2.ts';

/** Hashes and signatures as a port: Node has its own, a browser may need pure JavaScript. */
export type Hasher = { update(bytes: Uint8Array): void; hex(): string };

export type Proofs = {
  sha256(): Hasher;
  verifyEd25519(public_key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
  readonly sm2: Sm2Group;
};

export const hashHex = (proofs: Pick<Proofs, 'sha256'>, bytes: Uint8Array): string => {
  const hasher = proofs.sha256();
  hasher.update(bytes);
  return hasher.hex();
};
