import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimAdministrator, type HttpClient, type Running, startStation } from './harness.ts';

/** A picture of one grey pixel. */
const photo = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';
const square: [number, number][] = [
  [121.4, 29.9],
  [121.41, 29.9],
  [121.41, 29.91],
  [121.4, 29.91],
];

let running: Running;
let administrator: HttpClient;
let platform_id = '';
let secret = '';
let site_id = '';

beforeAll(async () => {
  running = await startStation({ sample: false });
  administrator = await claimAdministrator(running);
  const added = await administrator.get('platforms.add', { name: '区应急平台' });
  platform_id = added.platform.id;
  secret = added.secret;
  const site = await administrator.get('sites.save', {
    enterprise_id: null,
    name: { zh: '二号矿', en: 'Pit 2' },
    boundary: square,
    zones: [],
    posts: [],
  });
  site_id = site.id;
});
afterAll(() => running.stop());

const report = (id: string, more: Record<string, unknown> = {}): string =>
  JSON.stringify({ id, item: 'mask', text: '皮带旁一人未戴口罩', photo_jpeg_base64: photo, ...more });

const sign = (body: string, key = secret, at_ms = Date.now()): string =>
  `t=${at_ms},v1=${createHmac('sha256', key).update(`${at_ms}.${body}`).digest('hex')}`;

const send = async (body: string, signature: string | undefined, to = platform_id) => {
  const answer = await fetch(`${running.origin}/hook/platform/${to}`, {
    method: 'POST',
    // As another system calls: no session, another origin.
    headers: {
      'content-type': 'application/json',
      origin: 'https://elsewhere.example',
      ...(signature === undefined ? {} : { 'x-landun-signature': signature }),
    },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

describe('what another platform hands in', () => {
  it('becomes a lead like any other, once, at the site where it was seen', async () => {
    const body = report('r-1', {
      position: { lat_deg: 29.905, lon_deg: 121.405 },
      reporter: '网格员王',
      taken_utc_us: 1_790_000_000_000_000,
      clock_error_us: 2_000_000,
    });
    const [first, again] = await Promise.all([send(body, sign(body)), send(body, sign(body))]);
    expect(first.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect((await send(body, sign(body))).body).toEqual(first.body);
    const lead = await administrator.get('leads.get', { lead_id: String(first.body['lead_id']) });
    expect(lead).toMatchObject({
      site_id,
      state: 'open',
      frame_utc_us: 1_790_000_000_000_000,
      clock_error_us: 2_000_000,
      report: { via: 'platform', reporter: '区应急平台 · 网格员王' },
      still: { bytes: expect.any(Number) },
    });
    expect(await administrator.get('leads.list', {})).toHaveLength(1);
    expect(await administrator.get('platforms.list', {})).toMatchObject([{ id: platform_id, reports: 1 }]);
  });

  it.each([
    ['no signature', (body: string) => [body, undefined] as const],
    ['another secret', (body: string) => [body, sign(body, 'x')] as const],
    ['a changed word', (body: string) => [body.replace('一人', '三人'), sign(body)] as const],
    [
      'a signature of yesterday',
      (body: string) => [body, sign(body, secret, Date.now() - 86_400_000)] as const,
    ],
  ])('is refused with %s', async (_what, forge) => {
    const [body, signature] = forge(report('r-forged'));
    expect(await send(body, signature)).toMatchObject({ status: 403, body: { code: 'HOOK_REFUSED' } });
  });

  it.each([
    ['what is no JSON', 'no json'],
    ['a field that nobody knows', report('r-2', { admin: true })],
    ['an item that is none', report('r-3', { item: 'gloves' })],
    ['a position off the earth', report('r-4', { position: { lat_deg: 91, lon_deg: 0 } })],
    ['a photo that is none', report('r-5', { photo_jpeg_base64: Buffer.from('<svg/>').toString('base64') })],
    ['a site that is none', report('r-6', { site_id: '../../etc' })],
  ])('is refused with %s, and leaves nothing', async (_what, body) => {
    const before = await administrator.get('leads.list', {});
    const answer = await send(body, sign(body));
    expect([400, 404, 415, 422]).toContain(answer.status);
    expect(answer.body['code']).not.toBe('INTERNAL');
    expect(await administrator.get('leads.list', {})).toHaveLength(before.length);
  });

  it('is refused under a secret that was replaced, and from a platform that was removed', async () => {
    const body = report('r-7');
    const renewed = await administrator.get('platforms.renew', { platform_id });
    expect((await send(body, sign(body))).status).toBe(403);
    expect((await send(body, sign(body, renewed.secret))).status).toBe(200);
    expect(await administrator.get('platforms.remove', { platform_id })).toEqual([]);
    expect((await send(body, sign(body, renewed.secret))).status).toBe(403);
  });
});
