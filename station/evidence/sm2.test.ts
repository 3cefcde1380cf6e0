import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, sm2Sign, sm2Verify, toHex, utf8 } from '#common';
import { temporaryFolder } from '../testing/fixtures.ts';
import { sm2Group } from './sm2-group.ts';
import { Sm2Key } from './sm2.ts';

const bytes = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array();

/** GB/T 32918.5-2017, A.2: the example of a signature. */
const example = {
  secret: '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
  key: '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  message: utf8('message digest'),
  nonce: 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n,
  signature:
    '3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
};

describe('SM2', () => {
  it('gives the signature of the standard’s example, and accepts it', () => {
    const { secret, key, message, nonce, signature } = example;
    expect(new Sm2Key(bytes(secret)).public_key).toBe(key);
    expect(toHex(sm2Sign(sm2Group, BigInt(`0x${secret}`), bytes(key), message, () => nonce))).toBe(signature);
    expect(sm2Verify(sm2Group, bytes(key), message, bytes(signature))).toBe(true);
  });

  it('refuses any other message, key or spelling of a signature', () => {
    const { key, message, signature } = example;
    const flipped = (hex: string, at: number): Uint8Array => {
      const changed = bytes(hex);
      changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ (1 << (at % 8));
      return changed;
    };
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), (at) => {
        expect(sm2Verify(sm2Group, bytes(key), message, flipped(signature, at))).toBe(false);
        expect(sm2Verify(sm2Group, flipped(key, at), message, bytes(signature))).toBe(false);
      }),
      { numRuns: 60 },
    );
    expect(sm2Verify(sm2Group, bytes(key), utf8('message digesT'), bytes(signature))).toBe(false);
    for (const wrong of ['', '30', '3000', `${signature}00`, signature.replace('3046', '3047')])
      expect(sm2Verify(sm2Group, bytes(key), message, bytes(wrong))).toBe(false);
  });

  it('signs what it verifies, whatever key and message, and never twice the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
        const key = new Sm2Key(Sm2Key.newSecret());
        const [one, two] = [key.sign(message), key.sign(message)];
        expect(sm2Verify(sm2Group, bytes(key.public_key), message, one)).toBe(true);
        expect(sm2Verify(sm2Group, bytes(key.public_key), message, two)).toBe(true);
        expect(toHex(one)).not.toBe(toHex(two));
      }),
      { numRuns: 20 },
    );
  });

  it('is what OpenSSL makes and accepts', async () => {
    const folder = await temporaryFolder();
    const path = (name: string): string => join(folder, name);
    const openssl = (...args: string[]): string => execFileSync('openssl', args, { encoding: 'utf8' });
    const raw = ['-rawin', '-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678'];
    const message = utf8('证据清单');
    await writeFile(path('message'), message);
    // An SM2 key as SubjectPublicKeyInfo: the head says ecPublicKey on the curve sm2 (1.2.156.10197.1.301).
    const ours = new Sm2Key(Sm2Key.newSecret());
    const head = '3059301306072a8648ce3d020106082a811ccf5501822d034200';
    await writeFile(path('ours.der'), bytes(head + ours.public_key));
    await writeFile(path('ours.sig'), ours.sign(message));
    const key = ['-pubin', '-keyform', 'DER', '-inkey', path('ours.der')];
    const in_out = ['-in', path('message'), '-sigfile', path('ours.sig')];
    expect(openssl('pkeyutl', '-verify', ...key, ...in_out, ...raw)).toContain('Verified Successfully');
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2', '-out', path('theirs.pem'));
    openssl(
      'pkeyutl',
      '-sign',
      '-inkey',
      path('theirs.pem'),
      '-in',
      path('message'),
      '-out',
      path('theirs.sig'),
      ...raw,
    );
    const their_key = execFileSync('openssl', [
      'pkey',
      '-in',
      path('theirs.pem'),
      '-pubout',
      '-outform',
      'DER',
    ]).subarray(-65);
    expect(sm2Verify(sm2Group, their_key, message, await readFile(path('theirs.sig')))).toBe(true);
  });

  it.each([
    ['nothing', new Uint8Array(32)],
    ['too short', new Uint8Array(31).fill(1)],
    ['beyond the order', new Uint8Array(32).fill(0xff)],
  ])('is no key: %s', (_what, secret) => {
    expect(() => new Sm2Key(secret)).toThrow('no SM2 key');
  });
});
