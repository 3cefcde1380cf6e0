import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Item } from '#common';
import { Ears } from './ears.ts';
import { Evidence, type EvidenceOptions } from './evidence.ts';
import { barrier, clarity, type Gates, targetPixels } from './gates.ts';
import type { ObservedPerson, Probabilities, View } from './observation.ts';

const bare: Probabilities = [0.05, 0.03, 0.88, 0.04];
const sure: Probabilities = [0.9, 0.03, 0.03, 0.04];
const hidden: Probabilities = [0.02, 0.02, 0.02, 0.94];
const options: EvidenceOptions = {
  half_life_us: 3_000_000,
  most_looks: 4,
  least_looks: 0.1,
  least_probability: { worn: 0.6, worn_wrongly: 0.6, not_worn: 0.6 },
};
const gates: Gates = {
  least_head_px: { mask: 10, hearing: 16, helmet: 8 },
  least_sharpness: 0.01,
  least_head_score: 0.3,
};
const frame_us = 125_000;

const person = (head_px: number, sharpness: number, view?: View): ObservedPerson => ({
  box: [500, 200, 80, 200],
  score: 0.8,
  body: true,
  head: { box: [525, 200, head_px, head_px], score: 0.8 },
  look: {
    items: { mask: bare, hearing: bare, helmet: sure },
    sharpness,
    ...(view === undefined ? {} : { view }),
  },
});

describe('the pixels of a verdict', () => {
  it('are those on the face, on the ear and on the crown, each for itself', () => {
    const box: Box = [0, 0, 80, 100];
    expect(targetPixels(box, 'mask')).toBe(60);
    expect(targetPixels(box, 'hearing')).toBe(35);
    expect(targetPixels(box, 'helmet')).toBe(60);
  });
});

describe('how much a look counts', () => {
  const of = (head_px: number, sharpness: number, item: Item = 'mask', view?: View) =>
    clarity(person(head_px, sharpness, view), item, gates);

  it('grows with the pixels on the head, up to twice what is needed at least', () => {
    expect(of(14, 1)).toBeCloseTo(0.7);
    expect([of(20, 1), of(200, 1)]).toEqual([1, 1]);
    // The ear is smaller: the same head counts less for it.
    expect(of(16, 1, 'hearing')).toBeCloseTo(0.5);
  });

  it('grows with sharpness, up to four times what is needed at least', () => {
    expect(of(40, 0.02)).toBeCloseTo(0.5);
    expect([of(40, 0.04), of(40, 0.8)]).toEqual([1, 1]);
  });

  it('is less from the side for a mask, not for an ear, and least from behind', () => {
    const side: View = [0, 1, 0, 0];
    expect(of(40, 1, 'mask', side)).toBeCloseTo(0.6);
    expect(of(40, 1, 'hearing', side)).toBe(1);
    expect(of(40, 1, 'mask', [0.2, 0, 0, 0.8])).toBeCloseTo(0.3);
  });

  it('is never nothing, and never more than one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom<Item>('mask', 'hearing', 'helmet'),
        (head_px, sharpness, item) => {
          expect(of(head_px, sharpness, item)).toBeGreaterThanOrEqual(0.3);
          expect(of(head_px, sharpness, item)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('why an item is hidden', () => {
  it('is told by the view where the network gives one', () => {
    const of = (view: View, item: Item) => {
      const one = person(40, 1, view);
      const seen = one.look && { ...one.look, items: { mask: hidden, hearing: hidden, helmet: hidden } };
      const all = { ...one, look: seen };
      return barrier(all, item, { width_px: 1920, height_px: 1080, people: [all] }, gates);
    };
    expect(of([0.1, 0.1, 0.1, 0.7], 'mask')).toBe('turned_away');
    expect(of([0.8, 0.1, 0.1, 0], 'mask')).toBe('covered');
    expect(of([0.1, 0.8, 0.1, 0], 'hearing')).toBe('covered');
  });
});

describe('evidence', () => {
  const gather = (
    looks: readonly (readonly [Probabilities, number])[],
    more: Partial<EvidenceOptions> = {},
  ) => {
    const evidence = new Evidence({ ...options, ...more });
    looks.forEach(([look, weight], index) => evidence.add(look, weight, index * frame_us, 20));
    return evidence;
  };
  const times = (count: number, look: Probabilities, weight = 0.5) =>
    Array.from({ length: count }, () => [look, weight] as const);

  it('is a sum of log-odds: three looks at .6 to .3 are odds of 8', () => {
    const still = { half_life_us: 1e15, most_looks: 100 };
    const doubtful: Probabilities = [0.3, 0.1, 0.6, 0];
    const three = gather(times(3, doubtful, 1), still).posterior();
    expect((three?.not_worn ?? 0) / (three?.worn ?? 1)).toBeCloseTo(2 ** 3, 6);
    const half = gather(times(3, doubtful, 0.5), still).posterior();
    expect((half?.not_worn ?? 0) / (half?.worn ?? 1)).toBeCloseTo(2 ** 1.5, 6);
  });

  it('lets a clear look outweigh a poor one', () => {
    const verdict = (weight_bare: number, weight_worn: number) =>
      gather([
        [bare, weight_bare],
        [sure, weight_worn],
      ]).verdict().state;
    expect(verdict(1, 0.3)).toBe('not_worn');
    expect(verdict(0.3, 1)).toBe('worn');
  });

  it('counts many alike looks as no more than so many independent ones', () => {
    const doubtful: Probabilities = [0.35, 0.1, 0.55, 0];
    const few = gather(times(8, doubtful), { half_life_us: 1e15 }).posterior();
    const many = gather(times(400, doubtful), { half_life_us: 1e15 }).posterior();
    expect(many?.not_worn).toBeCloseTo(few?.not_worn ?? 0, 9);
    expect(many?.not_worn).toBeCloseTo(0.55 ** 4 / (0.55 ** 4 + 0.35 ** 4 + 0.1 ** 4), 9);
  });

  it('judges what a look says given that the item can be seen at all', () => {
    // Half hidden: 0.4 of the 0.5 that remain speaks for bare.
    const half_seen: Probabilities = [0.05, 0.05, 0.4, 0.5];
    const posterior = gather([[half_seen, 1]], { most_looks: 1 }).posterior();
    expect(posterior?.not_worn).toBeCloseTo(0.8);
    // Ruled out is ruled out by so much only, whatever the share that was seen.
    const all_but_hidden: Probabilities = [0.001, 0.001, 0.008, 0.99];
    expect(gather([[all_but_hidden, 1]], { most_looks: 1 }).posterior()?.not_worn).toBeCloseTo(0.8);
  });

  it('forgets: after one half-life a look counts half, after four it is none that a verdict rests on', () => {
    const evidence = new Evidence({ ...options, half_life_us: 1_000_000, most_looks: 100 });
    evidence.add(bare, 1, 0, 20);
    const odds = () => {
      const posterior = evidence.posterior();
      return Math.log((posterior?.not_worn ?? 0) / (posterior?.worn ?? 1));
    };
    const fresh = odds();
    evidence.miss('turned_away', 0.9, 1_000_000);
    expect(odds() / fresh).toBeCloseTo(0.5, 6);
    expect(evidence.frames).toBe(1);
    evidence.miss('turned_away', 0.9, 4_000_001);
    expect(evidence.frames).toBe(0);
    expect(evidence.verdict()).toMatchObject({ state: 'not_judgeable', reason: 'turned_away' });
  });

  it('is none while less is left than the least', () => {
    expect(gather([[bare, 0.09]]).posterior()).toBeUndefined();
    expect(gather([[bare, 0.11]]).posterior()).toBeDefined();
  });

  it('turns within three seconds when a mask is put on, at 8 judged frames a second', () => {
    const evidence = new Evidence(options);
    let frame = 0;
    const look = (at: Probabilities) => {
      evidence.add(at, 0.5, frame * frame_us, 20);
      frame += 1;
    };
    for (let count = 0; count < 240; count += 1) look(bare);
    expect(evidence.verdict().state).toBe('not_worn');
    let needed = 0;
    while (evidence.verdict().state !== 'worn' && needed < 100) {
      look(sure);
      needed += 1;
    }
    // Half of what was gathered is gone after one half-life of 3 s: 24 frames.
    expect(needed).toBeGreaterThan(8);
    expect(needed).toBeLessThanOrEqual(27);
  });
});

describe('two ears', () => {
  const from_left: View = [0.05, 0.9, 0.05, 0];
  const from_right: View = [0.05, 0.05, 0.9, 0];
  const both = (looks: readonly (readonly [Probabilities, View?])[]) => {
    const ears = new Ears(options);
    looks.forEach(([look, view], index) => ears.add(look, 0.5, index * frame_us, 12, view));
    return ears;
  };
  const times = (count: number, look: Probabilities, view?: View) =>
    Array.from({ length: count }, () => (view === undefined ? ([look] as const) : ([look, view] as const)));

  it('accuse by the bare one alone, with its own frames and probability', () => {
    const ears = both([...times(12, sure, from_left), ...times(8, bare, from_right)]);
    expect(ears.frames).toBe(8);
    expect(ears.posterior()?.not_worn).toBeGreaterThan(0.9);
  });

  it('count a look for the side that is seen, by its share of the view', () => {
    const left = both(times(8, bare, from_left));
    expect(left.frames).toBe(8);
    // The other side was never seen: nothing is known of it.
    expect(both(times(8, sure, from_left)).posterior()).toBeUndefined();
    expect(both(times(8, sure, from_left)).frames).toBe(0);
    expect(both(times(8, sure, from_right)).posterior()).toBeUndefined();
    // But a bare one is enough, whatever the other is.
    expect(both(times(8, bare, from_right)).posterior()?.not_worn).toBeGreaterThan(0.9);
    const once = (front: number) => both([[bare, [front, 0, 0, 1 - front]]]).posterior()?.not_worn ?? 0;
    expect(once(0.3)).toBeLessThan(once(0.9));
  });
});
