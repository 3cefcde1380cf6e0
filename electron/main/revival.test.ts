import { expect, it } from 'vitest';
import { FakeClock } from '#common';
import { Revival } from './revival.ts';

it('revives a page three times a minute, and again later', async () => {
  const clock = new FakeClock();
  const revival = new Revival(clock);
  const allowed: boolean[] = [];
  for (let crash = 0; crash < 5; crash += 1) {
    allowed.push(revival.allows());
    await clock.advance(1000);
  }
  expect(allowed).toEqual([true, true, true, false, false]);
  await clock.advance(60_000);
  expect(revival.allows()).toBe(true);
});
