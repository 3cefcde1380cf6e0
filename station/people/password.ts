import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

export type ScryptCost = { readonly N: number; readonly r: number; readonly p: number };

/** OWASP's minimum for scrypt: N=2^17, r=8, p=1 (128 MiB). The parameters travel with the hash. */
export const strongCost: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };

const key_bytes = 32;

/** `scrypt$N$r$p$salt$key`, salt and key in base64. */
export const hashPassword = async (password: string, cost: ScryptCost): Promise<string> => {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$');
};

export const checkPassword = async (password: string, stored: string): Promise<boolean> => {
  const [scheme, N, r, p, salt, key] = stored.split('$');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) return false;
  const expected = Buffer.from(key, 'base64');
  const found = await derive(password, Buffer.from(salt, 'base64'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return found.length === expected.length && timingSafeEqual(found, expected);
};

const derive = (password: string, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // Node refuses more than 32 MiB unless told; scrypt needs 128·N·r bytes.
    const maxmem = 256 * N * r;
    scrypt(password.normalize('NFKC'), salt, key_bytes, { N, r, p, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
