import { execFile, execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTestStore, temporaryFolder } from '../../testing/fixtures.ts';
import { Anchors } from './anchors.ts';

const run = promisify(execFile);
const day_ms = 86_400_000;

/** A real authority: openssl's own time-stamping behind HTTP on a loopback port. */
const startTsa = async () => {
  const folder = await temporaryFolder();
  const at = (name: string): string => join(folder, name);
  await mkdir(at('demo'));
  await writeFile(
    at('tsa.cnf'),
    `[tsa]\ndefault_tsa = t\n[t]\nserial = ${at('serial')}\ncrypto_device = builtin\nsigner_cert = ${at('tsa.pem')}\n` +
      `signer_key = ${at('tsa.key')}\ncerts = ${at('ca.pem')}\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\n` +
      'digests = sha256\naccuracy = secs:1\nordering = no\ntsa_name = yes\ness_cert_id_chain = no\ness_cert_id_alg = sha256\n',
  );
  await writeFile(at('serial'), '01\n');
  await writeFile(at('ext.cnf'), 'extendedKeyUsage=critical,timeStamping\n');
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Test CA',
  );
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'tsa.key',
    '-out',
    'tsa.csr',
    '-subj',
    '/CN=Test TSA',
  );
  openssl(
    'x509',
    '-req',
    '-in',
    'tsa.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-out',
    'tsa.pem',
    '-extfile',
    'ext.cnf',
  );
  let asked = 0;
  const answers: { change?: (reply: Buffer) => Buffer } = {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked += 1;
      void (async () => {
        await writeFile(at('q.tsq'), Buffer.concat(chunks));
        await run('openssl', [
          'ts',
          '-reply',
          '-config',
          at('tsa.cnf'),
          '-queryfile',
          at('q.tsq'),
          '-out',
          at('r.tsr'),
        ]);
        const reply = await readFile(at('r.tsr'));
        response.setHeader('content-type', 'application/timestamp-reply');
        response.end(answers.change?.(reply) ?? reply);
      })();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/`, folder, answers, asked: () => asked };
};

const withDay = async (tsa_url: () => string) => {
  const store = await openTestStore();
  for (const object of ['a', 'b'])
    await store.database
      .transaction()
      .execute((transaction) => store.ledger.append(transaction, { actor: 'li', action: 'act', object }));
  await store.clock.advance(day_ms);
  return { ...store, anchors: new Anchors({ ...store, tsa_url }) };
};

describe('the daily head of the ledger', () => {
  it('is stamped by a real authority, and openssl agrees', async () => {
    const tsa = await startTsa();
    const { anchors, database } = await withDay(() => tsa.url);
    await anchors.tick();
    await anchors.tick();
    expect(tsa.asked()).toBe(1);
    const [anchor] = await database.selectFrom('anchors').selectAll().execute();
    expect(anchor).toMatchObject({ head_seq: 2, tsa: 'Test TSA', last_error: null });
    const token = join(tsa.folder, 'token.tst');
    await writeFile(token, Buffer.from(anchor?.token_hex ?? '', 'hex'));
    const { stdout } = await run('openssl', [
      'ts',
      '-verify',
      '-digest',
      anchor?.head_hash ?? '',
      '-token_in',
      '-in',
      token,
      '-CAfile',
      join(tsa.folder, 'ca.pem'),
    ]);
    expect(stdout).toContain('OK');
    const told = await database
      .selectFrom('ledger')
      .select('details')
      .where('action', '=', 'anchor.stamp')
      .executeTakeFirst();
    expect(JSON.parse(told?.details ?? '{}')).toMatchObject({ head_seq: 2, delay_us: expect.any(Number) });
  });

  it('waits while nobody can be reached, with growing pauses, and is stamped later', async () => {
    const tsa = await startTsa();
    let url = 'http://127.0.0.1:9/';
    const { anchors, database, clock } = await withDay(() => url);
    await anchors.tick();
    const waiting = await database.selectFrom('anchors').selectAll().executeTakeFirst();
    expect(waiting).toMatchObject({
      attempts: 1,
      stamped_utc_us: null,
      last_error: expect.stringContaining('TSA_UNREACHABLE'),
    });
    url = tsa.url;
    await anchors.tick();
    expect(tsa.asked()).toBe(0);
    await clock.advance(61_000);
    await anchors.tick();
    expect(await database.selectFrom('anchors').select('token_hex').executeTakeFirst()).toMatchObject({
      token_hex: expect.stringMatching(/^30/),
    });
  });

  it.each([
    [
      'a changed signature',
      (reply: Buffer) => Buffer.concat([reply.subarray(0, -1), Buffer.from([(reply.at(-1) ?? 0) ^ 1])]),
    ],
    ['a page instead of an answer', () => Buffer.from('<html>')],
  ])('does not believe %s', async (_what, change) => {
    const tsa = await startTsa();
    tsa.answers.change = change;
    const { anchors, database } = await withDay(() => tsa.url);
    await anchors.tick();
    expect(await database.selectFrom('anchors').selectAll().executeTakeFirst()).toMatchObject({
      token_hex: null,
      last_error: expect.stringContaining('TSA_REFUSED'),
    });
  });

  it('is sent nowhere without an authority', async () => {
    const { anchors, database } = await withDay(() => '');
    await anchors.tick();
    expect(await database.selectFrom('anchors').selectAll().execute()).toMatchObject([
      { attempts: 0, head_seq: 2 },
    ]);
  });
});
