import { LandunError } from '#common';
import { describe, expect, it } from 'vitest';
import { faultOf, httpClient, readUrl, Unreachable } from './http.ts';

type Seen = { url: string; init: RequestInit | undefined };

const answering = (status: number, body: unknown) => {
  const seen: Seen[] = [];
  const fetcher: typeof fetch = async (url, init) => {
    seen.push({ url: typeof url === 'string' ? url : JSON.stringify(url), init });
    return new Response(JSON.stringify(body), { status });
  };
  return { seen, client: httpClient(fetcher) };
};

const person = { id: 'p1', name: '张伟', roles: ['pilot'], disabled: false };

describe('httpClient', () => {
  it('sends reads as GET with a flat query and parses the answer', async () => {
    const { seen, client } = answering(200, []);
    expect(await client('leads.list', { state: 'open', limit: 20 })).toEqual([]);
    expect(seen[0]?.url).toBe('/api/leads.list?state=open&limit=20');
    expect(seen[0]?.init?.method).toBeUndefined();
  });

  it('sends writes as JSON with the header that other sites cannot set', async () => {
    const { seen, client } = answering(200, person);
    expect((await client('session.login', { name: '张伟', password: 'x' })).id).toBe('p1');
    expect(seen[0]?.init?.method).toBe('POST');
    expect(new Headers(seen[0]?.init?.headers).get('x-landun-request')).toBe('1');
    expect(seen[0]?.init?.body).toBe('{"name":"张伟","password":"x"}');
  });

  it('throws the catalogued fault of a failure body', async () => {
    const { client } = answering(429, { code: 'SIGN_IN_THROTTLED', details: { wait_s: 30 } });
    const failure = await client('session.login', { name: '张伟', password: 'x' }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(LandunError);
    expect(failure).toMatchObject({ code: 'SIGN_IN_THROTTLED', details: { wait_s: 30 } });
  });

  it('refuses an answer of another shape', async () => {
    const { client } = answering(200, { id: 7 });
    await expect(client('session.me', {})).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('tells no answer from a refusal', async () => {
    const client = httpClient(() => Promise.reject(new TypeError('network')));
    await expect(client('session.me', {})).rejects.toBeInstanceOf(Unreachable);
  });
});

describe('readUrl', () => {
  it('leaves out what is undefined and escapes the rest', () => {
    expect(readUrl('leads.list', { state: undefined, limit: 3 })).toBe('/api/leads.list?limit=3');
    expect(readUrl('x', { a: '矿 &1' })).toBe('/api/x?a=%E7%9F%BF+%261');
  });
});

describe('faultOf', () => {
  it('names the HTTP status when the body is not of the catalogue', () => {
    expect(faultOf(502, '<html>')).toMatchObject({ code: 'INTERNAL', details: { incident: 'HTTP 502' } });
    expect(faultOf(400, { code: 'NO_SUCH_CODE' })).toMatchObject({ code: 'INTERNAL' });
  });
});
