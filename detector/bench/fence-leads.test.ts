import { describe, expect, it } from 'vitest';
import { measureFenceLeads } from './fence-leads.ts';
import { eyes, fenceTrial } from './fence-trial.ts';

describe('fence leads, by simulation', () => {
  it('are hardly ever made of who stays outside, and of most who go into a fence that is large enough', () => {
    const { rows, persons_outside, false_per_1000 } = measureFenceLeads(60);
    expect(persons_outside).toBe(540);
    expect(false_per_1000).toBeLessThanOrEqual(4);
    for (const { side_m, found_percent } of rows)
      if (side_m === 30) expect(found_percent).toBeGreaterThanOrEqual(80);
  });

  it('end the same for the same seed', () => {
    const [eye] = eyes;
    if (eye === undefined) throw new Error('there is a camera');
    const trial = { eye, side_m: 20, goes: 'inside', seed: 7 } as const;
    expect(fenceTrial(trial)).toEqual(fenceTrial(trial));
  });
});
