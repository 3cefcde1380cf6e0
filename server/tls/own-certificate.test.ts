import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { FakeClock, unwrap } from '#common';
import { fingerprint, givenIdentity, type Identity, ownIdentity, type OwnNames } from './own-certificate.ts';
import { addressBytes, issueRoot, issueServer } from './x509.ts';

const day_ms = 24 * 3600 * 1000;
const names: OwnNames = {
  found: { dns: ['station.local', 'localhost'], ip: ['127.0.0.1', '::1', '192.168.3.4', '203.0.113.9'] },
  given: { dns: [], ip: [] },
};

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'landun-tls-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** A real handshake that trusts `root_pem` alone; gives OpenSSL's word, or null where it is content. */
const shakeHands = async (
  { certificate_pem, key_pem }: Pick<Identity, 'certificate_pem' | 'key_pem'>,
  root_pem: string,
  servername: string,
): Promise<string | null> => {
  const server = createServer({ cert: certificate_pem, key: key_pem }, (socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return new Promise((resolve) => {
    const socket: TLSSocket = connect({ port, host: '127.0.0.1', servername, ca: root_pem }, () =>
      done(null),
    );
    const done = (said: string | null): void => {
      socket.destroy();
      server.close(() => resolve(said));
    };
    socket.on('error', (error) => done('code' in error ? String(error.code) : error.message));
  });
};

const pemOf = (der: Buffer | undefined): string =>
  `-----BEGIN CERTIFICATE-----\n${der?.toString('base64')}\n-----END CERTIFICATE-----\n`;

it('makes a certificate that a client who trusts its root accepts, by name and address', async () => {
  const identity = await ownIdentity(await newFolder(), names, new FakeClock(Date.now() * 1000));
  const root = pemOf(identity.root?.der);
  expect(await shakeHands(identity, root, 'station.local')).toBeNull();
  expect(await shakeHands(identity, root, 'bank.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  const certificate = new X509Certificate(identity.certificate_pem);
  expect(certificate.checkIP('192.168.3.4')).toBe('192.168.3.4');
  // A public address that nobody named.
  expect(certificate.checkIP('203.0.113.9')).toBeUndefined();
  expect(identity.root?.sha256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(fingerprint(identity.root?.der ?? Buffer.alloc(0))).toBe(
    new X509Certificate(identity.root?.der ?? '').fingerprint256,
  );
});

it('has a root that cannot vouch for anybody else, even where its key was stolen', async () => {
  const from = new Date(Date.now() - day_ms);
  const root = await issueRoot('Landun test', { dns: ['local'], ip: [] }, from, 100);
  const good = await issueServer(root, { dns: ['a.local'], ip: ['10.1.2.3'] }, from, 90);
  expect(await shakeHands(good, root.certificate_pem, 'a.local')).toBeNull();
  for (const bad of [
    { dns: ['bank.example'], ip: [] },
    { dns: ['a.local'], ip: ['203.0.113.9'] },
  ]) {
    const forged = await issueServer(root, bad, from, 90);
    expect(await shakeHands(forged, root.certificate_pem, bad.dns[0] ?? '')).toBe('UNSPECIFIED');
  }
});

it('keeps both, and signs a new server certificate in time or for a new address, under the same root', async () => {
  const folder = await newFolder();
  const clock = new FakeClock(Date.now() * 1000);
  const first = await ownIdentity(folder, names, clock);
  expect((await ownIdentity(folder, names, clock)).certificate_pem).toBe(first.certificate_pem);
  const moved = { ...names, found: { ...names.found, ip: ['127.0.0.1', '10.9.9.9'] } };
  const second = await ownIdentity(folder, moved, clock);
  expect(second.root?.sha256).toBe(first.root?.sha256);
  expect(new X509Certificate(second.certificate_pem).checkIP('10.9.9.9')).toBe('10.9.9.9');
  await clock.advance(360 * day_ms);
  expect((await ownIdentity(folder, moved, clock)).certificate_pem).toBe(second.certificate_pem);
  await clock.advance(8 * day_ms);
  const third = await ownIdentity(folder, moved, clock);
  expect(third.root?.sha256).toBe(first.root?.sha256);
  expect(third.expires.getTime()).toBeGreaterThan(second.expires.getTime());
});

it('makes a new root only where a name was given that the old one may not vouch for', async () => {
  const folder = await newFolder();
  const clock = new FakeClock(Date.now() * 1000);
  const first = await ownIdentity(folder, names, clock);
  const given = { ...names, given: { dns: ['landun.example.cn'], ip: ['203.0.113.9'] } };
  const second = await ownIdentity(folder, given, clock);
  expect(second.root?.sha256).not.toBe(first.root?.sha256);
  expect(await shakeHands(second, pemOf(second.root?.der), 'landun.example.cn')).toBeNull();
});

it('keeps its keys from other users, and starts again from a broken file', async () => {
  const folder = await newFolder();
  const clock = new FakeClock(Date.now() * 1000);
  await ownIdentity(folder, names, clock);
  for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
  await writeFile(join(folder, 'server.pem'), 'half a fi');
  const again = await ownIdentity(folder, names, clock);
  expect(await shakeHands(again, pemOf(again.root?.der), 'localhost')).toBeNull();
});

it('takes a given certificate with its key, and says what is wrong with others', async () => {
  const folder = await newFolder();
  await ownIdentity(folder, names, new FakeClock(Date.now() * 1000));
  const server = join(folder, 'server.pem');
  const given = unwrap(await givenIdentity(server, server));
  expect(given).toMatchObject({ root: undefined, key_pem: await readFile(server, 'utf8') });
  expect(given.names.dns).toContain('station.local');
  expect(await givenIdentity(server, join(folder, 'root.pem'))).toMatchObject({
    error: { code: 'TLS_UNUSABLE', details: { problem: 'the key does not belong to the certificate' } },
  });
  expect(await givenIdentity(join(folder, 'none.pem'), server)).toMatchObject({
    error: { code: 'TLS_UNUSABLE', details: { path: join(folder, 'none.pem') } },
  });
});

it.each([
  ['192.168.1.2', [192, 168, 1, 2]],
  ['::1', [...Array<number>(15).fill(0), 1]],
  ['fd00::a:b', [0xfd, ...Array<number>(11).fill(0), 0, 10, 0, 11]],
  ['::ffff:10.0.0.1', [...Array<number>(10).fill(0), 255, 255, 10, 0, 0, 1]],
])('reads the address %s', (text, bytes) => {
  expect([...addressBytes(text)]).toEqual(bytes);
});
