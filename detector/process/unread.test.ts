import { expect, it } from 'vitest';
import { Unread } from './unread.ts';

it('tells how long the oldest unread part has waited, whatever its size', () => {
  const unread = new Unread();
  expect(unread.waited_us(0, 5)).toBe(0);
  unread.add(100, 1000);
  unread.add(5000, 2000);
  expect(unread.waited_us(5100, 3000)).toBe(2000);
  // Half read is not read.
  expect(unread.waited_us(5001, 3000)).toBe(2000);
  expect(unread.waited_us(5000, 3000)).toBe(1000);
  expect(unread.waited_us(0, 9000)).toBe(0);
  unread.add(10, 9000);
  expect(unread.waited_us(10, 9500)).toBe(500);
});
