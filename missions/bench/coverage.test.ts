import { describe, expect, it } from 'vitest';
import { coverageTrial } from './coverage-trial.ts';

describe('surveys of random areas, concave and with holes, at 30° N', () => {
  // 2,000 of them run in `landun bench plan-coverage`.
  it('see 99.9 % at the goal, stay near the area, out of holes and zones, with even lines', () => {
    for (let seed = 5000; seed < 5060; seed += 1) {
      const trial = coverageTrial(seed, 300);
      expect(trial.seen, `seed ${seed}`).toBeGreaterThanOrEqual(0.999);
      expect(trial, `seed ${seed}`).toMatchObject({ astray: 0, forbidden: 0, violations: [] });
      expect(trial.spacing_error, `seed ${seed}`).toBeLessThan(1e-3);
    }
  }, 120_000);
});
