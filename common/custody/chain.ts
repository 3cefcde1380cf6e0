import { z } from 'zod';
import { type LedgerRow, ledgerRowSchema } from '../contract/ledger.ts';
import { utf8 } from './bytes.ts';
import { canonicalJson } from './canonical.ts';
import { hashHex, type Proofs } from './proofs.ts';
import { sha256Schema } from './signed.ts';

/** The hash a row must have: SHA-256 of its canonical JSON without `hash`, which includes the row before's. */
export const ledgerHash = (row: Omit<LedgerRow, 'hash'>, proofs: Pick<Proofs, 'sha256'>): string =>
  hashHex(proofs, utf8(ledgerText(row)));

/** Rows from before `origin` was kept have none, and their hash does not cover one. */
export const ledgerText = ({ origin, ...row }: Omit<LedgerRow, 'hash'>): string =>
  canonicalJson(origin === '' ? row : { ...row, origin });

/** A row of another matter in a case's extract: it holds the chain together and tells nothing else. */
const linkSchema = z.strictObject({
  seq: z.number().int().positive(),
  previous_hash: z.union([sha256Schema, z.literal('')]),
  hash: sha256Schema,
});

export const extractRowSchema = z.union([ledgerRowSchema, linkSchema]);
export type ExtractRow = z.infer<typeof extractRowSchema>;

export const isWholeRow = (row: ExtractRow): row is LedgerRow => 'action' in row;
