import { z } from 'zod';
import { canonicalJson, parseCanonical } from './canonical.ts';
import { fromHex, utf8 } from './bytes.ts';
import type { Proofs } from './proofs.ts';
import { sm2Verify } from './sm2.ts';

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** An Ed25519 key (32 bytes), or an SM2 key (65 bytes, uncompressed). */
export const publicKeySchema = z.string().regex(/^([0-9a-f]{64}|04[0-9a-f]{128})$/);

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

/** A statement that holds, and every key it is signed with: the station's Ed25519 key first. */
export type Held<T> = {
  readonly value: T;
  readonly public_key: string;
  readonly sm2_public_key: string | null;
};

/** Reads a signed statement and checks every signature it bears; the first thing that does not hold is told. */
export const readSigned = async <T>(
  text: string | undefined,
  schema: z.ZodType<T>,
  proofs: Proofs,
): Promise<Held<T> | { readonly fault: SignedFault }> => {
  const value = text === undefined ? undefined : parseCanonical(text);
  const parsed = z
    .object({ statement: z.unknown(), signatures: z.array(signatureSchema).max(4) })
    .safeParse(value);
  if (!parsed.success) return { fault: 'not_canonical' };
  const statement = schema.safeParse(parsed.data.statement);
  if (!statement.success) return { fault: 'not_canonical' };
  const { signatures } = parsed.data;
  const station = signatures.find(({ algorithm }) => algorithm === 'Ed25519');
  if (station === undefined) return { fault: 'not_signed' };
  // The statement as it stands in the file is what was signed, unknown members included.
  const message = signedBytes(parsed.data.statement);
  for (const signature of signatures)
    if (!(await holds(signature, message, proofs))) return { fault: 'bad_signature' };
  const sm2 = signatures.find(({ algorithm }) => algorithm === 'SM2');
  return {
    value: statement.data,
    public_key: station.public_key,
    sm2_public_key: sm2?.public_key ?? null,
  };
};

const holds = async (
  { algorithm, public_key, value }: Signature,
  message: Uint8Array,
  proofs: Proofs,
): Promise<boolean> => {
  const key = fromHex(public_key);
  const signature = fromHex(value);
  if (key === undefined || signature === undefined) return false;
  return algorithm === 'SM2'
    ? sm2Verify(proofs.sm2, key, message, signature)
    : proofs.verifyEd25519(key, message, signature);
};

/** Every key a statement is signed with. */
export const keysOf = ({ public_key, sm2_public_key }: Omit<Held<unknown>, 'value'>): string[] =>
  sm2_public_key === null ? [public_key] : [public_key, sm2_public_key];
