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

/** A row as people read it: who and what by name, beside the identifiers that are hashed. */
export const namedRowSchema = ledgerRowSchema.extend({
  actor_name: z.string().nullable(),
  object_kind: z.enum(['person', 'site', 'mission', 'stream', 'flight', 'lead', 'other']),
  /** Null where the record has no name of its own, or is gone. */
  object_name: z.string().nullable(),
  /** Of a lead or flight: when it was. */
  object_utc_us: z.number().int().nullable(),
});
export type NamedRow = z.infer<typeof namedRowSchema>;
