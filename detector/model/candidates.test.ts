import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planStill, type Sheet, viewOf } from '../frames/sheet.ts';
import { type Candidate, type Candidates, collect, suppress } from './candidates.ts';

const lowest = { person: 0.1, head: 0.1 };

/** The sheets of a still, without pixels. */
const sheetsOf = (frame_width_px: number, frame_height_px: number): Sheet[] => {
  const plans = planStill(frame_width_px, frame_height_px);
  return plans.map((plan) => {
    const frame_px_per_px = frame_width_px / plan.level_width_px;
    return {
      data: new Uint8Array(),
      width_px: plan.width_px,
      height_px: plan.height_px,
      x_px: plan.left_px * frame_px_per_px,
      y_px: plan.top_px * frame_px_per_px,
      frame_px_per_px,
      frame_width_px,
      frame_height_px,
      view: viewOf(plan, plans),
    };
  });
};

type Thing = { x: number; y: number; width: number; height: number };

/** What a network that sees everything would say of one thing on one sheet: the part of it that the sheet shows. */
const rowOf = ({ x, y, width, height }: Thing, sheet: Sheet, columns: [number, number]): Float32Array => {
  const scale = sheet.frame_px_per_px;
  const left = Math.max(0, (x - sheet.x_px) / scale);
  const top = Math.max(0, (y - sheet.y_px) / scale);
  const right = Math.min(sheet.width_px, (x + width - sheet.x_px) / scale);
  const bottom = Math.min(sheet.height_px, (y + height - sheet.y_px) / scale);
  if (right <= left || bottom <= top) return new Float32Array();
  return Float32Array.from([
    (left + right) / 2,
    (top + bottom) / 2,
    right - left,
    bottom - top,
    1,
    ...columns,
  ]);
};

const seen = (thing: Thing, sheets: readonly Sheet[], kind: 'person' | 'head'): Candidates[typeof kind] => {
  const found: Candidates = { person: [], head: [] };
  const columns: [number, number] = kind === 'person' ? [1, 0] : [0, 1];
  sheets.forEach((sheet, index) => collect(rowOf(thing, sheet, columns), sheet, index, lowest, found));
  return found[kind];
};

describe('collect, over the sheets of a still', () => {
  const thing = fc.record({
    frame_width: fc.integer({ min: 64, max: 8000 }),
    aspect: fc.double({ min: 0.5, max: 2, noNaN: true }),
    size: fc.double({ min: 0, max: 1, noNaN: true }),
    x: fc.double({ min: 0, max: 1, noNaN: true }),
    y: fc.double({ min: 0, max: 1, noNaN: true }),
    slim: fc.double({ min: 0.25, max: 1, noNaN: true }),
  });

  it('believes some sheet about every person and head, whole, and none about a part of it', () => {
    fc.assert(
      fc.property(thing, ({ frame_width, aspect, size, x, y, slim }) => {
        const frame_height = Math.round(frame_width * aspect);
        const least = 6;
        const most = Math.min(frame_width, frame_height);
        const height = least * (most / least) ** size;
        const width = Math.max(4, height * slim);
        const place = { x: x * (frame_width - width), y: y * (frame_height - height), width, height };
        const sheets = sheetsOf(frame_width, frame_height);
        for (const kind of ['person', 'head'] as const) {
          const boxes = seen(place, sheets, kind);
          expect(boxes.length).toBeGreaterThan(0);
          for (const box of boxes) {
            // Both sides of a level are rounded to whole pixels: at 1:2 its shorter side errs by half a pixel
            // of its own, its longer by half of one and by twice the shorter's.
            const rounding = 1.5 * (sheets[box.sheet]?.frame_px_per_px ?? Number.NaN) + 0.01;
            expect(Math.abs(box.right - box.left - width)).toBeLessThan(rounding);
            expect(Math.abs(box.bottom - box.top - height)).toBeLessThan(rounding);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leaves small people of a 4K frame to the enlarged sheets and large ones to the small', () => {
    const sheets = sheetsOf(3840, 2160);
    const looks = (height: number) =>
      new Set(
        seen({ x: 1900, y: 400, width: height / 2, height }, sheets, 'person').map(({ sheet }) =>
          Math.round(100 / (sheets[sheet]?.frame_px_per_px ?? 0)),
        ),
      );
    expect(looks(69)).toEqual(new Set([150]));
    expect(looks(500)).toEqual(new Set([50]));
    expect(looks(1600)).toEqual(new Set([17]));
  });

  it('looks at an ordinary photograph once, as it is', () => {
    const [only, ...more] = sheetsOf(900, 600);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ frame_px_per_px: 1, view: { nearer: false, farther: false } });
  });
});

describe('suppress', () => {
  it('finds everybody of a crowd, though each answers with many boxes and some score low', () => {
    const crowd = Array.from({ length: 120 }, (_, person): Candidate[] =>
      Array.from({ length: 40 }, (_, look) => {
        const left = person * 100 + look * 0.1;
        const score = 0.95 - person * 0.005 - look * 0.0001;
        return { left, top: 0, right: left + 30, bottom: 69, score, sheet: 0 };
      }),
    ).flat();
    expect(suppress(crowd, 0.6, 0.85)).toHaveLength(120);
  });
});
