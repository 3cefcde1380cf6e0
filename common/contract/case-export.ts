import { z } from 'zod';
import { positionSchema } from './geo.ts';
import type { Role } from './person.ts';

const line = z.string().max(2000);

/** A document of a case as text, to be set as a page: 现场检查笔录, 责令改正通知书, … */
export const caseDocumentSchema = z.object({
  title: z.string().min(1).max(100),
  number: z.string().max(100).nullable(),
  fields: z.array(z.object({ label: z.string().max(100), value: line })).max(100),
  paragraphs: z.array(z.string().max(20_000)).max(500),
  /** Who signs, each with a line: 被检查人, 执法人员, 见证人. */
  signatures: z.array(z.string().max(100)).max(20),
  date_utc_us: z.number().int().nullable(),
  /** Within the authority: the copy for the other party does not hold it. */
  internal: z.boolean().default(false),
});

/** Everything a case gives to its file (卷宗); the evidence service adds what lies on the disk. */
export const caseFileSchema = z.object({
  case_id: z.string().min(1).max(100),
  case_number: z.string().min(1).max(100),
  title: z.string().min(1).max(300),
  enterprise: line,
  site: line,
  position: positionSchema.nullable(),
  opened_utc_us: z.number().int(),
  closed_utc_us: z.number().int().nullable(),
  state: line,
  officers: z.array(z.object({ name: z.string().max(100), number: z.string().max(100).nullable() })).max(20),
  lead_ids: z.array(z.string().min(1).max(100)).max(500),
  documents: z.array(caseDocumentSchema).max(100),
  timeline: z
    .array(
      z.object({ utc_us: z.number().int(), who: line, what: line, internal: z.boolean().default(false) }),
    )
    .max(5000),
  /** Photos of the on-site record, as sealed. */
  photos: z
    .array(z.object({ sha256: z.string(), path: line, name: line, ledger_seq: z.number().int() }))
    .max(1000),
  /** Flights that looked again at what was ordered to be corrected. */
  flight_ids: z.array(z.string().min(1).max(100)).max(100),
});
export type CaseFile = z.infer<typeof caseFileSchema>;

/** Who may see exports and take them along. */
export const exportAudience = ['inspector', 'supervisor', 'administrator'] as const satisfies readonly Role[];

export const exportKinds = ['full', 'disclosed'] as const;

/** One export of a case file and how far it is. */
export const caseExportSchema = z.object({
  id: z.string(),
  case_id: z.string(),
  /** Where a lead was exported by itself. */
  lead_id: z.string().nullable(),
  case_number: z.string(),
  title: z.string(),
  kind: z.enum(exportKinds),
  /** Why unblurred originals leave the station. */
  reason: z.string(),
  created_utc_us: z.number().int(),
  created_by: z.string(),
  created_by_name: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  stage: z.enum(['blur', 'documents', 'ledger', 'archive', 'done']),
  done_bytes: z.number().int(),
  total_bytes: z.number().int(),
  volume_bytes: z.number().int().nullable(),
  /** The archive's files, once it is done. */
  files: z.array(z.object({ name: z.string(), bytes: z.number().int(), sha256: z.string() })),
  /** What could not go into it, and why. */
  left_out: z.array(z.object({ path: z.string(), why: z.string() })),
  fault: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
});
export type CaseExport = z.infer<typeof caseExportSchema>;
