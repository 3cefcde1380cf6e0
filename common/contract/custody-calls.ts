import { z } from 'zod';
import { call } from './call.ts';
import { caseExportSchema, exportAudience, exportKinds } from './case-export.ts';
import { custodySettingsSchema } from './custody.ts';

const officers = ['inspector', 'supervisor'] as const;
const keepers = ['supervisor', 'administrator'] as const;
const id = z.string().min(1).max(100);

/** Evidence: how it is kept, and how it leaves the station. */
export const custodyCalls = {
  'custody.settings': call({
    kind: 'read',
    audience: [...officers, 'administrator'],
    summary: { zh: '证据保管设置', en: 'How evidence is kept' },
    input: z.object({}),
    output: custodySettingsSchema,
  }),
  'custody.configure': call({
    kind: 'write',
    audience: ['administrator'],
    summary: { zh: '修改证据保管设置', en: 'Change how evidence is kept' },
    input: custodySettingsSchema,
    output: custodySettingsSchema,
  }),
  'exports.list': call({
    kind: 'read',
    audience: exportAudience,
    summary: { zh: '卷宗导出列表', en: 'Exports of case files, newest first' },
    input: z.object({ case_id: id.optional() }),
    output: z.array(caseExportSchema),
  }),
  'exports.create': call({
    kind: 'write',
    audience: officers,
    summary: { zh: '导出卷宗', en: 'Export a case file, or the file of one lead' },
    input: z
      .object({
        case_id: id.optional(),
        lead_id: id.optional(),
        kind: z.enum(exportKinds),
        reason: z.string().trim().max(500).default(''),
        /** Splits the archive into volumes of this size. */
        volume_mib: z.number().int().min(16).max(65_536).optional(),
      })
      .refine(({ case_id, lead_id }) => (case_id === undefined) !== (lead_id === undefined), {
        path: ['case_id'],
        message: 'either a case or a lead is needed',
      })
      .refine(({ kind, reason }) => kind === 'disclosed' || reason !== '', {
        path: ['reason'],
        message: 'a reason is needed to give out unblurred originals',
      }),
    output: caseExportSchema,
  }),
  'exports.cancel': call({
    kind: 'write',
    audience: officers,
    summary: { zh: '取消导出', en: 'Stop an export' },
    input: z.object({ export_id: id }),
    output: caseExportSchema,
  }),
  'exports.remove': call({
    kind: 'write',
    audience: keepers,
    summary: { zh: '删除导出的文件', en: 'Remove the files of an export; the evidence itself stays' },
    input: z.object({ export_id: id }),
    output: z.object({}),
  }),
} as const;
