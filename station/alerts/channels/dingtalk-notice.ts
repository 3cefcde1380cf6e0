import { z } from 'zod';
import { ok, type Result } from '#common';
import { AccessToken } from './access-token.ts';
import type { ChannelConfig, Net, OpenChannel } from './channel.ts';
import { type Reactions, reactTo } from './errcode.ts';
import { postJson } from './http.ts';

export const dingtalkReactions: Reactions = {
  busy: { [-1]: 5, 90018: 60, 90002: 60, 90006: 60, 88: 30 },
  rejected: [400002, 40035, 143105, 143106, 41043],
  gone: [33012, 60121, 40103],
  renew: [40014, 42001, 40001],
};

type Fields = ChannelConfig['fields'];

const at = (fields: Fields, path: string, query: Record<string, string>): string => {
  const url = new URL(path, fields['api']);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
};

const tokenOf = ({ fields, secrets }: ChannelConfig, { http, clock }: Net): AccessToken =>
  new AccessToken(
    () =>
      http({
        method: 'GET',
        url: at(fields, '/gettoken', {
          appkey: fields['app_key'] ?? '',
          appsecret: secrets['app_secret'] ?? '',
        }),
      }),
    clock,
    dingtalkReactions,
  );

/**
 * 钉钉工作通知, per person. The service takes it and delivers later: the receipt is its task id, with which
 * `getsendresult` tells who has read it. The same words to the same person are dropped by the service once
 * a day, so the text carries key and time.
 */
export const dingtalkNotice: OpenChannel = (config, net) => {
  const { fields } = config;
  const { http } = net;
  const token = tokenOf(config, net);
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
      postJson(http, at(fields, '/topapi/message/corpconversation/asyncsend_v2', { access_token }), {
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

export type ReadState = 'read' | 'unread' | 'failed';

const names = z.array(z.string()).default([]);
const sendResultSchema = z.object({
  read_user_id_list: names,
  unread_user_id_list: names,
  invalid_user_id_list: names,
  forbidden_user_id_list: names,
  failed_user_id_list: names,
});

/** What became of a notice, by `getsendresult`: the lists of one task name each receiver once. */
export const dingtalkReadState = (config: ChannelConfig, net: Net) => {
  const { fields } = config;
  const token = tokenOf(config, net);
  return async (receipt: string, address: string): Promise<Result<ReadState>> => {
    const task_id = /^task "?(\d+)"?$/.exec(receipt)?.[1];
    if (task_id === undefined) return ok('unread');
    const answer = await token.use((access_token) =>
      postJson(net.http, at(fields, '/topapi/message/corpconversation/getsendresult', { access_token }), {
        agent_id: fields['agent_id'],
        task_id: Number(task_id),
      }),
    );
    if (!answer.ok) return answer;
    if (answer.value.code !== 0) return reactTo(answer.value, dingtalkReactions);
    const parsed = sendResultSchema.safeParse(answer.value.answer['send_result'] ?? {});
    if (!parsed.success) return ok('unread');
    const { read_user_id_list, invalid_user_id_list, forbidden_user_id_list, failed_user_id_list } =
      parsed.data;
    if (read_user_id_list.includes(address)) return ok('read');
    const lost = [...invalid_user_id_list, ...forbidden_user_id_list, ...failed_user_id_list];
    return ok(lost.includes(address) ? 'failed' : 'unread');
  };
};
