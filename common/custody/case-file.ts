import { z } from 'zod';
import { publicKeySchema, sha256Schema } from './signed.ts';

/** What the station signs of a whole case file: its two lists of hashes stand for every byte in it. */
export const casePackageSchema = z.object({
  format: z.literal('landun-case-1'),
  case_id: z.string(),
  case_number: z.string(),
  title: z.string(),
  /** 移送卷宗 with originals, or 当事人副本: the blurred copy for the other party. */
  kind: z.enum(['full', 'disclosed']),
  created_utc_us: z.number().int(),
  created_by: z.string(),
  station_id: z.string(),
  app_version: z.string(),
  manifest_sha256: sha256Schema,
  tagmanifest_sha256: sha256Schema,
  ledger: z.object({
    first_seq: z.number().int(),
    last_seq: z.number().int(),
    head_hash: sha256Schema,
  }),
  /** Keys that may have signed the seals inside. */
  station_keys: z.array(publicKeySchema).min(1).max(100),
});
export type CasePackage = z.infer<typeof casePackageSchema>;

/** Where things lie in a case file, below its one top folder. */
export const casePaths = {
  signature: 'signature.json',
  manifest: 'manifest-sha256.txt',
  tagmanifest: 'tagmanifest-sha256.txt',
  ledger: 'data/ledger/ledger.jsonl',
  stamps: 'data/ledger/time-stamps.json',
  verifier: 'verify.html',
} as const;

/** One daily head of the ledger and where its time-stamp lies; `token` is null while it waits for one. */
export const stampListSchema = z.array(
  z.object({
    day: z.string(),
    head_seq: z.number().int(),
    head_hash: sha256Schema,
    queued_utc_us: z.number().int(),
    stamped_utc_us: z.number().int().nullable(),
    tsa: z.string().nullable(),
    token: z.string().nullable(),
  }),
);
export type StampList = z.infer<typeof stampListSchema>;

export const caseProblems = [
  'container_changed',
  'unsafe_name',
  'missing',
  'unexpected',
  'unreadable',
  'changed',
  'not_canonical',
  'not_signed',
  'bad_signature',
  'wrong_key',
  'chain_broken',
  'row_changed',
  'row_missing',
  'seal_differs',
  'stamp_differs',
] as const;

export type CaseProblem = {
  /** The file it is about, below the top folder; '' is the archive itself. */
  readonly item: string;
  /** The ledger row, where it is about one. */
  readonly row: number | null;
  readonly problem: (typeof caseProblems)[number];
};

export type CaseReport = {
  readonly package: CasePackage | null;
  /** The key the package is signed with: to be compared with the one the agency publishes. */
  readonly public_key: string | null;
  /** The same for its SM2 key; null where it has no such signature. */
  readonly sm2_public_key: string | null;
  readonly files: number;
  readonly bytes: number;
  readonly rows: number;
  readonly seals: number;
  /** Heads with a time-stamp, and heads that still wait for one. */
  readonly stamps: number;
  readonly stamps_waiting: number;
  readonly problems: readonly CaseProblem[];
};
