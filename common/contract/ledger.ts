import { z } from 'zod';

/** One act in the custody ledger 保管链. `hash` covers every other field and the previous row's hash. */
export const ledgerRowSchema = z.object({
  seq: z.number().int(),
  utc_us: z.number().int(),
  /** A person's id, or `station`. */
  actor: z.string(),
  action: z.string(),
  object: z.string(),
  details: z.record(z.string(), z.unknown()),
  app_version: z.string(),
  /** From where: the caller's network address, or `station`; empty in rows from before this was kept. */
  origin: z.string(),
  previous_hash: z.string(),
  hash: z.string(),
});
export type LedgerRow = z.infer<typeof ledgerRowSchema>;
