import { describe, expect, it } from 'vitest';
import type { Fragment } from '../fmp4/index.ts';
import { enter, newSegment } from './segment.ts';
import type { Segment } from './segment.ts';
import { timelineOf } from './timeline.ts';

const step_us = 40_000;
const utc_us = 1_790_000_000_000_000;

/** A file whose frames stand at these numbers of steps; each lasts until the next, the last one step. */
const file = (
  epoch: number,
  number: number,
  at: readonly number[],
  began_utc_us: number,
  error_us = 5000,
): Segment => {
  const first_pts_us = (at[0] ?? 0) * step_us;
  const anchor = {
    stream_id: 's',
    epoch,
    segment: number,
    first_pts_us,
    utc_us: began_utc_us + first_pts_us,
    error_us,
  };
  const segment = newSegment(`e${epoch}-s${number}`, anchor, 0, 0);
  at.forEach((each, index) => {
    const pts_us = each * step_us;
    const fragment: Fragment = {
      pts_us,
      dts_us: pts_us,
      duration_us: ((at[index + 1] ?? each + 1) - each) * step_us,
      key: index === 0,
      frames: [{ pts_us, dts_us: pts_us, key: index === 0, size: 1 }],
      data: new Uint8Array(1),
    };
    enter(segment, fragment, index);
  });
  return segment;
};

const run = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

describe('the timeline of a recording', () => {
  it('has no gap where files of one connection follow each other', () => {
    const { stretches, gaps } = timelineOf([
      file(1, 1, run(0, 50), utc_us),
      file(1, 2, run(50, 100), utc_us),
    ]);
    expect(gaps).toEqual([]);
    expect(stretches).toEqual([
      {
        epoch: 1,
        from_pts_us: 0,
        to_pts_us: 99 * step_us,
        from_utc_us: utc_us,
        to_utc_us: utc_us + 99 * step_us,
        utc_error_us: expect.any(Number),
      },
    ]);
  });

  it('tells a silence inside a connection to the frame, by the connection’s own clock', () => {
    const { gaps } = timelineOf([file(1, 1, [...run(0, 30), ...run(75, 100)], utc_us)]);
    expect(gaps).toMatchObject([
      { after_epoch: 1, before_epoch: 1, after_pts_us: 29 * step_us, length_us: 45 * step_us, error_us: 0 },
    ]);
  });

  it('tells frames that never came to the disk', () => {
    const { gaps } = timelineOf([file(1, 1, run(0, 30), utc_us), file(1, 2, run(60, 90), utc_us)]);
    expect(gaps).toMatchObject([{ after_pts_us: 29 * step_us, length_us: 30 * step_us, error_us: 0 }]);
  });

  it('tells a lost connection by the wall clock, with its error', () => {
    const later_us = utc_us + 5_000_000;
    const { stretches, gaps } = timelineOf([
      file(1, 1, run(0, 50), utc_us, 3000),
      file(2, 2, run(0, 50), later_us, 4000),
    ]);
    expect(stretches).toHaveLength(2);
    expect(gaps).toEqual([
      {
        after_epoch: 1,
        after_pts_us: 49 * step_us,
        before_epoch: 2,
        from_utc_us: utc_us + 49 * step_us,
        length_us: 3_000_000,
        error_us: expect.any(Number),
      },
    ]);
    expect(gaps[0]?.error_us).toBeGreaterThanOrEqual(7000);
    expect(gaps[0]?.error_us).toBeLessThan(9000);
  });

  it('tells a silence that the source hid in its time stamps by the wall clock', () => {
    const late_us = utc_us + 4_960_000;
    const { gaps } = timelineOf([file(1, 1, run(0, 50), utc_us), file(1, 2, run(50, 90), late_us)]);
    expect(gaps).toMatchObject([{ after_pts_us: 49 * step_us, length_us: 4_960_000 }]);
    expect(gaps[0]?.error_us).toBeGreaterThan(0);
  });

  it('tells a lost connection by the sender’s clock where both know it and the wall clock does not object', () => {
    const before = file(1, 1, run(0, 50), utc_us, 60_000);
    const after = file(2, 2, run(0, 50), utc_us + 5_000_000, 60_000);
    const sender_us = utc_us - 7_200_000_000;
    before.sender_offset_us = sender_us;
    after.sender_offset_us = sender_us + 4_960_000;
    expect(timelineOf([before, after]).gaps).toMatchObject([{ length_us: 2_960_000, error_us: 20_000 }]);
    // A camera that set its clock meanwhile is not believed.
    after.sender_offset_us = sender_us + 60_000_000;
    expect(timelineOf([before, after]).gaps).toMatchObject([{ length_us: 3_000_000 }]);
  });

  it('frames held up before the time stamps jump: the silence is told once, by the stream', () => {
    const held_us = utc_us + 5_000_000;
    const { gaps } = timelineOf([
      file(1, 1, run(0, 50), utc_us),
      file(1, 2, run(50, 60), held_us, 5_000_000),
      file(1, 3, run(185, 300), utc_us),
    ]);
    expect(gaps).toMatchObject([{ after_pts_us: 59 * step_us, length_us: 125 * step_us, error_us: 0 }]);
  });

  it('frames held up in several pieces: still one silence, told by the stream', () => {
    const { gaps } = timelineOf([
      file(1, 1, run(0, 50), utc_us),
      file(1, 2, run(50, 51), utc_us + 2_570_000, 2_575_000),
      file(1, 3, run(51, 53), utc_us + 5_000_000, 2_430_000),
      file(1, 4, run(178, 300), utc_us),
    ]);
    expect(gaps).toMatchObject([{ after_pts_us: 52 * step_us, length_us: 125 * step_us, error_us: 0 }]);
  });

  it('a held-up frame whose own duration is the silence is not counted again by the wall clock', () => {
    const held = file(1, 2, [50, 51, 101], utc_us + 2_000_000, 2_005_000);
    // The last frame of the file, which lasts until the next file's first.
    const until_next = newSegment('e1-s2', held.anchor, 0, 0);
    [50, 51].forEach((each, index) =>
      enter(
        until_next,
        {
          pts_us: each * step_us,
          dts_us: each * step_us,
          duration_us: (index === 0 ? 1 : 50) * step_us,
          key: index === 0,
          frames: [{ pts_us: each * step_us, dts_us: each * step_us, key: index === 0, size: 1 }],
          data: new Uint8Array(1),
        },
        index,
      ),
    );
    const { gaps } = timelineOf([
      file(1, 1, run(0, 50), utc_us),
      until_next,
      file(1, 3, run(101, 200), utc_us),
    ]);
    expect(gaps).toMatchObject([{ after_pts_us: 51 * step_us, length_us: 49 * step_us, error_us: 0 }]);
  });

  it('a held-up frame at the end of a connection: one silence, up to the next connection', () => {
    const { gaps } = timelineOf([
      file(1, 1, run(0, 50), utc_us),
      file(1, 2, run(50, 51), utc_us + 2_570_000, 2_575_000),
      file(2, 3, run(0, 50), utc_us + 12_000_000),
    ]);
    expect(gaps).toMatchObject([{ after_epoch: 1, before_epoch: 2, length_us: 9_960_000 }]);
  });

  it('a sender whose clock ran on as the time stamps did left nothing out', () => {
    const before = file(1, 1, run(0, 50), utc_us);
    const late = file(1, 2, run(50, 400), utc_us + 2_000_000);
    expect(timelineOf([before, late]).gaps).toMatchObject([{ length_us: 2_000_000 }]);
    before.sender_offset_us = late.sender_offset_us = utc_us - 7_200_000_000;
    expect(timelineOf([before, late]).gaps).toEqual([]);
  });

  it('a slow stream has no gaps', () => {
    expect(
      timelineOf([
        file(
          1,
          1,
          run(0, 20).map((each) => each * 25),
          utc_us,
        ),
      ]).gaps,
    ).toEqual([]);
  });
});
