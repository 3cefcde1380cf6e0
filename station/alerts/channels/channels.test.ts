import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ChannelKind, type ErrorCode, fail, ok, unwrap } from '#common';
import { openTestStore } from '../../testing/fixtures.ts';
import { type Heard, standIn } from '../testing/desk.ts';
import { dingtalkSign } from './dingtalk-robot.ts';
import { feishuSign } from './feishu-robot.ts';
import { nodeHttp, openers, type Outgoing } from './index.ts';
import { webhookSignature } from './webhook.ts';

const message: Outgoing = {
  kind: 'text',
  key: 'AB23CD-1',
  title: '【蓝盾告警】疑似未佩戴防尘口罩',
  text: '场所：sample-quarry\n时间：11-22 14:03:20\n编号：AB23CD-1\n签收：https://station/phone/#/a/x',
  link: 'https://station/phone/#/a/x',
  mobiles: ['13800000000'],
  facts: { alert_id: 'alert-1' },
  picture: undefined,
  address: 'li',
};

type Answer = NonNullable<Parameters<typeof standIn>[1]>;
type Settings = { fields?: Record<string, string>; secrets?: Record<string, string> };

const opened = async (kind: Exclude<ChannelKind, 'in_app'>, answer: Answer, settings: Settings = {}) => {
  const store = await openTestStore();
  const service = await standIn(store, answer);
  const fields = { api: service.origin, url: `${service.origin}/hook`, ...settings.fields };
  const config = { fields, secrets: settings.secrets ?? {} };
  return { ...store, service, send: openers[kind](config, { http: nodeHttp, clock: store.clock }) };
};

const json = (heard: Heard | undefined) =>
  JSON.parse(heard?.body.toString() ?? '') as Record<string, unknown>;
const ok0: Answer = () => ({ body: { errcode: 0, errmsg: 'ok' } });

describe('DingTalk group robot', () => {
  const secrets = { token: 'tok', secret: `SECtest${'0'.repeat(58)}` };

  it('signs as the service checks it', () => {
    expect(dingtalkSign('1700000000000', secrets.secret)).toBe(
      'szPcgtoCabDjIT69N8i2Omun8ktW8akfg42aQqadSCU=',
    );
  });

  it('sends a signed text that calls those who are meant, the sign encoded once', async () => {
    const { send, service, clock } = await opened('dingtalk_robot', ok0, { secrets });
    unwrap(await send(message));
    const [heard] = service.heard;
    const query = heard?.url.searchParams;
    expect(query?.get('access_token')).toBe('tok');
    expect(query?.get('timestamp')).toBe(String(clock.utc_us() / 1000));
    expect(query?.get('sign')).toBe(dingtalkSign(query?.get('timestamp') ?? '', secrets.secret));
    expect(json(heard)).toMatchObject({
      msgtype: 'markdown',
      markdown: { text: expect.stringContaining('@13800000000') },
      at: { atMobiles: ['13800000000'], isAtAll: false },
    });
  });

  it('shows a card with a button where nobody is called', async () => {
    const { send, service } = await opened('dingtalk_robot', ok0, { secrets });
    unwrap(await send({ ...message, mobiles: [] }));
    expect(json(service.heard[0])).toMatchObject({
      msgtype: 'actionCard',
      actionCard: { singleURL: message.link },
    });
  });
});

describe('WeCom group robot', () => {
  it('sends the text, and the picture inside a request of its own', async () => {
    const { send, service } = await opened('wecom_robot', ok0, { secrets: { key: 'k' } });
    unwrap(await send(message));
    const picture = Buffer.from('a jpeg');
    unwrap(await send({ ...message, kind: 'picture', picture }));
    expect(service.heard[0]?.url.pathname).toBe('/cgi-bin/webhook/send');
    expect(json(service.heard[0])).toMatchObject({
      msgtype: 'text',
      text: { content: `${message.title}\n${message.text}`, mentioned_mobile_list: ['13800000000'] },
    });
    expect(json(service.heard[1])).toEqual({
      msgtype: 'image',
      image: { base64: picture.toString('base64'), md5: createHash('md5').update(picture).digest('hex') },
    });
  });
});

describe('services with an access token', () => {
  it.each([
    ['dingtalk_notice', '/gettoken', '/topapi/message/corpconversation/asyncsend_v2'],
    ['wecom_app', '/cgi-bin/gettoken', '/cgi-bin/message/send'],
  ] as const)('%s asks once, and again when it has ended', async (kind, token_path, send_path) => {
    let tokens = 0;
    let refuse = false;
    const { send, service } = await opened(
      kind,
      ({ url }) => {
        if (url.pathname === token_path) {
          tokens += 1;
          return { body: { errcode: 0, access_token: `t${tokens}`, expires_in: 7200 } };
        }
        if (refuse && url.searchParams.get('access_token') === 't1') return { body: { errcode: 42001 } };
        return { body: { errcode: 0, task_id: 77, msgid: 'm1' } };
      },
      { fields: { agent_id: '9', app_key: 'a', corp_id: 'c' }, secrets: { app_secret: 's', secret: 's' } },
    );
    expect(unwrap(await send(message))).toMatch(/77|m1/);
    unwrap(await send(message));
    expect(tokens).toBe(1);
    refuse = true;
    unwrap(await send(message));
    expect(tokens).toBe(2);
    const last = service.heard.at(-1);
    expect(last?.url.pathname).toBe(send_path);
    expect(last?.url.searchParams.get('access_token')).toBe('t2');
  });

  it('WeCom app says who does not exist, and signs by the link of its card', async () => {
    const answer: Answer = ({ url }) =>
      url.pathname === '/cgi-bin/gettoken'
        ? { body: { errcode: 0, access_token: 't', expires_in: 7200 } }
        : { body: { errcode: 0, invaliduser: 'li', msgid: 'm' } };
    const { send, service } = await opened('wecom_app', answer, {
      fields: { agent_id: '9', corp_id: 'c' },
      secrets: { secret: 's' },
    });
    expect(await send(message)).toMatchObject({ error: { code: 'RECIPIENT_GONE' } });
    const link = 'https://station.example/a/1';
    unwrap(await send({ ...message, address: 'wang', link }));
    const last = service.heard.at(-1);
    expect(last && json(last)).toMatchObject({ msgtype: 'textcard', textcard: { url: link } });
  });
});

describe('Feishu robot', () => {
  it('is signed the other way round, in seconds', async () => {
    const { send, service, clock } = await opened(
      'feishu_robot',
      () => ({ body: { code: 0, msg: 'success' } }),
      {
        secrets: { token: 'hook', secret: 's' },
      },
    );
    unwrap(await send(message));
    const timestamp = String(clock.utc_us() / 1_000_000);
    expect(service.heard[0]?.url.pathname).toBe('/open-apis/bot/v2/hook/hook');
    expect(json(service.heard[0])).toMatchObject({
      timestamp,
      sign: feishuSign(timestamp, 's'),
      msg_type: 'post',
    });
  });
});

describe('SMS gateway', () => {
  const fields = { body: '{"to":"{mobile}","msg":"{text}","id":"{key}"}', success: '"code":0' };

  it('fills the template safely, and believes only the words of success', async () => {
    const { send, service } = await opened('sms', () => ({ body: { code: 0 } }), {
      fields,
      secrets: { authorization: 'Bearer x' },
    });
    unwrap(await send({ ...message, address: '13800000000', text: 'a "quote"\n{mobile}' }));
    expect(json(service.heard[0])).toEqual({ to: '13800000000', msg: 'a "quote"\n{mobile}', id: 'AB23CD-1' });
    expect(service.heard[0]?.headers.authorization).toBe('Bearer x');
    service.answer(() => ({ body: { code: 4, msg: 'bad number' } }));
    expect(await send(message)).toMatchObject({ error: { code: 'CHANNEL_REJECTED' } });
  });
});

describe('signed webhook', () => {
  it('proves who sent it, and says the same key in every attempt', async () => {
    const { send, service, clock } = await opened('webhook', () => ({ status: 204, body: '' }), {
      secrets: { secret: 's' },
    });
    unwrap(await send(message));
    unwrap(await send(message));
    const [first, second] = service.heard;
    const body = first?.body.toString() ?? '';
    expect(first?.headers['x-landun-signature']).toBe(
      webhookSignature(String(clock.utc_us() / 1000), body, 's'),
    );
    expect(first?.headers['idempotency-key']).toBe(second?.headers['idempotency-key']);
    expect(JSON.parse(body)).toMatchObject({ key: 'AB23CD-1', alert_id: 'alert-1' });
    service.answer(() => ({ status: 409 }));
    expect(await send(message)).toMatchObject({ ok: true });
  });
});

describe('loudspeaker', () => {
  it('is given the words in its own form', async () => {
    const { send, service } = await opened('loudspeaker', () => ({}), {
      fields: { body: '{"tts":"{text}"}' },
    });
    unwrap(await send({ ...message, text: '请戴好口罩' }));
    expect(json(service.heard[0])).toEqual({ tts: '请戴好口罩' });
  });

  it('sounds the buzzer of an aircraft, and waits where it is not there', async () => {
    const { clock } = await openTestStore();
    const sounded: string[] = [];
    const open = (url: string) =>
      openers.loudspeaker(
        { fields: { url }, secrets: {} },
        {
          http: nodeHttp,
          clock,
          soundAircraft: (vehicle_id) => {
            if (vehicle_id !== 'vehicle-7') return fail('VEHICLE_UNKNOWN', { vehicle_id });
            sounded.push(vehicle_id);
            return ok(undefined);
          },
        },
      );
    expect(await open('mavlink://vehicle-7')(message)).toEqual({ ok: true, value: 'sent' });
    expect(await open('mavlink://vehicle-8')(message)).toMatchObject({ error: { code: 'CHANNEL_OFFLINE' } });
    expect(sounded).toEqual(['vehicle-7']);
  });
});

/** Every documented answer, and the reaction to it. */
const dingtalk: [number, ErrorCode][] = [
  [-1, 'CHANNEL_BUSY'],
  [130101, 'CHANNEL_BUSY'],
  [410100, 'CHANNEL_BUSY'],
  [310000, 'CHANNEL_SETUP_WRONG'],
  [300001, 'CHANNEL_SETUP_WRONG'],
  [400013, 'CHANNEL_SETUP_WRONG'],
  [400101, 'CHANNEL_SETUP_WRONG'],
  [400102, 'CHANNEL_SETUP_WRONG'],
  [400105, 'CHANNEL_REJECTED'],
  [40035, 'CHANNEL_REJECTED'],
  [43004, 'CHANNEL_REJECTED'],
  [430101, 'CHANNEL_REJECTED'],
  [430104, 'CHANNEL_REJECTED'],
];
const wecom: [number, ErrorCode][] = [
  [-1, 'CHANNEL_BUSY'],
  [45009, 'CHANNEL_BUSY'],
  [45033, 'CHANNEL_BUSY'],
  [40008, 'CHANNEL_REJECTED'],
  [40058, 'CHANNEL_REJECTED'],
  [44004, 'CHANNEL_REJECTED'],
  [45002, 'CHANNEL_REJECTED'],
  [301019, 'CHANNEL_REJECTED'],
  [93000, 'CHANNEL_SETUP_WRONG'],
  [93004, 'CHANNEL_SETUP_WRONG'],
];
const feishu: [number, ErrorCode][] = [
  [11232, 'CHANNEL_BUSY'],
  [9499, 'CHANNEL_REJECTED'],
  [19001, 'CHANNEL_SETUP_WRONG'],
  [19021, 'CHANNEL_SETUP_WRONG'],
  [19022, 'CHANNEL_SETUP_WRONG'],
  [19024, 'CHANNEL_SETUP_WRONG'],
];
const app: [number, ErrorCode][] = [
  [45009, 'CHANNEL_BUSY'],
  [81013, 'RECIPIENT_GONE'],
  [60111, 'RECIPIENT_GONE'],
  [60020, 'CHANNEL_SETUP_WRONG'],
  [40056, 'CHANNEL_SETUP_WRONG'],
  [60011, 'CHANNEL_SETUP_WRONG'],
];
const notice: [number, ErrorCode][] = [
  [90018, 'CHANNEL_BUSY'],
  [33012, 'RECIPIENT_GONE'],
  [143106, 'CHANNEL_REJECTED'],
  [400002, 'CHANNEL_REJECTED'],
  [60011, 'CHANNEL_SETUP_WRONG'],
];
const statuses: [number, ErrorCode][] = [
  [429, 'CHANNEL_BUSY'],
  [500, 'CHANNEL_BUSY'],
  [503, 'CHANNEL_BUSY'],
  [400, 'CHANNEL_REJECTED'],
  [413, 'CHANNEL_REJECTED'],
  [301, 'CHANNEL_SETUP_WRONG'],
  [401, 'CHANNEL_SETUP_WRONG'],
  [403, 'CHANNEL_SETUP_WRONG'],
  [404, 'CHANNEL_SETUP_WRONG'],
];

describe('the reaction to what a service answers', () => {
  it.each([
    ['dingtalk_robot', dingtalk],
    ['wecom_robot', wecom],
    ['feishu_robot', feishu],
    ['wecom_app', app],
    ['dingtalk_notice', notice],
  ] as const)('%s', async (kind, answers) => {
    let code = 0;
    const { send } = await opened(
      kind,
      ({ url }) =>
        url.pathname.endsWith('gettoken')
          ? { body: { errcode: 0, access_token: 't', expires_in: 7200 } }
          : { body: kind === 'feishu_robot' ? { code, msg: 'why' } : { errcode: code, errmsg: 'why' } },
      { secrets: { token: 't', secret: 's', key: 'k' } },
    );
    for (const [answered, expected] of answers) {
      code = answered;
      expect(await send(message), String(answered)).toMatchObject({ error: { code: expected } });
    }
    code = 0;
    expect(await send(message)).toMatchObject({ ok: true });
  });

  it.each(['webhook', 'sms', 'loudspeaker', 'wecom_robot'] as const)(
    '%s by its HTTP status',
    async (kind) => {
      let status = 200;
      const { send } = await opened(kind, () => ({ status, headers: { location: '/' }, body: 'x' }), {
        fields: { body: '', success: 'x' },
      });
      for (const [answered, expected] of statuses) {
        status = answered;
        expect(await send(message), String(answered)).toMatchObject({ error: { code: expected } });
      }
    },
  );

  it('waits as Retry-After says, but never longer than an hour', async () => {
    const { send, service } = await opened('webhook', () => ({
      status: 503,
      headers: { 'retry-after': '90' },
    }));
    expect(await send(message)).toMatchObject({ error: { details: { wait_s: 90 } } });
    service.answer(() => ({ status: 429, headers: { 'retry-after': '999999' } }));
    expect(await send(message)).toMatchObject({ error: { details: { wait_s: 3600 } } });
  });

  it('is to try again where nobody answers, without telling where it was sent', async () => {
    const { send, service } = await opened('wecom_robot', () => 'hang_up', { secrets: { key: 'the-key' } });
    const result = await send(message);
    expect(result).toMatchObject({ error: { code: 'CHANNEL_OFFLINE' } });
    expect(JSON.stringify(result)).not.toContain('the-key');
    service.answer(() => ({ body: '<html>a login page</html>' }));
    expect(await send(message)).toMatchObject({ error: { code: 'CHANNEL_SETUP_WRONG' } });
  });
});
