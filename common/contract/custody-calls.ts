import { z } from 'zod';
import { call } from './call.ts';
import { caseExportSchema, exportAudience, exportKinds } from './case-export.ts';
import { custodySettingsSchema } from './custody.ts';
import { deletionSchema, retentionViewSchema } from './retention.ts';

const officers = ['inspector', 'supervisor'] as const;
const keepers = ['supervisor', 'administrator'] as const;
const id = z.string().min(1).max(100);
const reason = z.string().trim().min(1).max(500);

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
  'exports.share': call({
    kind: 'write',
    audience: officers,
    summary: { zh: '生成当事人查阅码', en: 'Give a code by which the other party fetches its copy' },
    input: z.object({ export_id: id, hours: z.number().int().min(1).max(720) }),
    output: z.object({
      /** Under the address of the station. */
      path: z.string(),
      code: z.string(),
      expires_utc_us: z.number().int(),
    }),
  }),
  'evidence.print': call({
    kind: 'write',
    audience: exportAudience,
    summary: { zh: '登记打印', en: 'Put on record that something was printed' },
    input: z.object({ object: z.string().min(1).max(200) }),
    output: z.object({}),
  }),
  'retention.view': call({
    kind: 'read',
    audience: keepers,
    summary: { zh: '保管期限', en: 'What is kept and why, what is due, what is on its way out' },
    input: z.object({}),
    output: retentionViewSchema,
  }),
  'retention.hold': call({
    kind: 'write',
    audience: keepers,
    summary: { zh: '保全线索', en: 'Keep a lead whatever its period says' },
    input: z.object({ lead_id: id, reason }),
    output: z.object({}),
  }),
  'retention.release': call({
    kind: 'write',
    audience: keepers,
    summary: { zh: '解除保全', en: 'End a hold' },
    input: z.object({ lead_id: id, reason }),
    output: z.object({}),
  }),
  'retention.propose': call({
    kind: 'write',
    audience: keepers,
    summary: { zh: '提请删除到期线索', en: 'Ask for leads that are due to be deleted' },
    input: z.object({ lead_ids: z.array(id).min(1).max(1000), reason }),
    output: deletionSchema,
  }),
  'retention.decide': call({
    kind: 'write',
    audience: keepers,
    summary: { zh: '批准或拒绝删除', en: 'Approve or refuse a deletion that somebody else proposed' },
    input: z.object({ deletion_id: id, agreed: z.boolean() }),
    output: deletionSchema,
  }),
  'retention.restore': call({
    kind: 'write',
    audience: keepers,
    summary: { zh: '恢复已删除的线索', en: 'Take a deletion back within seven days' },
    input: z.object({ deletion_id: id }),
    output: deletionSchema,
  }),
} as const;
