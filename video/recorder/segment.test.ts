import { describe, expect, it } from 'vitest';
import { newSegment, parseSegmentName, segmentName, surestUtc } from './segment.ts';

const segment = (epoch: number, first_pts_us: number, utc_us: number, error_us: number) =>
  newSegment('x', { stream_id: 'cam', epoch, segment: 1, first_pts_us, utc_us, error_us }, 1, 1);

describe('surestUtc', () => {
  const unsure = segment(1, 0, 1_000_900_000, 2_000_000);

  it('believes a surer file of the same connection', () => {
    const sure = segment(1, 10_000_000, 1_010_000_000, 5000);
    expect(surestUtc([unsure, sure], unsure, 0)).toEqual({ utc_us: 1_000_000_000, error_us: 7000 });
  });

  it('does not believe another connection, nor another part of the clock', () => {
    const other = segment(2, 10_000_000, 1_010_000_000, 5000);
    const jumped = segment(1, 10_000_000, 1_090_000_000, 5000);
    expect(surestUtc([unsure, other, jumped], unsure, 0)).toEqual({
      utc_us: 1_000_900_000,
      error_us: 2_000_000,
    });
  });
});

describe('segment names', () => {
  it('are read back as written, and nothing else is', () => {
    expect(parseSegmentName(segmentName(3, 42))).toEqual({ epoch: 3, segment: 42 });
    expect(parseSegmentName('e000003-s00000042.mp4.part')).toBeUndefined();
  });
});
