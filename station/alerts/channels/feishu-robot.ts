import { createHmac } from 'node:crypto';
import { ok } from '#common';
import type { OpenChannel } from './channel.ts';
import { type Reactions, reactTo, readAnswer } from './errcode.ts';
import { postJson } from './http.ts';

/** Base64 of HMAC-SHA256(key = timestamp + "\n" + secret, message = empty); the timestamp is in seconds. */
export const feishuSign = (timestamp_s: string, secret: string): string =>
  createHmac('sha256', `${timestamp_s}\n${secret}`).update('').digest('base64');

const reactions: Reactions = { busy: { 11232: 60, 99991400: 60, [-1]: 5 }, rejected: [9499, 19023, 11246] };

/** 飞书群机器人, signed. */
export const feishuRobot: OpenChannel =
  ({ fields, secrets }, { http, clock }) =>
  async ({ title, text, link }) => {
    const timestamp = String(Math.floor(clock.utc_us() / 1_000_000));
    const url = new URL(
      `/open-apis/bot/v2/hook/${encodeURIComponent(secrets['token'] ?? '')}`,
      fields['api'],
    );
    const lines = text.split('\n').map((line) => [{ tag: 'text', text: line }]);
    const button = link === undefined ? [] : [[{ tag: 'a', text: '查看并签收', href: link }]];
    const reply = await postJson(http, url.href, {
      timestamp,
      sign: feishuSign(timestamp, secrets['secret'] ?? ''),
      msg_type: 'post',
      content: { post: { zh_cn: { title, content: [...lines, ...button] } } },
    });
    if (!reply.ok) return reply;
    const answer = readAnswer(reply.value);
    if (!answer.ok) return answer;
    return answer.value.code === 0 ? ok('code 0') : reactTo(answer.value, reactions);
  };
