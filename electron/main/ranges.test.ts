import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRange } from './ranges.ts';

describe('byte ranges', () => {
  it.each([
    [null, { kind: 'whole' }],
    ['bytes=0-99', { kind: 'part', first: 0, last: 99 }],
    ['bytes=100-', { kind: 'part', first: 100, last: 999 }],
    ['bytes=-1', { kind: 'part', first: 999, last: 999 }],
    ['bytes=-5000', { kind: 'part', first: 0, last: 999 }],
    ['bytes=900-5000', { kind: 'part', first: 900, last: 999 }],
    ['bytes=1000-', { kind: 'unsatisfiable' }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    ['bytes=5-4', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    ['bytes=0-1,4-5', { kind: 'whole' }],
    ['items=0-1', { kind: 'whole' }],
    ['bytes=0x0-1', { kind: 'whole' }],
    [`bytes=${'9'.repeat(40)}-`, { kind: 'whole' }],
  ])('%s of 1000 bytes', (header, expected) => {
    expect(parseRange(header, 1000)).toEqual(expected);
  });

  it('has nothing to give of an empty file', () => {
    expect(parseRange('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' });
    expect(parseRange('bytes=-3', 0)).toEqual({ kind: 'unsatisfiable' });
    expect(parseRange(null, 0)).toEqual({ kind: 'whole' });
  });

  it('never leaves the file', () => {
    const text = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
    );
    fc.assert(
      fc.property(text, fc.nat(), (header, size) => {
        const range = parseRange(header, size);
        const inside =
          range.kind !== 'part' || (range.first >= 0 && range.first <= range.last && range.last < size);
        expect(inside).toBe(true);
      }),
    );
  });
});
