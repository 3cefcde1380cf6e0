import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LabelBox, readable } from './declutter.ts';

const box = fc.record({
  x: fc.integer({ min: 0, max: 300 }),
  y: fc.integer({ min: 0, max: 200 }),
  width: fc.integer({ min: 1, max: 80 }),
  height: fc.integer({ min: 1, max: 16 }),
});

/** Counts the pixels two boxes share: slow, but it cannot share a mistake with the code. */
const sharedPixels = (a: LabelBox, b: LabelBox): number => {
  let count = 0;
  for (let x = a.x; x < a.x + a.width; x += 1)
    for (let y = a.y; y < a.y + a.height; y += 1)
      if (x >= b.x && x < b.x + b.width && y >= b.y && y < b.y + b.height) count += 1;
  return count;
};

it('shows no two labels on top of each other, and hides none without need', () => {
  fc.assert(
    fc.property(fc.array(box, { maxLength: 12 }), (boxes) => {
      const shown = readable(boxes);
      boxes.forEach((each, at) => {
        const covered = boxes
          .slice(0, at)
          .some((other, index) => shown[index] === true && sharedPixels(each, other) > 0);
        expect(shown[at]).toBe(!covered);
      });
    }),
    { numRuns: 60 },
  );
});
