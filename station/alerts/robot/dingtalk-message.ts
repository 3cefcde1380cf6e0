import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { fail, ok, type Result } from '#common';
import { dingtalkSign } from '../channels/dingtalk-robot.ts';

const oldest_us = 3600 * 1_000_000;

/** The body of a DingTalk callback; what is not read is not kept. */
const messageSchema = z.object({
  msgId: z.string().min(1).max(200),
  msgtype: z.string().max(40),
  senderStaffId: z.string().max(128).optional(),
  senderNick: z.string().max(128).default(''),
  conversationType: z.string().max(4).optional(),
  conversationTitle: z.string().max(200).default(''),
  robotCode: z.string().max(200).optional(),
  sessionWebhook: z.url({ protocol: /^https?$/ }).max(1000),
  text: z.object({ content: z.string().max(5000) }).optional(),
  content: z
    .object({
      downloadCode: z.string().max(2000).optional(),
      richText: z
        .array(
          z.object({
            text: z.string().max(5000).optional(),
            type: z.string().max(40).optional(),
            downloadCode: z.string().max(2000).optional(),
          }),
        )
        .max(50)
        .optional(),
    })
    .optional(),
});

export type DingtalkMessage = {
  readonly id: string;
  readonly staff_id: string | undefined;
  readonly nick: string;
  readonly group: string;
  readonly robot_code: string | undefined;
  readonly session_webhook: string;
  readonly text: string;
  readonly download_code: string | undefined;
};

/** Whether DingTalk sent it: base64 HMAC-SHA256 of `timestamp\nappSecret` under the app secret, within an hour. */
export const checkDingtalkSign = (
  headers: Readonly<Record<string, string | undefined>>,
  app_secret: string,
  now_us: number,
): Result<void> => {
  const { timestamp = '', sign = '' } = headers;
  const at_us = Number(timestamp) * 1000;
  if (!/^\d{10,16}$/.test(timestamp) || Math.abs(now_us - at_us) > oldest_us)
    return fail('HOOK_REFUSED', { problem: 'timestamp' });
  const expected = Buffer.from(dingtalkSign(timestamp, app_secret));
  const given = Buffer.from(sign);
  return app_secret !== '' && given.length === expected.length && timingSafeEqual(given, expected)
    ? ok(undefined)
    : fail('HOOK_REFUSED', { problem: 'signature' });
};

/** The words of a message and the code of its first picture, whichever of its three forms it has. */
export const readDingtalkMessage = (body: unknown): Result<DingtalkMessage> => {
  const parsed = messageSchema.safeParse(body);
  if (!parsed.success) return fail('HOOK_REFUSED', { problem: 'body' });
  const { msgId, senderStaffId, senderNick, conversationTitle, robotCode, sessionWebhook, text, content } =
    parsed.data;
  const rich = content?.richText ?? [];
  const words = [text?.content, ...rich.map((part) => part.text)].filter((part) => part !== undefined);
  return ok({
    id: msgId,
    staff_id: senderStaffId,
    nick: senderNick,
    group: conversationTitle,
    robot_code: robotCode,
    session_webhook: sessionWebhook,
    text: words.join(' ').trim(),
    download_code:
      content?.downloadCode ?? rich.find((part) => part.downloadCode !== undefined)?.downloadCode,
  });
};
