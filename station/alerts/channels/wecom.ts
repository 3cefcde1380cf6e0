import { createHash } from 'node:crypto';
import { ok } from '#common';
import { AccessToken } from './access-token.ts';
import { gone, type OpenChannel, type Outgoing } from './channel.ts';
import { type Reactions, reactTo, readAnswer } from './errcode.ts';
import { postJson } from './http.ts';

export const wecomReactions: Reactions = {
  busy: { [-1]: 5, 45009: 60, 45033: 10, 45047: 60 },
  rejected: [40008, 40009, 40058, 44004, 45002, 301019, 40004, 40006, 40035],
  gone: [81013, 60111, 40003],
  renew: [40014, 42001, 41001],
};

/** 企业微信群机器人: the key in its address is its only secret. A picture travels inside its own request. */
export const wecomRobot: OpenChannel =
  ({ fields, secrets }, { http }) =>
  async (message) => {
    const url = new URL('/cgi-bin/webhook/send', fields['api']);
    url.searchParams.set('key', secrets['key'] ?? '');
    const reply = await postJson(http, url.href, robotBody(message));
    if (!reply.ok) return reply;
    const answer = readAnswer(reply.value);
    if (!answer.ok) return answer;
    return answer.value.code === 0 ? ok('errcode 0') : reactTo(answer.value, wecomReactions);
  };

const robotBody = ({ title, text, picture, mobiles }: Outgoing): object => {
  if (picture !== undefined) {
    const md5 = createHash('md5').update(picture).digest('hex');
    return { msgtype: 'image', image: { base64: picture.toString('base64'), md5 } };
  }
  return { msgtype: 'text', text: { content: `${title}\n${text}`, mentioned_mobile_list: mobiles } };
};

/**
 * 企业微信应用消息, per person. Where the app receives callbacks its card has buttons that answer the alert; else a card
 * whose link signs it, so that no button is shown that nobody answers.
 */
export const wecomApp: OpenChannel = ({ fields, secrets }, { http, clock }) => {
  const at = (path: string, query: Record<string, string>): string => {
    const url = new URL(path, fields['api']);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url.href;
  };
  const token = new AccessToken(
    () =>
      http({
        method: 'GET',
        url: at('/cgi-bin/gettoken', {
          corpid: fields['corp_id'] ?? '',
          corpsecret: secrets['secret'] ?? '',
        }),
      }),
    clock,
    wecomReactions,
  );
  const answered = (secrets['callback_token'] ?? '') !== '' && (secrets['aes_key'] ?? '') !== '';
  return async (message) => {
    const body = {
      touser: message.address,
      agentid: Number(fields['agent_id']),
      enable_duplicate_check: 1,
      ...appBody(message, answered, taskId(message, clock.utc_us())),
    };
    const answer = await token.use((access_token) =>
      postJson(http, at('/cgi-bin/message/send', { access_token }), body),
    );
    if (!answer.ok) return answer;
    if (answer.value.code !== 0) return reactTo(answer.value, wecomReactions);
    const invalid = answer.value.answer['invaliduser'];
    if (typeof invalid === 'string' && invalid.split('|').includes(message.address ?? ''))
      return gone(`invaliduser ${invalid}`);
    return ok(`msgid ${JSON.stringify(answer.value.answer['msgid'])}`);
  };
};

/** Begins with the alert's key, and is never the same twice: WeCom takes each task id of an app once. */
const taskId = ({ key, address }: Outgoing, now_us: number): string => {
  const whose = createHash('sha256')
    .update(address ?? '')
    .digest('hex')
    .slice(0, 8);
  return `${key}-${whose}-${Math.floor(now_us / 1000)}`;
};

const appBody = ({ kind, title, text, link }: Outgoing, answered: boolean, task_id: string): object => {
  const asks = kind === 'text' || kind === 'update' || kind === 'escalation';
  if (link === undefined && !(answered && asks))
    return { msgtype: 'text', text: { content: `${title}\n${text}` } };
  if (!answered || !asks)
    return { msgtype: 'textcard', textcard: { title, description: text, url: link, btntxt: '查看并签收' } };
  return {
    msgtype: 'template_card',
    template_card: {
      card_type: 'button_interaction',
      main_title: { title },
      sub_title_text: text,
      task_id,
      ...(link === undefined ? {} : { card_action: { type: 1, url: link } }),
      button_list: [
        { text: '签收', style: 1, key: 'sign' },
        { text: '出发', style: 1, key: 'on_my_way' },
        { text: '不能处理', style: 3, key: 'cannot' },
      ],
    },
  };
};
