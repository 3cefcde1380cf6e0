import { z } from 'zod';
import { alertAnswers, alertFiguresSchema, alertSchema, messageSchema } from './alert.ts';
import { call, everyone } from './call.ts';
import { channelKindSchema, channelSchema } from './channel.ts';
import { alertSettingsSchema, contactSchema, siteContactSchema } from './duty.ts';

const nothing = z.object({});
const pageSize = z.coerce.number().int().min(1).max(500).default(100);
const token = z.string().min(10).max(300);
const manage = ['administrator'] as const;
const act = ['inspector', 'supervisor'] as const;

/** Alerts: what is told to whom, through what, and what they answered. */
export const alertCalls = {
  'alerts.list': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '告警列表', en: 'Alerts, newest first' },
    input: z.object({ limit: pageSize }),
    output: z.array(alertSchema),
  }),
  'alerts.acknowledge': call({
    kind: 'write',
    audience: act,
    summary: { zh: '签收告警', en: 'Acknowledge an alert' },
    input: z.object({ alert_id: z.string() }),
    output: alertSchema,
  }),
  'alerts.answer': call({
    kind: 'write',
    audience: act,
    summary: {
      zh: '答复告警：签收、出发、到达、已处置、不能处理',
      en: 'Answer an alert: sign, on my way, arrived, handled, cannot',
    },
    input: z.object({
      alert_id: z.string(),
      answer: z.enum(alertAnswers),
      note: z.string().max(500).default(''),
    }),
    output: alertSchema,
  }),
  'alerts.broadcast': call({
    kind: 'write',
    audience: ['inspector', 'supervisor', 'pilot'],
    summary: { zh: '现场喊话', en: 'Remind everybody on site through the loudspeakers' },
    input: z.object({
      alert_id: z.string(),
      /** What to say; empty says what the alert is about, naming nobody. */
      words: z.string().trim().max(100).default(''),
    }),
    output: z.object({ speakers: z.number().int() }),
  }),
  'sites.contact': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '用人单位联系人', en: 'Whom to call about a site' },
    input: z.object({ site_id: z.string() }),
    output: z.object({ contact: siteContactSchema.nullable() }),
  }),
  'alerts.messages': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '告警的发送记录', en: 'What was sent for an alert, through what' },
    input: z.object({ alert_id: z.string() }),
    output: z.array(
      messageSchema.extend({ channel_name: z.string(), recipient_name: z.string().nullable() }),
    ),
  }),
  'alerts.figures': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '告警时延与待发数', en: 'How fast alerts leave, and how many wait' },
    input: nothing,
    output: alertFiguresSchema,
  }),
  'alerts.by_link': call({
    kind: 'read',
    audience: 'public',
    summary: { zh: '打开签收链接', en: 'What a link in a message is about' },
    input: z.object({ token }),
    output: alertSchema
      .pick({ id: true, key: true, state: true, lamp: true, queued_utc_us: true, acknowledged_utc_us: true })
      .extend({ title: z.string(), person_name: z.string().nullable(), leads: z.number().int() }),
  }),
  'alerts.acknowledge_link': call({
    kind: 'write',
    audience: 'public',
    summary: { zh: '用一次性链接签收', en: 'Acknowledge with the one-time link of a message' },
    input: z.object({ token }),
    output: z.object({ key: z.string(), acknowledged_utc_us: z.number().int() }),
  }),
  'alerts.settings': call({
    kind: 'read',
    audience: ['administrator', 'supervisor'],
    summary: { zh: '告警规则', en: 'Who is told of what, and when it goes on' },
    input: nothing,
    output: alertSettingsSchema,
  }),
  'alerts.save_settings': call({
    kind: 'write',
    audience: manage,
    summary: { zh: '修改告警规则', en: 'Change who is told of what' },
    input: alertSettingsSchema.refine(
      ({ second_after_s, supervisor_after_s }) => supervisor_after_s > second_after_s,
      { path: ['supervisor_after_s'], message: 'the supervisor comes after the second inspector' },
    ),
    output: alertSettingsSchema,
  }),
  'contacts.list': call({
    kind: 'read',
    audience: ['administrator', 'supervisor'],
    summary: { zh: '联系方式与值班', en: 'How people are reached, and who is on duty' },
    input: nothing,
    output: z.array(contactSchema),
  }),
  'contacts.save': call({
    kind: 'write',
    audience: manage,
    summary: { zh: '修改联系方式', en: 'Change how a person is reached' },
    input: contactSchema.omit({ on_site_until_utc_us: true }),
    output: contactSchema,
  }),
  'contacts.mine': call({
    kind: 'read',
    audience: everyone,
    summary: { zh: '本人值班与推送', en: 'Whether one is on duty, and the key that a browser subscribes to' },
    input: nothing,
    output: z.object({
      on_duty: z.boolean(),
      /** The point of the station's VAPID key (RFC 8292), base64url; null without such a channel. */
      push_key: z.string().nullable(),
    }),
  }),
  'contacts.duty': call({
    kind: 'write',
    audience: everyone,
    summary: { zh: '本人上班或下班', en: 'Go on or off duty oneself' },
    input: z.object({ on_duty: z.boolean() }),
    output: contactSchema,
  }),
  'channels.list': call({
    kind: 'read',
    audience: manage,
    summary: { zh: '告警通道', en: 'Channels and how they do' },
    input: nothing,
    output: z.array(channelSchema),
  }),
  'channels.save': call({
    kind: 'write',
    audience: manage,
    summary: { zh: '新增或修改告警通道', en: 'Add or change a channel; a secret left out stays as it was' },
    input: z.object({
      channel_id: z.string().optional(),
      kind: channelKindSchema.exclude(['in_app']),
      name: z.string().trim().min(1).max(64),
      enabled: z.boolean(),
      from_level: z.number().int().min(0).max(2).default(0),
      fields: z.record(z.string().max(40), z.string().max(2000)),
    }),
    output: channelSchema,
  }),
  'channels.remove': call({
    kind: 'write',
    audience: manage,
    summary: { zh: '移除告警通道', en: 'Remove a channel; what it sent stays on record' },
    input: z.object({ channel_id: z.string() }),
    output: nothing,
  }),
  'channels.test': call({
    kind: 'write',
    audience: manage,
    summary: { zh: '发送测试消息', en: 'Send a test message now' },
    input: z.object({ channel_id: z.string() }),
    output: channelSchema,
  }),
} as const;
export type AlertCallName = keyof typeof alertCalls;
