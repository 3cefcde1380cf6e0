import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Item, Suspicion } from '#common';
import { Judge, type JudgeOptions, type Outcome } from './judge.ts';
import type { ObservedPerson, Probabilities } from './observation.ts';

const least = { worn: 0.6, worn_wrongly: 0.6, not_worn: 0.6 };
const options: JudgeOptions = {
  gates: {
    least_head_px: { mask: 10, hearing: 16, helmet: 8 },
    least_sharpness: 0.01,
    least_head_score: 0.3,
  },
  tracker: { begin_score: 0.3, keep_us: 2_000_000, first_id: 1 },
  evidence: { half_life_us: 3_000_000, most_looks: 4, least_looks: 0.1 },
  least_probability: { mask: least, hearing: least, helmet: least },
  confirm: { frames: 8, probability: 0.95, head_score: 0.4, body_score: 0.5 },
  facilities: [],
  look_weight: 0.5,
};
const frame_us = 125_000;
const sure: Probabilities = [0.9, 0.03, 0.03, 0.04];
const bare: Probabilities = [0.03, 0.03, 0.9, 0.04];
const under_chin: Probabilities = [0.03, 0.9, 0.03, 0.04];
const hidden: Probabilities = [0.05, 0.02, 0.03, 0.9];
const doubtful: Probabilities = [0.4, 0.1, 0.46, 0.04];

type Look =
  | {
      mask?: Probabilities;
      head_px?: number;
      sharpness?: number;
      score?: number;
      body?: boolean;
      at?: number;
    }
  | 'no head';

const person = (look: Look): ObservedPerson => {
  const at = look === 'no head' ? 500 : (look.at ?? 500);
  const box: Box = [at, 200, 80, 200];
  if (look === 'no head') return { box, score: 0.8, body: true, head: null, look: null };
  const { mask = bare, head_px = 30, sharpness = 0.2, score = 0.8, body = true } = look;
  const head: Box = [at + 25, 200, head_px, head_px];
  return {
    box,
    score: 0.8,
    body,
    head: { box: head, score },
    look: { items: { mask, hearing: hidden, helmet: sure }, sharpness },
  };
};

/** One person seen once per entry; `undefined` is a frame with nobody on it. */
const watch = (
  looks: readonly (Look | undefined)[],
  required: readonly Item[] = ['mask'],
  judge = new Judge(options, required),
) =>
  looks.map((look, index) =>
    judge.observe({
      epoch: 0,
      pts_us: index * frame_us,
      width_px: 1920,
      height_px: 1080,
      people: look === undefined ? [] : [person(look)],
    }),
  );

const maskAt = (outcome: Outcome | undefined) => outcome?.findings.persons[0]?.mask;
const suspicions = (outcomes: readonly Outcome[]): Suspicion[] =>
  outcomes.flatMap((outcome) => [...outcome.suspicions]);
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('a state', () => {
  it('is named from the least probability of that state on', () => {
    const careful = { worn: 0.6, worn_wrongly: 0.95, not_worn: 0.92 };
    const still: JudgeOptions = {
      ...options,
      least_probability: { mask: careful, hearing: least, helmet: least },
      evidence: { half_life_us: 3_000_000, most_looks: 1, least_looks: 0 },
      look_weight: 1,
    };
    const stateOf = (mask: Probabilities) =>
      maskAt(watch([{ mask }], ['mask'], new Judge(still, ['mask'])).at(-1));
    expect(stateOf([0.7, 0.1, 0.15, 0.05])?.state).toBe('worn');
    expect(stateOf([0.03, 0.03, 0.93, 0.01])?.state).toBe('not_worn');
    expect(stateOf(bare)).toMatchObject({ state: 'not_judgeable', reason: 'uncertain' });
    expect(stateOf([0.03, 0.93, 0.03, 0.01])).toMatchObject({ state: 'not_judgeable', reason: 'uncertain' });
  });
});

describe('a suspicion', () => {
  it('needs the whole confirmation window', () => {
    expect(suspicions(watch(times(7, { mask: bare })))).toEqual([]);
    const confirmed = suspicions(watch(times(8, { mask: bare })));
    expect(confirmed).toMatchObject([
      { item: 'mask', state: 'not_worn', frames: 8, first_pts_us: 0, last_pts_us: 7 * frame_us },
    ]);
    expect(confirmed[0]?.probability).toBeGreaterThan(0.95);
  });

  it('is raised once per person and item, however long it goes on', () => {
    expect(suspicions(watch(times(200, { mask: bare })))).toHaveLength(1);
  });

  it('names a mask under the chin as worn wrongly', () => {
    expect(suspicions(watch(times(20, { mask: under_chin })))).toMatchObject([{ state: 'worn_wrongly' }]);
  });

  it('is not made of repeated doubt', () => {
    expect(suspicions(watch(times(300, { mask: doubtful })))).toEqual([]);
  });

  it('is raised only for items that are required', () => {
    expect(suspicions(watch(times(50, { mask: bare }), ['helmet', 'hearing']))).toEqual([]);
  });

  it('carries the sharpest and largest frame that speaks against wearing, and its boxes', () => {
    const looks: Look[] = times(12, { mask: bare, sharpness: 0.1 });
    looks[3] = { mask: bare, sharpness: 0.3, head_px: 40 };
    looks[5] = { mask: sure, sharpness: 0.5, head_px: 50 };
    const outcomes = watch(looks);
    expect(suspicions(outcomes)).toMatchObject([
      { pts_us: 3 * frame_us, head_px: 40, head_box: [525, 200, 40, 40] },
    ]);
    const announced = outcomes.flatMap((outcome, index) => (outcome.best.length > 0 ? [index] : []));
    expect(announced).toEqual([0, 3]);
  });

  it('is not raised against what has no body, or is hardly a head', () => {
    expect(suspicions(watch(times(50, { mask: bare, body: false })))).toEqual([]);
    expect(suspicions(watch(times(50, { mask: bare, score: 0.35 })))).toEqual([]);
  });

  it('does not outlive a mask put on in time', () => {
    expect(suspicions(watch([...times(7, { mask: bare }), ...times(40, { mask: sure })]))).toEqual([]);
  });
});

describe('a verdict', () => {
  it('changes when a mask is put on, and forgets', () => {
    const outcomes = watch([...times(30, { mask: bare }), ...times(60, { mask: sure })]);
    expect(maskAt(outcomes[29])?.state).toBe('not_worn');
    expect(maskAt(outcomes.at(-1))?.state).toBe('worn');
  });

  it.each([
    ['too_small', { head_px: 9 }],
    ['blurred', { sharpness: 0.001 }],
    ['turned_away', { mask: hidden }],
    ['no_head', 'no head'],
    ['uncertain', { score: 0.2 }],
  ] as const)('is “not judgeable: %s” when it cannot know, and never accuses', (reason, look) => {
    const outcomes = watch(times(100, look));
    expect(maskAt(outcomes.at(-1))).toMatchObject({ state: 'not_judgeable', reason, frames: 0 });
    expect(suspicions(outcomes)).toEqual([]);
  });

  it('is “cut off” at the edge of the picture', () => {
    expect(maskAt(watch([{ mask: bare, at: -25 }])[0])).toMatchObject({
      state: 'not_judgeable',
      reason: 'cut_off',
    });
  });

  it('fades to not judgeable when the face is not seen any more', () => {
    const outcomes = watch([...times(20, { mask: sure }), ...times(160, { mask: hidden })]);
    expect(maskAt(outcomes[25])?.state).toBe('worn');
    expect(maskAt(outcomes.at(-1))).toMatchObject({ state: 'not_judgeable', reason: 'turned_away' });
  });

  it('begins anew with a new connection of the source', () => {
    const judge = new Judge(options, ['mask']);
    watch(times(20, { mask: sure }), ['mask'], judge);
    const outcome = judge.observe({
      epoch: 1,
      pts_us: 0,
      width_px: 1920,
      height_px: 1080,
      people: [person({ mask: bare })],
    });
    expect(outcome.findings.persons[0]).toMatchObject({ track_id: 2, mask: { frames: 1 } });
    expect(outcome.ended).toEqual([1]);
  });
});

const probabilities = fc
  .tuple(
    fc.double({ min: 0.001, max: 1, noNaN: true }),
    fc.double({ min: 0.001, max: 1, noNaN: true }),
    fc.double({ min: 0.001, max: 1, noNaN: true }),
    fc.double({ min: 0.001, max: 1, noNaN: true }),
  )
  .map((weights): Probabilities => {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return [weights[0] / sum, weights[1] / sum, weights[2] / sum, weights[3] / sum];
  });
const look: fc.Arbitrary<Look | undefined> = fc.oneof(
  fc.record({
    mask: probabilities,
    head_px: fc.integer({ min: 1, max: 120 }),
    sharpness: fc.double({ min: 0, max: 1, noNaN: true }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    body: fc.boolean(),
  }),
  fc.constant('no head' as const),
  fc.constant(undefined),
);

describe('whatever is seen', () => {
  it('gives probabilities, states a reason for every “not judgeable”, and suspects a track at most once per item', () => {
    fc.assert(
      fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
        const outcomes = watch(looks, ['mask', 'hearing', 'helmet']);
        for (const { findings } of outcomes) {
          for (const { mask, hearing, helmet } of findings.persons) {
            for (const verdict of [mask, hearing, helmet]) {
              expect(verdict.probability).toBeGreaterThanOrEqual(0);
              expect(verdict.probability).toBeLessThanOrEqual(1);
              expect(verdict.reason !== undefined).toBe(verdict.state === 'not_judgeable');
              if (verdict.state !== 'not_judgeable') expect(verdict.frames).toBeGreaterThan(0);
            }
            // Hearing was never to be seen: neither accused nor cleared.
            expect(hearing.state).toBe('not_judgeable');
          }
        }
        const raised = suspicions(outcomes).map(({ track_id, item }) => `${track_id} ${item}`);
        expect(new Set(raised).size).toBe(raised.length);
        for (const suspicion of suspicions(outcomes)) {
          expect(suspicion.frames).toBeGreaterThanOrEqual(8);
          expect(suspicion.probability).toBeGreaterThanOrEqual(0.95);
          expect(suspicion.pts_us).toBeLessThanOrEqual(suspicion.last_pts_us);
          expect(suspicion.pts_us).toBeGreaterThanOrEqual(suspicion.first_pts_us);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is weighed the same in any order, as far as time does not tell', () => {
    fc.assert(
      fc.property(
        fc.array(
          probabilities.filter((p) => p[3] < 0.49),
          { minLength: 2, maxLength: 10 },
        ),
        (looks) => {
          const still = { ...options, evidence: { ...options.evidence, half_life_us: 1e15 } };
          const verdict = (ordered: readonly Probabilities[]) =>
            maskAt(
              watch(
                ordered.map((mask) => ({ mask })),
                ['mask'],
                new Judge(still, ['mask']),
              ).at(-1),
            );
          const [forth, back] = [verdict(looks), verdict(looks.toReversed())];
          expect(back?.state).toBe(forth?.state);
          expect(back?.probability).toBeCloseTo(forth?.probability ?? 0, 6);
        },
      ),
      { numRuns: 100 },
    );
  });
});
