import { describe, expect, it } from 'vitest';
import { Trail } from './trail.ts';

const at = (metres: number) => ({ lat_deg: 34 + metres / 111_195, lon_deg: 108 });

describe('the trail', () => {
  it('is one line while the link stays as it is, and standing still adds nothing', () => {
    const trail = new Trail();
    expect([0, 1, 1.1, 2].map((metres) => trail.add(at(metres), 'good'))).toEqual([true, true, false, true]);
    expect(trail.runs().map(({ points }) => points.length)).toEqual([3]);
  });

  it('tells where the link was lost, without a hole between the lines', () => {
    const trail = new Trail();
    for (const metres of [0, 1]) trail.add(at(metres), 'good');
    for (const metres of [2, 3]) trail.add(at(metres), 'lost');
    trail.add(at(4), 'good');
    const runs = trail.runs();
    expect(runs.map(({ quality }) => quality)).toEqual(['good', 'lost']);
    expect(runs[0]?.points.at(-1)).toEqual(runs[1]?.points[0]);
  });

  it('forgets its oldest points', () => {
    const trail = new Trail();
    for (let metres = 0; metres < 3000; metres += 1) trail.add(at(metres), 'good');
    expect(trail.runs()[0]?.points).toHaveLength(1200);
  });
});
