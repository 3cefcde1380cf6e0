import { createHash, getHashes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type Hasher, sm3, toHex } from '#common';

/** A file as measured: what its seal says of its bytes. */
export type Measured = { readonly sha256: string; readonly sm3: string; readonly bytes: number };

// Electron's OpenSSL has no SM3; ours is slower and gives the same.
const native_sm3 = getHashes().includes('sm3');

const sm3Hasher = (): Hasher => {
  if (!native_sm3) return sm3();
  const hash = createHash('sm3');
  return { update: (bytes) => void hash.update(bytes), hex: () => toHex(hash.digest()) };
};

const chunk_bytes = 1 << 20;

/** Both hashes and the size of a file, read once; `durable` first brings its bytes to the disk. */
export const measure = async (path: string, durable = true): Promise<Measured> => {
  const file = await open(path, 'r');
  try {
    if (durable) await file.sync();
    const sha256 = createHash('sha256');
    const other = sm3Hasher();
    const buffer = Buffer.allocUnsafe(chunk_bytes);
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunk_bytes, bytes);
      if (bytesRead === 0) return { sha256: sha256.digest('hex'), sm3: other.hex(), bytes };
      bytes += bytesRead;
      const part = buffer.subarray(0, bytesRead);
      sha256.update(part);
      other.update(part);
    }
  } finally {
    await file.close();
  }
};

/** SHA-256 alone: enough to find a change. */
export const sha256Of = async (path: string): Promise<string> => {
  const file = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(chunk_bytes);
    for (let at = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, chunk_bytes, at);
      if (bytesRead === 0) return hash.digest('hex');
      at += bytesRead;
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
};
