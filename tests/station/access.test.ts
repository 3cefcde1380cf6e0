import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallName, calls, roles } from '#common';
import {
  addClient,
  claimAdministrator,
  HttpClient,
  password,
  type Running,
  startStation,
} from './harness.ts';

let running: Running;
let administrator: HttpClient;
const clients = new Map<string, HttpClient>();

beforeAll(async () => {
  running = await startStation({ sample: false });
  administrator = await claimAdministrator(running);
  for (const role of roles)
    clients.set(role, await addClient(running, administrator, `only-${role}`, [role]));
  clients.set('nobody', new HttpClient(running.origin));
});

afterAll(() => running.stop());

const names = Object.keys(calls) as CallName[];
const pairs = names.flatMap((name) => ['nobody', ...roles].map((who) => [name, who] as const));

describe('every route with every role', () => {
  // An input that no call accepts: whoever may not call must be told so before the input is looked at.
  it.each(pairs)('%s by %s', async (name, who) => {
    const client = clients.get(who);
    if (client === undefined || name === 'session.logout') return;
    const { status, result } = await client.ask(name, { limit: 'x', lead_id: '-' });
    const { audience } = calls[name];
    const allowed = audience === 'public' || audience.some((role) => role === who);
    if (allowed) expect([200, 400, 401, 404, 410]).toContain(status);
    else
      expect(result).toMatchObject({
        error: { code: who === 'nobody' ? 'SIGN_IN_REQUIRED' : 'ROLE_REQUIRED' },
      });
  });

  it('signs out for good', async () => {
    const client = await addClient(running, administrator, 'leaver', ['pilot']);
    await client.get('session.logout', {});
    expect((await client.ask('session.me', {})).status).toBe(401);
  });

  it('keeps files and sockets from whoever is not signed in', async () => {
    const nobody = new HttpClient(running.origin);
    expect((await nobody.file('/files/leads/lead-1/still.jpg')).status).toBe(401);
    for (const path of ['/ws/events', '/ws/streams/any/live']) {
      const socket = nobody.socket(path);
      const code = await new Promise((resolve) => socket.on('close', resolve));
      expect(code).toBe(4401);
    }
  });
});

describe('requests that are not from our own page', () => {
  const post = (headers: Record<string, string>) =>
    fetch(`${running.origin}/api/session.login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ name: 'admin', password }),
    });

  it.each([
    ['another site', { origin: 'https://evil.example' }, 403],
    ['a form without our header', {}, 403],
    ['an origin that is no address', { origin: 'null' }, 403],
  ])('refuses %s', async (_who, headers, status) => {
    expect((await post(headers)).status).toBe(status);
  });

  it('takes our own page and programs that say so', async () => {
    expect((await post({ origin: running.origin })).status).toBe(200);
    expect((await post({ 'x-landun-request': '1' })).status).toBe(200);
  });
});

describe('what everybody can read', () => {
  it('describes every call as OpenAPI and as a page', async () => {
    const nobody = new HttpClient(running.origin);
    const document = (await (await nobody.file('/api/openapi.json')).json()) as { paths: object };
    expect(Object.keys(document.paths)).toEqual(names.map((name) => `/api/${name}`));
    const page = await (await nobody.file('/api/docs')).text();
    for (const name of names) expect(page).toContain(`/api/${name}`);
  });

  it('has metrics, and security headers on every answer', async () => {
    const nobody = new HttpClient(running.origin);
    const metrics = await nobody.file('/metrics');
    expect(await metrics.text()).toContain('landun_leads_total');
    expect(metrics.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect((await nobody.file('/no/such/page')).headers.get('x-content-type-options')).toBe('nosniff');
  });
});
