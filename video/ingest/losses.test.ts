import { describe, expect, it } from 'vitest';
import { Losses, lostIn } from './losses.ts';

describe('what was lost on the way', () => {
  it.each([
    ['[rtsp @ 0x55d] [warning] RTP: missed 12 packets', 12],
    ['[sdp @ 0x55d] [warning] max delay reached. need to consume packet', 0],
    ['[mpegts @ 0x5] [warning] Packet corrupt (stream = 0, dts = 1234).', 1],
    ['[udp @ 0x5] [warning] something else', 0],
  ])('%s: %i', (line, count) => {
    expect(lostIn(line)).toBe(count);
  });

  it('is forgotten after a minute', () => {
    const losses = new Losses();
    losses.add(3, 0);
    losses.add(2, 40_000_000);
    expect(losses.lastMinute(50_000_000)).toBe(5);
    expect(losses.lastMinute(70_000_000)).toBe(2);
    expect(losses.lastMinute(200_000_000)).toBe(0);
  });
});
