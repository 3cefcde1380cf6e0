import { z } from 'zod';

/** 文书: the papers a case makes, each from one kind of act. */
export const paperKinds = [
  'record',
  'report',
  'order',
  'recheck',
  'filing',
  'preserve',
  'release',
  'inform',
  'defend',
  'legal_review',
  'decision',
  'service',
  'closing',
  'visit',
  'recusal',
] as const;
export type PaperKind = (typeof paperKinds)[number];

const text = z.string().trim().max(4000);

/**
 * 文书模板. `{enterprise}`, `{site}`, `{number}`, `{clauses}`, `{days}`, `{due}`, `{served_to}` and `{amount}` are
 * filled in; what an act does not say stays a blank line.
 */
export const paperTemplateSchema = z.object({
  title: z.string().trim().min(1).max(100),
  /** Before the paper's own count in its number, such as 责改; empty for none. */
  mark: z.string().trim().max(20),
  before: text,
  after: text,
  /** Offered where the act asks for clauses; the office confirms the numbers. */
  clauses: z.array(z.string().trim().min(1).max(200)).max(20),
  signatures: z.array(z.string().trim().min(1).max(100)).max(10),
});
export type PaperTemplate = z.infer<typeof paperTemplateSchema>;

export const paperTemplatesSchema = z.record(z.enum(paperKinds), paperTemplateSchema);
export type PaperTemplates = Readonly<Record<PaperKind, PaperTemplate>>;

/** The paper that an act makes where its form asks for clauses. */
export const clausePapers = { order: 'order', file: 'filing', inform: 'inform', decide: 'decision' } as const;
