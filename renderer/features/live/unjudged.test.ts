import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '#common';
import { unjudged } from './unjudged.ts';

const least = { mask: 16, hearing: 24, helmet: 12 };
const verdict = (reason?: Verdict['reason']): Verdict =>
  reason === undefined
    ? { state: 'worn', probability: 0.9, frames: 9 }
    : { state: 'not_judgeable', probability: 1, frames: 0, reason };
const person = (head_px: number, reason?: Verdict['reason']) => ({
  head: { box: [0, 0, head_px - 2, head_px] satisfies [number, number, number, number], score: 0.9 },
  mask: verdict(reason),
  hearing: verdict(reason),
  helmet: verdict(),
});

describe('unjudged', () => {
  it('says how much closer, by item', () => {
    expect(unjudged(person(10, 'too_small'), 'mask', least)).toEqual({ reason: 'too_small', closer: 2 });
    expect(unjudged(person(10, 'too_small'), 'hearing', least)).toEqual({ reason: 'too_small', closer: 3 });
    expect(unjudged(person(10, 'too_small'), 'mask', undefined)).toEqual({ reason: 'too_small' });
  });

  it('says the reason where coming closer does not help, and nothing of what was judged', () => {
    expect(unjudged(person(60, 'turned_away'), 'mask', least)).toEqual({ reason: 'turned_away' });
    expect(unjudged({ ...person(60, 'too_small'), head: null }, 'mask', least)).toEqual({
      reason: 'too_small',
    });
    expect(unjudged(person(60), 'mask', least)).toBeUndefined();
  });

  it('asks for enough: so much closer the head has the pixels needed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 24 }), (head_px) => {
        const { closer = 1 } = unjudged(person(head_px, 'too_small'), 'hearing', least) ?? {};
        expect(head_px * closer).toBeGreaterThanOrEqual(24);
      }),
    );
  });
});
