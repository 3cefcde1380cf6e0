import { expect, it } from 'vitest';
import type { Parameter } from '#common';
import { matching } from './matching.ts';

const list: Parameter[] = ['RTL_ALT', 'RTL_CLIMB_MIN', 'FENCE_ALT_MAX'].map((name) => ({
  name,
  type: 'float',
  value: 1,
}));
const names = (words: string): string[] => matching(list, words).map(({ name }) => name);

it('finds by any words of a name, in any order and case', () => {
  expect(names('')).toHaveLength(3);
  expect(names('alt')).toEqual(['RTL_ALT', 'FENCE_ALT_MAX']);
  expect(names('alt rtl')).toEqual(['RTL_ALT']);
  expect(names('rtl_alt')).toEqual(['RTL_ALT']);
  expect(names('gps')).toEqual([]);
});
