import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHash, parseHash } from './router.ts';

describe('router', () => {
  it('reads the one-time link', () => {
    expect(parseHash('#/setup?token=a%2Bb')).toEqual({ path: ['setup'], query: { token: 'a+b' } });
  });

  it('takes an empty or malformed hash as the start page', () => {
    expect(parseHash('')).toEqual({ path: [], query: {} });
    expect(parseHash('#/')).toEqual({ path: [], query: {} });
    expect(parseHash('#/leads/%E0%A4%A')).toEqual({ path: ['leads', '%E0%A4%A'], query: {} });
  });

  it('reads back what it wrote', () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(word), fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), word), (path, query) => {
        expect(parseHash(formatHash(path, query))).toEqual({ path, query });
      }),
    );
  });
});
