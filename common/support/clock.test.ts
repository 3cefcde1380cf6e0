import { expect, it } from 'vitest';
import { FakeClock } from './clock.ts';

it('fires timers in due order, moving time to each', async () => {
  const clock = new FakeClock(0);
  const fired: string[] = [];
  clock.after(30, () => fired.push(`c@${clock.utc_us()}`));
  clock.after(10, () => {
    fired.push(`a@${clock.utc_us()}`);
    clock.after(5, () => fired.push(`b@${clock.utc_us()}`));
  });
  await clock.advance(30);
  expect(fired).toEqual(['a@10000', 'b@15000', 'c@30000']);
});

it('repeats until cancelled, and lets awaited work settle between', async () => {
  const clock = new FakeClock();
  let count = 0;
  const cancel = clock.every(10, () => {
    void Promise.resolve().then(() => {
      count += 1;
      if (count === 3) cancel();
    });
  });
  await clock.advance(100);
  expect(count).toBe(3);
});
