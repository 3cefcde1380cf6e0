import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimAdministrator, type HttpClient, type Running, startStation } from './harness.ts';

let running: Running;
let administrator: HttpClient;
/** Stands for the service: whatever is posted to it. */
let service: Server;
let service_origin = '';
const posted: { path: string; body: string }[] = [];
let dingtalk_id = '';
let wecom_id = '';

const app_secret = 'app-secret';
const token = 'callback-token';
const aes_key = Buffer.alloc(32, 5).toString('base64').slice(0, 43);
const corp_id = 'ww-corp';

beforeAll(async () => {
  service = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      posted.push({ path: request.url ?? '', body });
      response.setHeader('content-type', 'application/json').end('{"errcode":0,"errmsg":"ok"}');
    });
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  service_origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  running = await startStation({ sample: false });
  administrator = await claimAdministrator(running);
  const common = { enabled: true, from_level: 0 };
  const dingtalk = await administrator.get('channels.save', {
    kind: 'dingtalk_robot',
    name: 'group',
    ...common,
    fields: { api: service_origin, new_api: service_origin, token: 't', secret: 's', app_secret },
  });
  dingtalk_id = dingtalk.id;
  const wecom = await administrator.get('channels.save', {
    kind: 'wecom_app',
    name: 'app',
    ...common,
    fields: {
      api: service_origin,
      corp_id,
      agent_id: '1000002',
      secret: 's',
      callback_token: token,
      aes_key,
    },
  });
  wecom_id = wecom.id;
});

afterAll(async () => {
  await running.stop();
  service.close();
});

const say = (sign: (timestamp: string) => string) => {
  const timestamp = String(Date.now());
  return fetch(`${running.origin}/hook/dingtalk/${dingtalk_id}`, {
    method: 'POST',
    // As a service calls: no session, no header of ours, another origin.
    headers: {
      'content-type': 'application/json',
      origin: 'https://elsewhere.example',
      timestamp,
      sign: sign(timestamp),
    },
    body: JSON.stringify({
      msgId: `m-${posted.length}`,
      msgtype: 'text',
      text: { content: '帮助' },
      senderStaffId: 'stranger',
      senderNick: '李',
      conversationType: '2',
      sessionWebhook: `${service_origin}/robot/sendBySession?session=s`,
    }),
  });
};
/** DingTalk, 接收消息: base64 of HMAC-SHA256 over timestamp, a line feed and the secret. */
const signed = (timestamp: string): string =>
  createHmac('sha256', app_secret).update(`${timestamp}\n${app_secret}`).digest('base64');

describe('calls of services from outside', () => {
  it('are answered through the service when it signed them, without session or own origin', async () => {
    const heard = await say(signed);
    expect([heard.status, await heard.text()]).toEqual([200, '{}']);
    await expect.poll(() => posted.length).toBe(1);
    expect(posted[0]?.path).toBe('/robot/sendBySession?session=s');
  });

  it('are refused without the signature, on a channel that is none, and do nothing', async () => {
    const before = posted.length;
    const refused = await say(() => 'x');
    expect([refused.status, await refused.json()]).toMatchObject([refused.status, { code: 'HOOK_REFUSED' }]);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    const nowhere = await fetch(`${running.origin}/hook/dingtalk/none`, { method: 'POST' });
    expect(nowhere.status).toBeGreaterThanOrEqual(400);
    expect(posted).toHaveLength(before);
  });

  it('open no other door: the same origin check stands everywhere else', async () => {
    const answer = await fetch(`${running.origin}/api/channels.remove`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://elsewhere.example' },
      body: '{}',
    });
    expect(await answer.json()).toMatchObject({ code: 'ORIGIN_REFUSED' });
  });

  it('show WeCom that the address is ours, by the sealed word it sends', async () => {
    // WeCom, 加解密方案: 16 random bytes, length, text, receiver, padded to 32, AES-256-CBC under the key's own start.
    const key = Buffer.from(`${aes_key}=`, 'base64');
    const word = Buffer.from('1616140317555161061');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(word.length);
    const plain = Buffer.concat([Buffer.alloc(16, 1), length, word, Buffer.from(corp_id)]);
    const pad = 32 - (plain.length % 32);
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    const echostr = Buffer.concat([
      cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])),
      cipher.final(),
    ]).toString('base64');
    const [timestamp, nonce] = ['1700000000', 'n'];
    const msg_signature = createHash('sha1')
      .update([token, timestamp, nonce, echostr].toSorted().join(''))
      .digest('hex');
    const ask = (signature: string) => {
      const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce, echostr });
      return fetch(`${running.origin}/hook/wecom/${wecom_id}?${query.toString()}`);
    };
    const known = await ask(msg_signature);
    expect([known.status, await known.text()]).toEqual([200, word.toString()]);
    expect((await ask('0'.repeat(40))).status).toBeGreaterThanOrEqual(400);
  });
});
