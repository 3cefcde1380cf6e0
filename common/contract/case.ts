import { z } from 'zod';

/** 案件阶段, in the order of the work; `dropped` ends a case early. */
export const caseStages = [
  'opened',
  'dispatched',
  'signed',
  'arrived',
  'handled',
  'reported',
  'ordered',
  'rechecked',
  'decided',
  'closed',
  'visited',
  'dropped',
] as const;
export type CaseStage = (typeof caseStages)[number];

/** 当场处置 (warning and order to correct), or 立案 (a filed case). */
export const caseTracks = ['on_spot', 'filed'] as const;
export type CaseTrack = (typeof caseTracks)[number];

/** Everything that can be done to a case. */
export const caseActs = [
  'open',
  'dispatch',
  'sign',
  'call_back',
  'arrive',
  'handle',
  'feedback',
  'order',
  'recheck',
  'file',
  'preserve',
  'release',
  'inform',
  'defend',
  'legal_review',
  'decide',
  'serve',
  'close',
  'visit',
  'urge',
  'escalate',
  'pause',
  'resume',
  'recuse',
  'add_leads',
  'attach',
  'note',
  'drop',
] as const;
export type CaseActName = (typeof caseActs)[number];

/** What is on a clock; the service levels in seconds, the statutory periods in days. */
export const caseClocks = [
  'dispatch',
  'sign',
  'call_back',
  'arrive',
  'handle',
  'feedback',
  'correct',
  'preserve',
  'hearing',
  'decide',
  'serve',
] as const;
export type CaseClockName = (typeof caseClocks)[number];

const text = z.string().trim().max(4000);
const ids = z.array(z.string().max(100)).max(50);

/** 询问三项: a worker without protection is a different offence when it was never supplied (22/72) or never supervised (34/70). */
export const askedAnswers = ['yes', 'no', 'unclear'] as const;
const asked = z.enum(askedAnswers);

/** What an act may say; which of it an act must say is in the rules of the station. */
export const caseDataSchema = z
  .object({
    title: text.max(200),
    lead_ids: ids,
    officer_ids: ids,
    team_id: z.string().max(100),
    note: text,
    reason: text,
    lat_deg: z.number().min(-90).max(90),
    lon_deg: z.number().min(-180).max(180),
    supplied: asked,
    worn: asked,
    instructed: asked,
    certificates_shown: z.boolean(),
    contact_name: text.max(100),
    statement: text,
    found: text,
    finding: z.enum(['violation', 'none']),
    requirements: text,
    clauses: z.array(text.max(200)).max(20),
    days: z.number().int().min(1).max(365),
    warning: z.boolean(),
    served_to: text.max(100),
    served_how: text.max(100),
    flight_id: z.string().max(100),
    on_site_reason: text,
    result: z.enum(['corrected', 'not_corrected']),
    facts: text,
    proposed: text,
    rights_told: z.boolean(),
    hearing_waived: z.boolean(),
    considered: text,
    passed: z.boolean(),
    decision: z.enum(['warning', 'fine', 'no_penalty', 'transfer']),
    amount_yuan: z.number().min(0).max(10_000_000),
    items: text,
    person_id: z.string().max(100),
    file_sha256: z.string().regex(/^[0-9a-f]{64}$/),
    file_name: text.max(200),
    satisfied: z.boolean(),
    clock: z.enum(caseClocks),
  })
  .partial()
  .strict();
export type CaseData = z.infer<typeof caseDataSchema>;
export type CaseField = keyof CaseData;

/** One act in the life of a case; a case is the fold of its acts. */
export const caseActSchema = z.object({
  seq: z.number().int().min(1),
  act: z.enum(caseActs),
  /** A person's id, or `station`. */
  actor_id: z.string(),
  actor_name: z.string(),
  utc_us: z.number().int(),
  to_stage: z.enum(caseStages),
  data: caseDataSchema,
  ledger_seq: z.number().int(),
});
export type CaseAct = z.infer<typeof caseActSchema>;

/** 红黄绿灯 of a case: `paused` counts no time, `none` has no clock running. */
export const caseLamps = ['green', 'yellow', 'red', 'paused', 'none'] as const;
export type CaseLamp = (typeof caseLamps)[number];

export const caseClockSchema = z.object({
  clock: z.enum(caseClocks),
  started_utc_us: z.number().int(),
  /** From here on the lamp is yellow, and after `due_utc_us` red. */
  warn_utc_us: z.number().int(),
  due_utc_us: z.number().int(),
  stopped_utc_us: z.number().int().nullable(),
  /** False where the holidays of a year in the period are not published yet: the day is by weekdays only. */
  calendar_known: z.boolean(),
});
export type CaseClock = z.infer<typeof caseClockSchema>;

/** A case in a list. */
export const caseSummarySchema = z.object({
  id: z.string(),
  /** 案号 */
  number: z.string(),
  title: z.string(),
  site_id: z.string().nullable(),
  track: z.enum(caseTracks),
  stage: z.enum(caseStages),
  /** Number of acts so far; what an act must name so that two people do not act on the same state. */
  seq: z.number().int(),
  opened_utc_us: z.number().int(),
  changed_utc_us: z.number().int(),
  ended_utc_us: z.number().int().nullable(),
  officers: z.array(z.object({ id: z.string(), name: z.string() })),
  team_id: z.string().nullable(),
  paused: z.boolean(),
  urges: z.number().int(),
  /** The running clock that falls due first. */
  clock: z.enum(caseClocks).nullable(),
  warn_utc_us: z.number().int().nullable(),
  due_utc_us: z.number().int().nullable(),
  leads: z.number().int(),
});
export type CaseSummary = z.infer<typeof caseSummarySchema>;

/** An act that the stage allows, and why this person cannot do it now. */
export const nextActSchema = z.object({
  act: z.enum(caseActs),
  /** `role` when the person's roles do not allow it. */
  refused: z.array(z.string()),
  /** Fields that the act must bring. */
  given: z.array(z.string()),
});
export type NextAct = z.infer<typeof nextActSchema>;

export const caseDetailSchema = z.object({
  case: caseSummarySchema,
  acts: z.array(caseActSchema),
  clocks: z.array(caseClockSchema),
  lead_ids: z.array(z.string()),
  recused: z.array(z.string()),
  /** The flight plan that looks at the same posts again. */
  reinspection_mission_id: z.string().nullable(),
  next: z.array(nextActSchema),
});
export type CaseDetail = z.infer<typeof caseDetailSchema>;

/** How one person, site or team does; shares are 0 to 1, spans are null where nothing was measured. */
export const caseFigureRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  cases: z.number().int(),
  /** From dispatch to signature. */
  median_response_us: z.number().nullable(),
  /** From signature to the on-site record. */
  median_handling_us: z.number().nullable(),
  completed_share: z.number(),
  on_time_share: z.number(),
  urged_share: z.number(),
});
export type CaseFigureRow = z.infer<typeof caseFigureRowSchema>;

/** A period: seconds, natural days, or working days of the Chinese calendar. */
export const periodSchema = z.object({
  count: z.number().int().min(1).max(100_000),
  unit: z.enum(['second', 'day', 'working_day']),
});
export type Period = z.infer<typeof periodSchema>;

/** Service levels and periods, and the office's own changes to the calendar. */
export const caseSettingsSchema = z.object({
  /** Before the number of a case: 〔2026〕0001号. */
  number_prefix: z.string().trim().max(20),
  periods: z.record(z.enum(caseClocks), periodSchema),
  /** The lamp turns yellow when this share of the time is left. */
  yellow_share: z.number().min(0.01).max(0.9),
  /** `2027-02-08` → works or not: for holidays published after this version was. */
  days: z.record(z.string().regex(/^\d{4}-\d{2}-\d{2}$/), z.boolean()),
});
export type CaseSettings = z.infer<typeof caseSettingsSchema>;

/** 行政处罚法 60 (90 days), 61 (7), 56 (7), 63/64 (5); Art. 85: 2, 3, 5 and 7 days are working days. */
export const presetCaseSettings: CaseSettings = {
  number_prefix: '卫职',
  periods: {
    dispatch: { count: 60, unit: 'second' },
    sign: { count: 30, unit: 'second' },
    call_back: { count: 120, unit: 'second' },
    arrive: { count: 300, unit: 'second' },
    handle: { count: 2, unit: 'working_day' },
    feedback: { count: 1, unit: 'working_day' },
    correct: { count: 15, unit: 'day' },
    preserve: { count: 7, unit: 'working_day' },
    hearing: { count: 5, unit: 'working_day' },
    decide: { count: 90, unit: 'day' },
    serve: { count: 7, unit: 'working_day' },
  },
  yellow_share: 0.25,
  days: {},
};
