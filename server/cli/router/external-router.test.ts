import { expect, it } from 'vitest';
import { FakeClock, silentLogger } from '#common';
import { ExternalRouter, type RouterProcess } from './external-router.ts';

const world = () => {
  const clock = new FakeClock();
  const ends: ((why: string) => void)[] = [];
  let killed = 0;
  const launch = (): RouterProcess => ({
    pid: 100 + ends.length,
    onExit: (listener) => ends.push(listener),
    kill: () => {
      killed += 1;
      ends.at(-1)?.('exit SIGTERM');
    },
  });
  const ports = { program: 'mavlink-routerd', conf_path: 'x', clock, logger: silentLogger, launch };
  return { clock, ends, killed: () => killed, router: new ExternalRouter(ports) };
};

it('starts it again, later each time it ends at once, soon again once it was well', async () => {
  const { clock, ends, router } = world();
  router.start();
  for (const pause_ms of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
    const { length } = ends;
    ends.at(-1)?.('no such device');
    expect(router.running).toBe(false);
    await clock.advance(pause_ms - 1);
    expect(ends).toHaveLength(length);
    await clock.advance(1);
    expect(ends).toHaveLength(length + 1);
  }
  expect(router.said.en).toContain('7 restarts');
  await clock.advance(61_000);
  ends.at(-1)?.('killed');
  expect(router.said.en).toContain('killed');
  await clock.advance(1000);
  expect(router.running).toBe(true);
});

it('ends it, and does not start it again', async () => {
  const { clock, ends, killed, router } = world();
  router.start();
  await router.stop();
  expect(killed()).toBe(1);
  await clock.advance(60_000);
  expect(ends).toHaveLength(1);
});

it('is stopped between two tries', async () => {
  const { clock, ends, killed, router } = world();
  router.start();
  ends.at(-1)?.('gone');
  await router.stop();
  await clock.advance(60_000);
  expect([ends.length, killed()]).toEqual([1, 0]);
});
