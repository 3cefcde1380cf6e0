import { describe, expect, it } from 'vitest';
import type { IngestFragment, IngestInit } from '#video';
import { LiveHub, type LiveSink } from './live-hub.ts';

const init: IngestInit = {
  stream_id: 's',
  epoch: 1,
  codec: 'avc1.640028',
  width_px: 320,
  height_px: 180,
  timescale: 90_000,
  data: Buffer.from('init'),
};

const fragment = (seq: number, key: boolean): IngestFragment => ({
  stream_id: 's',
  epoch: 1,
  seq,
  key,
  part: 0,
  arrival_utc_us: seq,
  utc_us: seq,
  utc_error_us: 0,
  pts_us: seq * 40_000,
  dts_us: seq * 40_000,
  duration_us: 40_000,
  frames: [],
  data: Buffer.from(`f${seq}${key ? 'k' : ''}`),
});

/** Writes down what it was sent; `congested` makes it refuse. */
const screen = () => {
  const got: string[] = [];
  const state = { congested: false };
  const sink: LiveSink = {
    text: (message) => got.push(message.type),
    binary: (bytes) => {
      if (state.congested) return false;
      got.push(Buffer.from(bytes).toString());
      return true;
    },
  };
  return { got, state, sink };
};

describe('the live hub', () => {
  it('starts a late screen with the init and everything since the newest key frame', () => {
    const hub = new LiveHub();
    hub.init(init);
    for (const [seq, key] of [
      [0, true],
      [1, false],
      [2, true],
      [3, false],
    ] as const)
      hub.fragment(fragment(seq, key));
    const { got, sink } = screen();
    hub.watch(sink);
    hub.fragment(fragment(4, false));
    expect(got).toEqual(['init', 'init', 'f2k', 'f3', 'f4']);
  });

  it('makes a congested screen wait for the next key frame, and nobody else', () => {
    const hub = new LiveHub();
    const slow = screen();
    const fast = screen();
    hub.watch(slow.sink);
    hub.watch(fast.sink);
    hub.init(init);
    hub.fragment(fragment(0, true));
    slow.state.congested = true;
    hub.fragment(fragment(1, false));
    slow.state.congested = false;
    hub.fragment(fragment(2, false));
    hub.fragment(fragment(3, true));
    expect(slow.got).toEqual(['init', 'init', 'f0k', 'f3k']);
    expect(fast.got).toEqual(['init', 'init', 'f0k', 'f1', 'f2', 'f3k']);
  });

  it('never sends frames of one connection after the init of another', () => {
    const hub = new LiveHub();
    const { got, sink } = screen();
    hub.watch(sink);
    hub.init(init);
    hub.fragment(fragment(0, true));
    hub.init({ ...init, epoch: 2 });
    hub.fragment(fragment(1, false));
    hub.fragment(fragment(2, true));
    expect(got).toEqual(['init', 'init', 'f0k', 'init', 'init', 'f2k']);
  });

  it('stops when the screen goes', () => {
    const hub = new LiveHub();
    const { got, sink } = screen();
    hub.watch(sink)();
    hub.init(init);
    expect(got).toEqual([]);
  });
});
