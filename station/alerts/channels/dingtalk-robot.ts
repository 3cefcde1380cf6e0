import { createHmac } from 'node:crypto';
import { ok } from '#common';
import type { OpenChannel, Outgoing } from './channel.ts';
import { type Reactions, reactTo, readAnswer } from './errcode.ts';
import { postJson } from './http.ts';

/** Base64 of HMAC-SHA256(key = secret, message = timestamp + "\n" + secret); the timestamp is in ms. */
export const dingtalkSign = (timestamp_ms: string, secret: string): string =>
  createHmac('sha256', secret).update(`${timestamp_ms}\n${secret}`).digest('base64');

/** More than 20 a minute blocks the robot for ten. */
const reactions: Reactions = {
  busy: { [-1]: 5, 130101: 600, 410100: 60, 90018: 60, 90002: 60 },
  rejected: [40035, 43004, 400105, 430101, 430102, 430103, 430104],
};

/** 钉钉群机器人, signed. A picture cannot be uploaded to it: the text carries a link instead. */
export const dingtalkRobot: OpenChannel =
  ({ fields, secrets }, { http, clock }) =>
  async (message) => {
    const timestamp_ms = String(Math.floor(clock.utc_us() / 1000));
    const url = new URL('/robot/send', fields['api']);
    url.searchParams.set('access_token', secrets['token'] ?? '');
    url.searchParams.set('timestamp', timestamp_ms);
    url.searchParams.set('sign', dingtalkSign(timestamp_ms, secrets['secret'] ?? ''));
    const reply = await postJson(http, url.href, bodyOf(message));
    if (!reply.ok) return reply;
    const answer = readAnswer(reply.value);
    if (!answer.ok) return answer;
    return answer.value.code === 0 ? ok('errcode 0') : reactTo(answer.value, reactions);
  };

const bodyOf = ({ title, text, link, mobiles }: Outgoing): object => {
  const called = mobiles.map((mobile) => `@${mobile}`).join(' ');
  const markdown = `#### ${title}\n${text.replaceAll('\n', '\n\n')}`;
  // A card has a button but calls nobody: somebody to call goes before a button.
  if (link !== undefined && mobiles.length === 0) {
    return {
      msgtype: 'actionCard',
      actionCard: { title, text: markdown, singleTitle: '查看并签收', singleURL: link },
    };
  }
  return {
    msgtype: 'markdown',
    markdown: { title, text: called === '' ? markdown : `${markdown}\n\n${called}` },
    at: { atMobiles: mobiles, isAtAll: false },
  };
};
