import { z } from 'zod';
import { call, everyone } from './call.ts';
import { personSchema } from './person.ts';
import {
  fieldRecordSchema,
  keptRecordSchema,
  phoneSchema,
  reportPlaceSchema,
  reportSchema,
} from './phone.ts';

const nothing = z.object({});
const token = z.string().min(10).max(100);
const inspect = ['inspector', 'supervisor'] as const;

/** The inspector's phone: pairing, records made on site, reports by others. */
export const phoneCalls = {
  'phones.pair': call({
    kind: 'write',
    audience: everyone,
    summary: { zh: '生成手机配对码（一次性）', en: 'Make a one-time code to pair a phone of one’s own' },
    input: nothing,
    output: z.object({
      token,
      base_url: z.string(),
      /** How the station is reached over TLS, best first; empty where it serves its own machine alone. */
      origins: z.array(z.string()),
      /** SHA-256 of the root that a phone must trust; null where there is none of the station's own. */
      root_sha256: z.string().nullable(),
      expires_utc_us: z.number().int(),
    }),
  }),
  'phones.claim': call({
    kind: 'write',
    audience: 'public',
    summary: { zh: '手机用配对码登录', en: 'Sign a phone in with its pairing code' },
    input: z.object({ token, name: z.string().trim().min(1).max(64) }),
    output: personSchema,
  }),
  'phones.list': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '已配对手机', en: 'Paired phones: one’s own, or all for an administrator' },
    input: nothing,
    output: z.array(phoneSchema),
  }),
  'phones.revoke': call({
    kind: 'write',
    audience: everyone,
    summary: { zh: '解除手机配对', en: 'Sign a phone out for good' },
    input: z.object({ phone_id: z.string() }),
    output: phoneSchema,
  }),
  'phones.subscribe': call({
    kind: 'write',
    audience: everyone,
    summary: { zh: '开启浏览器推送', en: 'Let this phone be woken by Web Push' },
    input: z.object({ subscription: z.string().max(2000) }),
    output: nothing,
  }),
  'records.save': call({
    kind: 'write',
    audience: inspect,
    summary: { zh: '保存现场记录', en: 'Save a record made on site; the same one twice is one' },
    input: z.object({
      record: fieldRecordSchema,
      /** The revision this change was made on; 0 for a new record. */
      on_revision: z.number().int().min(0),
      /** Take this one although somebody else has changed it meanwhile. */
      overwrite: z.boolean().default(false),
    }),
    output: keptRecordSchema,
  }),
  'records.list': call({
    kind: 'read',
    audience: inspect,
    summary: { zh: '现场记录列表', en: 'Records made on site, newest first' },
    input: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    output: z.array(keptRecordSchema),
  }),
  'reports.create_link': call({
    kind: 'write',
    audience: [...inspect, 'administrator'],
    summary: { zh: '生成举报链接（限时限次）', en: 'Make a limited link by which others report' },
    input: z.object({
      site_id: z.string().nullable(),
      label: z.string().trim().min(1).max(64),
      hours: z.number().int().min(1).max(720),
      most: z.number().int().min(1).max(100),
    }),
    output: z.object({ token, base_url: z.string(), expires_utc_us: z.number().int() }),
  }),
  'reports.link': call({
    kind: 'read',
    audience: 'public',
    summary: { zh: '举报链接的说明', en: 'What a report link is for, and how many are left' },
    input: z.object({ token }),
    output: z.object({ label: z.string(), left: z.number().int() }),
  }),
  'reports.send': call({
    kind: 'write',
    audience: 'public',
    summary: { zh: '提交举报', en: 'Report with text, place and photo' },
    input: z.object({
      token,
      id: z.uuid(),
      text: z.string().trim().min(2).max(2000),
      place: reportPlaceSchema.nullable(),
      photo_sha256: reportSchema.shape.photo_sha256,
    }),
    output: z.object({ id: z.string() }),
  }),
  'reports.list': call({
    kind: 'read',
    audience: [...inspect, 'administrator'],
    summary: { zh: '举报列表', en: 'Reports, newest first' },
    input: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    output: z.array(reportSchema),
  }),
} as const;

export type PhoneCallName = keyof typeof phoneCalls;
