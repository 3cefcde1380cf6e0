import { z } from 'zod';
import { call, everyone } from './call.ts';
import {
  caseActs,
  caseDataSchema,
  caseDetailSchema,
  caseFigureRowSchema,
  caseSettingsSchema,
  caseStages,
  caseSummarySchema,
  caseTracks,
} from './case.ts';
import { leadSchema } from './lead.ts';
import { cursorSchema } from './search.ts';
import { officerSchema } from './team.ts';
import { paperKinds, paperTemplateSchema, paperTemplatesSchema } from './papers.ts';

const officers = ['inspector', 'supervisor'] as const;
const id = z.string().min(1).max(100);
const reason = z.string().trim().min(1).max(2000);

/** Reviews by a second officer, and cases. */
export const caseCalls = {
  'reviews.countersign': call({
    kind: 'write',
    audience: officers,
    summary: { zh: '复核签字', en: 'Stand by a confirmation as second officer, or refuse to' },
    input: z
      .object({ lead_id: id, agreed: z.boolean(), reason: z.string().trim().max(2000).default('') })
      .refine((input) => input.agreed || input.reason !== '', {
        path: ['reason'],
        message: 'a reason is needed to refuse',
      }),
    output: leadSchema,
  }),
  'reviews.recuse': call({
    kind: 'write',
    audience: officers,
    summary: { zh: '回避线索', en: 'Withdraw from a lead' },
    input: z.object({ lead_id: id, reason }),
    output: leadSchema,
  }),
  'reviews.second_look': call({
    kind: 'write',
    audience: officers,
    summary: { zh: '请他人再看', en: 'Ask somebody else to look; the lead stays open' },
    input: z.object({ lead_id: id, note: reason }),
    output: leadSchema,
  }),
  'leads.merge': call({
    kind: 'write',
    audience: officers,
    summary: { zh: '合并为同一人', en: 'Put further passes of the same person behind one lead' },
    input: z.object({ into_lead_id: id, lead_ids: z.array(id).min(1).max(50) }),
    output: leadSchema,
  }),
  'leads.split': call({
    kind: 'write',
    audience: officers,
    summary: { zh: '拆分线索', en: 'Let a pass stand for itself again' },
    input: z.object({ lead_id: id }),
    output: leadSchema,
  }),
  'leads.passes': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '同一人的其他经过', en: 'The further passes behind a lead' },
    input: z.object({ lead_id: id }),
    output: z.array(leadSchema),
  }),
  'cases.open': call({
    kind: 'write',
    audience: officers,
    summary: { zh: '受理案件', en: 'Open a case from confirmed leads' },
    input: z.object({ title: z.string().trim().min(1).max(200), lead_ids: z.array(id).min(1).max(50) }),
    output: caseDetailSchema,
  }),
  'cases.act': call({
    kind: 'write',
    audience: officers,
    summary: { zh: '办理案件', en: 'Act on a case' },
    input: z.object({
      case_id: id,
      act: z.enum(caseActs).exclude(['open', 'escalate']),
      /** The number of acts the person has seen. */
      seq: z.number().int().min(1),
      data: caseDataSchema.default({}),
    }),
    output: caseDetailSchema,
  }),
  'cases.attach': call({
    kind: 'write',
    audience: officers,
    summary: { zh: '上传现场照片', en: 'Add a photo (JPEG or PNG, at most 700 kB) to the record' },
    input: z.object({
      case_id: id,
      name: z.string().trim().min(1).max(200),
      /** Base64. */
      content: z.base64().max(1_000_000),
    }),
    output: caseDetailSchema,
  }),
  'cases.list': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '案件列表', en: 'Cases, most urgent or newest first' },
    input: z.object({
      stage: z.enum(caseStages).optional(),
      track: z.enum(caseTracks).optional(),
      site_id: id.optional(),
      officer_id: id.optional(),
      /** Only what is past its time. */
      overdue: z.enum(['true', 'false']).optional(),
      live: z.enum(['true', 'false']).optional(),
      order: z.enum(['urgent', 'newest']).default('urgent'),
      /** Of the last case of the page before: its due_utc_us (`none` without) or changed_utc_us, and id. */
      after: cursorSchema.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    output: z.array(caseSummarySchema),
  }),
  'cases.get': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '案件详情', en: 'One case, with what can be done next' },
    input: z.object({ case_id: id }),
    output: caseDetailSchema,
  }),
  'cases.officers': call({
    kind: 'read',
    audience: officers,
    summary: { zh: '可派人员', en: 'Officers who can be sent, the best choice for a case first' },
    input: z.object({ case_id: id.optional() }),
    output: z.array(officerSchema),
  }),
  'cases.of_lead': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '线索所在案件', en: 'The case a lead is part of' },
    input: z.object({ lead_id: id }),
    output: z.object({ case: caseSummarySchema.nullable() }),
  }),
  'cases.figures': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '办案统计', en: 'How fast and how completely cases are dealt with' },
    input: z.object({ days: z.coerce.number().int().min(1).max(3660).default(90) }),
    output: z.object({
      by_person: z.array(caseFigureRowSchema),
      by_site: z.array(caseFigureRowSchema),
      by_team: z.array(caseFigureRowSchema),
    }),
  }),
  'cases.settings': call({
    kind: 'read',
    audience: ['supervisor', 'administrator'],
    summary: { zh: '期限设置', en: 'Service levels, periods and calendar' },
    input: z.object({}),
    output: caseSettingsSchema.extend({ calendar_known_to_year: z.number().int() }),
  }),
  'cases.save_settings': call({
    kind: 'write',
    audience: ['administrator'],
    summary: { zh: '修改期限设置', en: 'Change service levels, periods and calendar' },
    input: caseSettingsSchema,
    output: caseSettingsSchema.extend({ calendar_known_to_year: z.number().int() }),
  }),
  'papers.templates': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '文书模板', en: 'Templates of the papers of a case' },
    input: z.object({}),
    output: z.object({ templates: paperTemplatesSchema, own: z.array(z.enum(paperKinds)) }),
  }),
  'papers.save': call({
    kind: 'write',
    audience: ['supervisor', 'administrator'],
    summary: { zh: '修改文书模板', en: 'Change the template of one paper; null goes back to the preset' },
    input: z.object({ kind: z.enum(paperKinds), template: paperTemplateSchema.nullable() }),
    output: z.object({ templates: paperTemplatesSchema, own: z.array(z.enum(paperKinds)) }),
  }),
} as const;
