import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { fromHex, fromUtf8, toHex, utf8 } from './bytes.ts';
import { canonicalJson, parseCanonical } from './canonical.ts';
import { sm3 } from './sm3.ts';

it('writes the example of RFC 8785 §3.2.3 as the RFC does', () => {
  const value = {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27],
    string: '€$\u000F\nA\'B"\\\\"/',
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

it('writes any JSON as an independent implementation does, and reads only its own form', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(text).toBe(canonicalize(value));
      expect(parseCanonical(text)).toEqual(JSON.parse(text));
      expect(parseCanonical(` ${text}`)).toBeUndefined();
    }),
  );
});

it('refuses what JSON cannot say', () => {
  for (const value of [Number.NaN, Infinity, 1n, () => 1])
    expect(() => canonicalJson({ value })).toThrow('JSON');
});

it('reads and writes UTF-8 as the host does, and refuses what is not', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
      expect(Buffer.from(utf8(text)).equals(Buffer.from(text, 'utf8'))).toBe(true);
      expect(fromUtf8(Buffer.from(text, 'utf8'))).toBe(text);
    }),
  );
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      let expected: string | undefined;
      try {
        expected = strict.decode(bytes);
      } catch {
        expected = undefined;
      }
      expect(fromUtf8(bytes)).toBe(expected);
    }),
  );
});

it('has one text for each row of bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(fromHex(toHex(bytes))).toEqual(bytes);
    }),
  );
  for (const text of ['0', 'AB', '0g', ' 00']) expect(fromHex(text)).toBeUndefined();
});

it('hashes by SM3 as OpenSSL does, in whatever pieces the bytes come', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), (pieces) => {
      const ours = sm3();
      const theirs = createHash('sm3');
      for (const piece of pieces) {
        ours.update(piece);
        theirs.update(piece);
      }
      expect(ours.hex()).toBe(theirs.digest('hex'));
    }),
  );
});
