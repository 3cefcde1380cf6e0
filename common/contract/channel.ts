import { z } from 'zod';
import type { Text } from './text.ts';

type Field = {
  readonly label: Text;
  readonly secret?: true;
  readonly optional?: true;
  /** What it is when it was left empty. */
  readonly preset?: string;
};

export type ChannelKindSpec = {
  readonly name: Text;
  /** `group`: one message for all; `person`: one for each who has an address there. */
  readonly reach: 'group' | 'person';
  /** Below the service's own limit, so that it is never met: sends in any minute. */
  readonly per_minute: number;
  /** The longest text the service takes, in UTF-8 bytes. */
  readonly text_bytes: number;
  /** Whether a picture can travel inside a request of its own, and its largest size. */
  readonly picture_bytes: number;
  /** The contact field that names a person there. */
  readonly address?: keyof ContactAddresses;
  readonly fields: Readonly<Record<string, Field>>;
};

const url = (preset: string): Field => ({
  label: { zh: '服务地址', en: 'Service address' },
  preset,
});
const secret = (zh: string, en: string): Field => ({ label: { zh, en }, secret: true });
const plain = (zh: string, en: string): Field => ({ label: { zh, en } });
const optional = (zh: string, en: string, preset = ''): Field => ({
  label: { zh, en },
  optional: true,
  preset,
});

export const contactAddressesSchema = z.object({
  mobile: z
    .string()
    .regex(/^\+?\d{5,15}$/)
    .or(z.literal('')),
  email: z.email().max(254).or(z.literal('')),
  dingtalk_id: z.string().max(128),
  wecom_id: z.string().max(128),
});
export type ContactAddresses = z.infer<typeof contactAddressesSchema>;

/** Every way to reach people, as data: the settings page, the checks and the outbox are made from it. */
export const channelKinds = {
  in_app: {
    name: { zh: '站内屏幕', en: 'Screens of the station' },
    reach: 'group',
    per_minute: 6000,
    text_bytes: 4096,
    picture_bytes: 0,
    fields: {},
  },
  dingtalk_robot: {
    name: { zh: '钉钉群机器人', en: 'DingTalk group robot' },
    reach: 'group',
    per_minute: 18,
    text_bytes: 4096,
    picture_bytes: 0,
    fields: {
      api: url('https://oapi.dingtalk.com'),
      token: secret('access_token', 'access_token'),
      secret: secret('加签密钥 SEC…', 'Signing secret SEC…'),
      /** Where the robot sends what is said to it: the app secret checks it. */
      app_secret: {
        ...secret('应用 AppSecret（接收群消息）', 'AppSecret (to answer questions)'),
        optional: true,
      },
      /** With the secret it fetches the photos that are sent to the robot. */
      app_key: optional('应用 AppKey（取群里照片）', 'AppKey (to fetch photos)'),
      new_api: optional('新版服务地址', 'Address of the newer API', 'https://api.dingtalk.com'),
    },
  },
  dingtalk_notice: {
    name: { zh: '钉钉工作通知', en: 'DingTalk work notice' },
    reach: 'person',
    per_minute: 18,
    text_bytes: 2048,
    picture_bytes: 0,
    address: 'dingtalk_id',
    fields: {
      api: url('https://oapi.dingtalk.com'),
      agent_id: plain('应用 AgentId', 'AgentId'),
      app_key: plain('应用 AppKey', 'AppKey'),
      app_secret: secret('应用 AppSecret', 'AppSecret'),
    },
  },
  wecom_robot: {
    name: { zh: '企业微信群机器人', en: 'WeCom group robot' },
    reach: 'group',
    per_minute: 18,
    text_bytes: 2048,
    picture_bytes: 2 * 1024 * 1024,
    fields: { api: url('https://qyapi.weixin.qq.com'), key: secret('机器人 key', 'Robot key') },
  },
  wecom_app: {
    name: { zh: '企业微信应用消息', en: 'WeCom app message' },
    reach: 'person',
    per_minute: 18,
    text_bytes: 2048,
    picture_bytes: 0,
    address: 'wecom_id',
    fields: {
      api: url('https://qyapi.weixin.qq.com'),
      corp_id: plain('企业 ID', 'Corp id'),
      agent_id: plain('应用 AgentId', 'AgentId'),
      secret: secret('应用 Secret', 'App secret'),
      /** Both as set under “receive messages” there: buttons on cards, and questions to the app. */
      callback_token: { ...secret('接收消息 Token', 'Token of received messages'), optional: true },
      aes_key: { ...secret('EncodingAESKey（43 位）', 'EncodingAESKey (43 letters)'), optional: true },
    },
  },
  feishu_robot: {
    name: { zh: '飞书群机器人', en: 'Feishu group robot' },
    reach: 'group',
    per_minute: 18,
    text_bytes: 4096,
    picture_bytes: 0,
    fields: {
      api: url('https://open.feishu.cn'),
      token: secret('机器人令牌（地址末段）', 'Robot token (end of its address)'),
      secret: secret('签名密钥', 'Signing secret'),
    },
  },
  sms: {
    name: { zh: '短信网关', en: 'SMS gateway' },
    reach: 'person',
    per_minute: 18,
    text_bytes: 210,
    picture_bytes: 0,
    address: 'mobile',
    fields: {
      url: plain('网关地址', 'Gateway address'),
      /** JSON or form text with {mobile}, {text}, {key}; the answer must hold `success`. */
      body: plain('请求模板，含 {mobile} {text} {key}', 'Request template with {mobile} {text} {key}'),
      content_type: optional('内容类型', 'Content type', 'application/json'),
      success: plain('成功应答须包含的文字', 'Text that a success answer holds'),
      authorization: { ...secret('Authorization 头', 'Authorization header'), optional: true },
    },
  },
  web_push: {
    name: { zh: '浏览器推送（境外或 iOS）', en: 'Web Push' },
    reach: 'person',
    per_minute: 600,
    text_bytes: 3000,
    picture_bytes: 0,
    fields: { subject: plain('联系方式 mailto: 或 https:', 'Contact: mailto: or https:') },
  },
  smtp: {
    name: { zh: '电子邮件', en: 'E-mail' },
    reach: 'person',
    per_minute: 18,
    text_bytes: 65_536,
    picture_bytes: 2 * 1024 * 1024,
    address: 'email',
    fields: {
      host: plain('SMTP 服务器', 'SMTP server'),
      port: optional('端口', 'Port', '465'),
      /** `tls` from the start, `starttls` demanded, or `none` (inside one network only). */
      security: optional('加密：tls / starttls / none', 'Encryption: tls / starttls / none', 'tls'),
      from: plain('发件人', 'Sender'),
      user: optional('用户名', 'User name'),
      password: { ...secret('密码', 'Password'), optional: true },
    },
  },
  mqtt: {
    name: { zh: 'MQTT 5（其他平台）', en: 'MQTT 5 (other platforms)' },
    reach: 'group',
    per_minute: 600,
    text_bytes: 65_536,
    picture_bytes: 2 * 1024 * 1024,
    fields: {
      host: plain('服务器', 'Server'),
      port: optional('端口', 'Port', '1883'),
      security: optional('加密：tls / none', 'Encryption: tls / none', 'none'),
      topic: optional('主题前缀', 'Topic prefix', 'landun/alerts'),
      user: optional('用户名', 'User name'),
      password: { ...secret('密码', 'Password'), optional: true },
    },
  },
  webhook: {
    name: { zh: '签名 Webhook', en: 'Signed webhook' },
    reach: 'group',
    per_minute: 600,
    text_bytes: 65_536,
    picture_bytes: 2 * 1024 * 1024,
    fields: { url: plain('接收地址', 'Address'), secret: secret('签名密钥', 'Signing secret') },
  },
  loudspeaker: {
    name: { zh: '现场喊话（音柱或飞机）', en: 'Loudspeaker on site or aboard' },
    reach: 'group',
    per_minute: 4,
    text_bytes: 300,
    picture_bytes: 0,
    fields: {
      /** `http(s)://…` reads text, `rtp://host:port` plays a recording, `mavlink://VEHICLE` is an aircraft's buzzer. */
      url: plain(
        '音柱地址 http(s):// 或 rtp://，飞机蜂鸣器 mavlink://飞机编号（只有音调）',
        'Speaker http(s):// or rtp://; buzzer of an aircraft mavlink://VEHICLE (a tune, no words)',
      ),
      body: optional('请求模板，含 {text}', 'Request template with {text}', '{"text":"{text}","volume":80}'),
      recording: optional('录音文件（RTP 用）', 'Recording (for RTP)'),
      authorization: { ...secret('Authorization 头', 'Authorization header'), optional: true },
    },
  },
} as const satisfies Record<string, ChannelKindSpec>;

export type ChannelKind = keyof typeof channelKinds;
export const channelKindSchema = z.enum(Object.keys(channelKinds) as [ChannelKind, ...ChannelKind[]]);

/** A channel as a screen sees it: of secrets, only which are there. */
export const channelSchema = z.object({
  id: z.string(),
  kind: channelKindSchema,
  name: z.string(),
  enabled: z.boolean(),
  /** The first step (0) at which it is used: an urgent one such as SMS may begin later. */
  from_level: z.number().int().min(0).max(2),
  fields: z.record(z.string(), z.string()),
  secrets_set: z.array(z.string()),
  /** `stopped` means that its settings are wrong and a person must act. */
  state: z.enum(['idle', 'retrying', 'stopped']),
  fault: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
  retry_utc_us: z.number().int().nullable(),
  waiting: z.number().int(),
  oldest_waiting_utc_us: z.number().int().nullable(),
  accepted_utc_us: z.number().int().nullable(),
  tested_utc_us: z.number().int().nullable(),
  test_ok: z.boolean().nullable(),
});
export type Channel = z.infer<typeof channelSchema>;
