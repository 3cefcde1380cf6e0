import { request as plainRequest } from 'node:http';
import { createServer } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { connect } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { FakeClock } from '#common';
import { Front, isLoopback } from './front.ts';
import { ownIdentity, ownNames } from './own-certificate.ts';
import { trustFiles, trustServer } from './trust-page.ts';

const outer = Object.values(networkInterfaces())
  .flat()
  .find((one) => one !== undefined && one.family === 'IPv4' && !one.internal)?.address;

const opened = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'landun-front-'));
  const identity = await ownIdentity(
    folder,
    ownNames(outer === undefined ? [] : [outer]),
    new FakeClock(Date.now() * 1000),
  );
  if (identity.root === undefined) throw new Error('an own identity has a root');
  const state = { port: 0 };
  const app = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const secure = 'encrypted' in request.socket;
      response.end(
        JSON.stringify({ secure, from: request.socket.remoteAddress, bytes: Buffer.concat(chunks).length }),
      );
    });
  });
  const files = trustFiles(identity.root, 'https://station.local:8600');
  const stranger = trustServer(
    (path) => files.get(path),
    () => state.port,
  );
  const front = new Front({
    app,
    stranger,
    identity: { cert: identity.certificate_pem, key: identity.key_pem },
  });
  state.port = await front.listen('0.0.0.0', 0);
  onTestFinished(async () => {
    await front.close();
    await rm(folder, { recursive: true, force: true });
  });
  const ca = `-----BEGIN CERTIFICATE-----\n${identity.root.der.toString('base64')}\n-----END CERTIFICATE-----\n`;
  return { ...state, ca, front, identity };
};

const ask = (
  { port, ca }: { port: number; ca: string },
  scheme: 'http' | 'https',
  host: string,
  path = '/',
  body = '',
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> =>
  new Promise((resolve, reject) => {
    const options = { host, port, path, ca, method: body === '' ? 'GET' : 'POST', agent: false };
    const send = scheme === 'https' ? tlsRequest : plainRequest;
    const request = send(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });

it('speaks TLS and, to this machine alone, plain text on one port', async () => {
  const open = await opened();
  expect(JSON.parse((await ask(open, 'https', '127.0.0.1')).text)).toMatchObject({
    secure: true,
    from: '127.0.0.1',
  });
  expect(JSON.parse((await ask(open, 'http', '127.0.0.1')).text)).toMatchObject({ secure: false });
  // Longer than one packet, so that what was read before TLS began is not lost.
  const body = 'x'.repeat(300_000);
  expect(JSON.parse((await ask(open, 'https', '127.0.0.1', '/', body)).text)).toMatchObject({
    bytes: body.length,
  });
  expect(JSON.parse((await ask(open, 'http', '127.0.0.1', '/', body)).text)).toMatchObject({
    bytes: body.length,
  });
});

it.skipIf(outer === undefined)('tells others in plain text how to trust it, and nothing else', async () => {
  const open = await opened();
  const host = outer ?? '';
  const page = await ask(open, 'http', host);
  expect(page.text).toContain(open.identity.root?.sha256);
  const file = await ask(open, 'http', host, '/trust/landun-ca.crt');
  expect(file.headers['content-type']).toBe('application/x-x509-ca-cert');
  expect((await ask(open, 'http', host, '/trust/landun-ca.mobileconfig')).text).toContain(
    open.identity.root?.der.toString('base64'),
  );
  expect(await ask(open, 'http', host, '/api/session.me')).toMatchObject({
    status: 308,
    headers: { location: `https://${host}:${open.port}/api/session.me` },
  });
  expect((await ask(open, 'http', host, '/api/session.login', '{}')).status).toBe(405);
  expect(JSON.parse((await ask(open, 'https', host)).text)).toMatchObject({ secure: true });
});

it('lives on after noise, hang-ups and half a handshake', async () => {
  const open = await opened();
  for (const bytes of [
    Buffer.from([22, 3, 1, 0, 200, 1, 2, 3]),
    Buffer.from([0, 1, 2]),
    Buffer.from('GET'),
  ]) {
    await new Promise<void>((resolve) => {
      const socket = connect(open.port, '127.0.0.1', () =>
        socket.write(bytes, () => socket.resetAndDestroy()),
      );
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    });
  }
  expect((await ask(open, 'https', '127.0.0.1')).status).toBe(200);
});

it.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['192.168.1.4', false],
  ['::ffff:10.0.0.1', false],
  [undefined, false],
])('knows whether %s is this machine', (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});
