import { createECDH, createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, unwrap } from '#common';
import { openTestStore } from '../../testing/fixtures.ts';
import { standIn } from '../testing/desk.ts';
import { nodeHttp, openers, type Outgoing } from './index.ts';
import { encryptPush } from './web-push-crypto.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');

it('encrypts as in RFC 8291, appendix A', () => {
  const sealed = encryptPush(
    Buffer.from('When I grow up, I want to be a watermelon'),
    {
      p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    },
    bytes('DGv6ra1nlYgDCS1FRnbzlw'),
    bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
  );
  expect(sealed.toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

const opened = async () => {
  const store = await openTestStore();
  const service = await standIn(store, () => ({ status: 201 }));
  const browser = createECDH('prime256v1');
  const own = createECDH('prime256v1');
  const p256dh = browser.generateKeys().toString('base64url');
  own.generateKeys();
  const subscription = {
    endpoint: `${service.origin}/push/1`,
    keys: { p256dh, auth: bytes('BTBZMqHH6r4Tts7J_aSIgg').toString('base64url') },
  };
  const message: Outgoing = {
    kind: 'text',
    key: 'AB23CD-2',
    title: 't',
    text: 'x'.repeat(900),
    link: undefined,
    mobiles: [],
    facts: {},
    picture: undefined,
    address: JSON.stringify(subscription),
  };
  const config = {
    fields: { subject: 'mailto:a@example.cn' },
    secrets: { vapid_key: own.getPrivateKey().toString('base64url').padStart(43, 'A') },
  };
  const send = openers.web_push(config, { http: nodeHttp, clock: store.clock });
  return { ...store, service, send, message, own };
};

describe('Web Push', () => {
  it('sends what RFC 8030 and 8292 ask for, signed by our key', async () => {
    const { send, service, message, clock, own } = await opened();
    expect(unwrap(await send(message))).toBe('HTTP 201');
    const { headers, body } = service.heard[0]!;
    expect(headers).toMatchObject({ ttl: '1800', urgency: 'high', 'content-encoding': 'aes128gcm' });
    expect(headers['topic']).toMatch(/^[\w-]{1,32}$/);
    expect(body.length).toBeLessThanOrEqual(4096);
    const [, token = '', key = ''] = /^vapid t=(\S+), k=(\S+)$/.exec(headers.authorization ?? '') ?? [];
    expect(key).toBe(own.getPublicKey().toString('base64url'));
    const [head = '', claims = '', signature = ''] = token.split('.');
    expect(JSON.parse(bytes(claims).toString())).toEqual({
      aud: service.origin,
      exp: clock.utc_us() / 1e6 + 12 * 3600,
      sub: 'mailto:a@example.cn',
    });
    const point = own.getPublicKey();
    const public_key = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33).toString('base64url'),
      },
    });
    const signed = Buffer.from(`${head}.${claims}`);
    expect(verify('sha256', signed, { key: public_key, dsaEncoding: 'ieee-p1363' }, bytes(signature))).toBe(
      true,
    );
  });

  it('lets a newer message of the same alert replace one that waits', async () => {
    const { send, service, message } = await opened();
    await send(message);
    await send({ ...message, key: 'AB23CD-5' });
    await send({ ...message, key: 'EF45GH-1' });
    const topics = service.heard.map(({ headers }) => headers['topic']);
    expect(topics[1]).toBe(topics[0]);
    expect(topics[2]).not.toBe(topics[0]);
  });

  it.each<[number, ErrorCode]>([
    [404, 'RECIPIENT_GONE'],
    [410, 'RECIPIENT_GONE'],
    [413, 'CHANNEL_REJECTED'],
    [429, 'CHANNEL_BUSY'],
    [500, 'CHANNEL_BUSY'],
    [400, 'CHANNEL_SETUP_WRONG'],
    [401, 'CHANNEL_SETUP_WRONG'],
    [403, 'CHANNEL_SETUP_WRONG'],
  ])('takes HTTP %i as %s', async (status, code) => {
    const { send, service, message } = await opened();
    service.answer(() => ({ status }));
    expect(await send(message)).toMatchObject({ error: { code } });
  });

  it('takes an address that is no subscription as gone', async () => {
    const { send, message } = await opened();
    expect(await send({ ...message, address: 'x' })).toMatchObject({ error: { code: 'RECIPIENT_GONE' } });
  });
});
