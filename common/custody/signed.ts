import { z } from 'zod';
import { canonicalJson, parseCanonical } from './canonical.ts';
import { fromHex, utf8 } from './bytes.ts';
import type { Proofs } from './proofs.ts';

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

export const signatureSchema = z.discriminatedUnion('algorithm', [
  z.object({
    algorithm: z.literal('Ed25519'),
    public_key: z.string().regex(/^[0-9a-f]{64}$/),
    value: z.string().regex(/^[0-9a-f]{128}$/),
  }),
  z.object({
    /** SM2 with SM3 (GB/T 32918), default user id, DER signature. */
    algorithm: z.literal('SM2'),
    public_key: z.string().regex(/^04[0-9a-f]{128}$/),
    value: z.string().regex(/^30[0-9a-f]{2,160}$/),
  }),
]);
export type Signature = z.infer<typeof signatureSchema>;

/** `statement` is what is signed: its canonical JSON. The file itself is canonical JSON too. */
export type Signed<T> = { readonly statement: T; readonly signatures: readonly Signature[] };

/** The bytes a signature stands on. */
export const signedBytes = (statement: unknown): Uint8Array => utf8(canonicalJson(statement));

export type SignedFault = 'not_canonical' | 'not_signed' | 'bad_signature';

/** Reads a signed statement and checks its Ed25519 signature; the first thing that does not hold is told. */
export const readSigned = async <T>(
  text: string | undefined,
  schema: z.ZodType<T>,
  proofs: Proofs,
): Promise<{ readonly value: T; readonly public_key: string } | { readonly fault: SignedFault }> => {
  const value = text === undefined ? undefined : parseCanonical(text);
  const parsed = z
    .object({ statement: z.unknown(), signatures: z.array(signatureSchema).max(4) })
    .safeParse(value);
  if (!parsed.success) return { fault: 'not_canonical' };
  const statement = schema.safeParse(parsed.data.statement);
  if (!statement.success) return { fault: 'not_canonical' };
  const station = parsed.data.signatures.find(({ algorithm }) => algorithm === 'Ed25519');
  if (station === undefined) return { fault: 'not_signed' };
  const key = fromHex(station.public_key);
  const signature = fromHex(station.value);
  // The statement as it stands in the file is what was signed, unknown members included.
  const message = signedBytes(parsed.data.statement);
  const holds =
    key !== undefined && signature !== undefined && (await proofs.verifyEd25519(key, message, signature));
  return holds ? { value: statement.data, public_key: station.public_key } : { fault: 'bad_signature' };
};
