import { createHash, randomBytes } from 'node:crypto';

/** 192 bits that cannot be guessed; the database keeps only their hash. */
export const newToken = (): string => randomBytes(24).toString('base64url');

/** As sessions are kept: whoever reads the database cannot sign in with what stands there. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
