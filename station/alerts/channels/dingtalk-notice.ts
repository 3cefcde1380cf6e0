import { ok } from '#common';
import { AccessToken } from './access-token.ts';
import type { OpenChannel } from './channel.ts';
import { type Reactions, reactTo } from './errcode.ts';
import { postJson } from './http.ts';

export const dingtalkReactions: Reactions = {
  busy: { [-1]: 5, 90018: 60, 90002: 60, 90006: 60, 88: 30 },
  rejected: [400002, 40035, 143105, 143106, 41043],
  gone: [33012, 60121, 40103],
  renew: [40014, 42001, 40001],
};

/**
 * 钉钉工作通知, per person. The service takes it and delivers later: the receipt is its task id, with which
 * `getsendresult` tells who has read it. The same words to the same person are dropped by the service once
 * a day, so the text carries key and time.
 */
export const dingtalkNotice: OpenChannel = ({ fields, secrets }, { http, clock }) => {
  const at = (path: string, query: Record<string, string>): string => {
    const url = new URL(path, fields['api']);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url.href;
  };
  const token = new AccessToken(
    () =>
      http({
        method: 'GET',
        url: at('/gettoken', { appkey: fields['app_key'] ?? '', appsecret: secrets['app_secret'] ?? '' }),
      }),
    clock,
    dingtalkReactions,
  );
  return async ({ title, text, link, address }) => {
    const markdown = `#### ${title}\n${text.replaceAll('\n', '\n\n')}`;
    const msg =
      link === undefined
        ? { msgtype: 'markdown', markdown: { title, text: markdown } }
        : {
            msgtype: 'action_card',
            action_card: { title, markdown, single_title: '查看并签收', single_url: link },
          };
    const answer = await token.use((access_token) =>
      postJson(http, at('/topapi/message/corpconversation/asyncsend_v2', { access_token }), {
        agent_id: fields['agent_id'],
        userid_list: address,
        msg,
      }),
    );
    if (!answer.ok) return answer;
    if (answer.value.code !== 0) return reactTo(answer.value, dingtalkReactions);
    return ok(`task ${JSON.stringify(answer.value.answer['task_id'])}`);
  };
};
