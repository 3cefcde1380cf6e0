import { describe, expect, it } from 'vitest';
import { FakeClock, type StreamState } from '#common';
import { Aliveness } from './alive.ts';

const stream = (part: Partial<StreamState>): StreamState => ({
  ...({ id: 'stream-1', status: 'live', recording: true, detecting: true } as StreamState),
  ...part,
});

describe('the parts a heartbeat vouches for', () => {
  it('are dead when a live stream is no longer recorded or judged, not when it ended or never was', async () => {
    const clock = new FakeClock();
    let streams = [stream({}), stream({ id: 'stream-2', detecting: false })];
    const alive = new Aliveness(clock, () => streams);
    expect(alive.dead()).toEqual([]);
    streams = [stream({ recording: false }), stream({ id: 'stream-2', detecting: false })];
    await clock.advance(14_000);
    expect(alive.dead()).toEqual([]);
    await clock.advance(2000);
    expect(alive.dead()).toEqual(['recording']);
    streams = [stream({ recording: false, status: 'gone' })];
    expect(alive.dead()).toEqual([]);
    streams = [stream({ recording: false })];
    await clock.advance(60_000);
    expect(alive.dead()).toEqual([]);
  });
});
