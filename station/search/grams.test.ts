import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gramsOf, queryOf } from './grams.ts';

describe('words of the index', () => {
  it('are pairs of Chinese signs, and whole numbers and names', () => {
    expect(gramsOf('卫职〔2026〕0012号')).toEqual(['卫职', '职', '2026', '0012', '号']);
    expect(gramsOf('破碎机 Crusher-2')).toEqual(['破碎', '碎机', '机', 'crusher', '2']);
    expect(gramsOf('ＡＢ１２')).toEqual(['ab12']);
    expect(gramsOf('，。 ')).toEqual([]);
  });

  it('are asked for as phrases of pairs, one sign as a beginning', () => {
    expect(queryOf('防尘口罩 2026')).toBe('"防尘 尘口 口罩" AND "2026"*');
    expect(queryOf('罩')).toBe('"罩"*');
    expect(queryOf('" OR 1 --')).toBe('"or"* AND "1"*');
    expect(queryOf(' ')).toBeUndefined();
  });

  it('never let a query leave its quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(queryOf(text) ?? '""').toMatch(/^"[\p{L}\p{N} ]*"\*?( AND "[\p{L}\p{N} ]+"\*?)*$/u);
      }),
    );
  });
});
