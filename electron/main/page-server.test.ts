import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fail, ok } from '#common';
import { createPageServer } from './page-server.ts';
import { contentSecurityPolicy } from './policy.ts';

const clip = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);

describe('the app: scheme', () => {
  let folder = '';
  let serve: (request: Request) => Promise<Response>;
  const asked: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'landun-page-'));
    await mkdir(join(folder, 'renderer', 'assets'), { recursive: true });
    await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html><title>蓝盾</title>');
    await writeFile(join(folder, 'renderer', 'assets', 'main.js'), 'export {};');
    await writeFile(join(folder, 'secret.json'), '{"secret":true}');
    await writeFile(join(folder, 'clip.mp4'), clip);
    serve = createPageServer({
      page_dir: join(folder, 'renderer'),
      mapTile: async ({ z, x, y }) => {
        asked.push(`tile ${z}/${x}/${y}`);
        return z > 18 ? ok(null) : ok({ type: 'image/png', bytes: new Uint8Array([1, 2, 3]) });
      },
      findLeadFile: async (lead_id, file) => {
        asked.push(`${lead_id}/${file}`);
        if (lead_id === 'lead-signed-out') return fail('SIGN_IN_REQUIRED');
        return ok({ path: join(folder, lead_id === 'lead-lost' ? 'nothing.mp4' : 'clip.mp4') });
      },
    });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
    serve(new Request(`app://landun${path}`, { headers, method }));

  it('serves the page and its scripts', async () => {
    for (const path of ['/', '/index.html', '/?from=alert']) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(await response.text()).toContain('蓝盾');
    }
    const script = await get('/assets/main.js');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await script.text()).toBe('export {};');
  });

  it('serves tiles of the basemap, and none where it has none', async () => {
    const tile = await get('/files/map/7/17/108000/53900');
    expect(tile.status).toBe(200);
    expect(tile.headers.get('content-type')).toBe('image/png');
    expect(asked.at(-1)).toBe('tile 17/108000/53900');
    expect((await get('/files/map/7/20/1/1')).status).toBe(204);
    for (const path of ['/files/map/7/-1/1/1', '/files/map/7/1/1', '/files/map/x/1/1/1'])
      expect((await get(path)).status).toBe(404);
  });

  it('sends the policy with every answer, refusals too', async () => {
    for (const path of ['/', '/missing.js', '/files/leads/lead-1/clip.mp4', '/files/other']) {
      const response = await get(path);
      expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      await response.body?.cancel();
    }
    expect(contentSecurityPolicy).toContain("script-src 'self';");
    expect(contentSecurityPolicy).not.toMatch(/unsafe-eval|https?:|\*/);
  });

  it.each([
    '/assets',
    '/missing',
    '/..%2fsecret.json',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.json',
    '/%5c..%5csecret.json',
    '/.env',
  ])('does not serve %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });

  it('answers only its own origin, and only reading methods', async () => {
    expect((await serve(new Request('app://elsewhere/index.html'))).status).toBe(403);
    expect((await serve(new Request('https://landun/index.html'))).status).toBe(403);
    expect((await get('/', {}, 'POST')).status).toBe(405);
    const head = await get('/', {}, 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('serves a clip whole and in ranges', async () => {
    const whole = await get('/files/leads/lead-1/clip.mp4');
    expect(whole.status).toBe(200);
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    expect(whole.headers.get('cache-control')).toBe('no-store');
    expect(new Uint8Array(await whole.arrayBuffer())).toEqual(clip);

    const part = await get('/files/leads/lead-1/clip.mp4', { range: 'bytes=1000-1999' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 1000-1999/5000');
    expect(part.headers.get('content-length')).toBe('1000');
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(clip.slice(1000, 2000));

    const beyond = await get('/files/leads/lead-1/clip.mp4', { range: 'bytes=5000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */5000']);
  });

  it('passes the station’s refusals on as data', async () => {
    const signed_out = await get('/files/leads/lead-signed-out/still.jpg');
    expect(signed_out.status).toBe(401);
    expect(await signed_out.json()).toEqual({ code: 'SIGN_IN_REQUIRED', details: {} });
    const lost = await get('/files/leads/lead-lost/clip.mp4');
    expect([lost.status, await lost.json()]).toEqual([
      404,
      { code: 'NOT_FOUND', details: { kind: 'file', id: 'lead-lost/clip.mp4' } },
    ]);
  });

  it.each([
    '/files/leads/lead-1/landun.db',
    '/files/leads/..%2f..%2flandun.db',
    '/files/leads/lead-1%2f..%2f..%2f/clip.mp4',
    '/files/leads/lead-1/clip.mp4/',
    '/files/leads/clip.mp4',
    '/files/landun.db',
  ])('never asks the station for %s', async (path) => {
    const before = asked.length;
    expect((await get(path)).status).toBe(404);
    expect(asked.length).toBe(before);
  });
});
