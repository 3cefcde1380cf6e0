import { describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { Retry } from './retry.ts';
import { parseSource } from './source.ts';

const retry = (url: string): Retry => new Retry(unwrap(parseSource(url)), { random: () => 1 });
const waits = (from: Retry, code: string | undefined, count: number): number[] =>
  Array.from({ length: count }, () => from.next_ms(0, code));

describe('the wait before the next connection', () => {
  it('is none after a connection that was well', () => {
    const pulled = retry('rtsp://h/a');
    waits(pulled, 'STREAM_REFUSED', 5);
    expect(pulled.next_ms(2_000_000, 'STREAM_LOST')).toBe(0);
    expect(pulled.next_ms(0, 'STREAM_REFUSED')).toBe(250);
  });

  it('grows to a second and stays there for ever, so that a source is met soon after its return', () => {
    expect(waits(retry('rtsp://h/a'), 'STREAM_REFUSED', 6)).toEqual([250, 500, 1000, 1000, 1000, 1000]);
  });

  it('grows to 15 s where the password is refused, and is short again once fragments came', () => {
    const pulled = retry('rtsp://h/a');
    expect(waits(pulled, 'STREAM_LOGIN_REFUSED', 6)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
    pulled.live();
    expect(pulled.next_ms(0, 'STREAM_LOGIN_REFUSED')).toBe(1000);
  });

  it('is short where we listen: the sender knocks when it pleases', () => {
    expect(waits(retry('srt://:9000'), 'STREAM_NO_SENDER', 5)).toEqual([200, 200, 200, 200, 200]);
  });
});
