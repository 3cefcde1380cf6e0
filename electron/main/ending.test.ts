import { describe, expect, it } from 'vitest';
import { FakeClock, silentLogger } from '#common';
import { Ending, longest_stop_ms } from './ending.ts';

const ending = (
  ports: { flying?: boolean; confirm?: () => Promise<boolean>; stop?: () => Promise<void> } = {},
) => {
  const clock = new FakeClock();
  const exits: number[] = [];
  const asked: string[] = [];
  const ends = new Ending({
    clock,
    logger: silentLogger,
    isFlying: () => ports.flying ?? false,
    confirm: async () => {
      asked.push('confirm');
      return ports.confirm === undefined ? true : ports.confirm();
    },
    stop: async () => {
      asked.push('stop');
      await ports.stop?.();
    },
    exit: (code) => exits.push(code),
  });
  const request = async (): Promise<boolean> => {
    let prevented = false;
    ends.request({ preventDefault: () => (prevented = true) });
    await clock.advance(0);
    return prevented;
  };
  return { clock, exits, asked, request };
};

describe('ending the program', () => {
  it('stops the station, then leaves', async () => {
    const { request, asked, exits } = ending();
    expect(await request()).toBe(true);
    expect([asked, exits]).toEqual([['stop'], [0]]);
  });

  it('asks first while an aircraft flies, and stays when the pilot stays', async () => {
    const { request, asked, exits } = ending({ flying: true, confirm: async () => false });
    expect(await request()).toBe(true);
    expect([asked, exits]).toEqual([['confirm'], []]);
    await request();
    expect(asked).toEqual(['confirm', 'confirm']);
  });

  it('leaves during a flight when the pilot says so', async () => {
    const { request, asked, exits } = ending({ flying: true });
    await request();
    expect([asked, exits]).toEqual([['confirm', 'stop'], [0]]);
  });

  it('asks and stops once, however often it is asked', async () => {
    let answer: (leave: boolean) => void = () => undefined;
    const confirm = () => new Promise<boolean>((resolve) => (answer = resolve));
    const { request, clock, asked, exits } = ending({ flying: true, confirm });
    await request();
    expect(await request()).toBe(true);
    answer(true);
    await clock.advance(0);
    await request();
    expect([asked, exits]).toEqual([['confirm', 'stop'], [0]]);
  });

  it('does not hang on a station that hangs', async () => {
    const { request, clock, exits } = ending({ stop: () => new Promise(() => undefined) });
    await request();
    await clock.advance(longest_stop_ms - 1);
    expect(exits).toEqual([]);
    await clock.advance(1);
    expect(exits).toEqual([1]);
  });

  it('leaves with a failure when the station fails to stop', async () => {
    const { request, exits } = ending({
      stop: async () => {
        throw new Error('disk gone');
      },
    });
    await request();
    expect(exits).toEqual([1]);
  });
});
