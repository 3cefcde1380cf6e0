import { describe, expect, it } from 'vitest';
import type { Box, ItemState } from '#common';
import { atThreshold, averagePrecision50, type PictureBoxes } from './average-precision.ts';
import type { Answer, Judgement } from './judgement.ts';
import { calibrationError, stateFigures } from './state-figures.ts';

const every_size = { from_px: 0, to_px: Infinity };
const at = (x: number, size = 40): Box => [x, 0, size, size];
const picture = (truths: Box[], found: (readonly [Box, number])[], complete = true): PictureBoxes => ({
  truths,
  complete,
  found: found.map(([box, score]) => ({ box, score })),
  shown: [],
  named: [],
});

describe('averagePrecision50', () => {
  it('is 1 when everything is found before anything false', () => {
    const found = [
      picture(
        [at(0), at(100)],
        [
          [at(0), 0.9],
          [at(101), 0.8],
          [at(300), 0.1],
        ],
      ),
    ];
    expect(averagePrecision50(found, every_size)).toEqual({ ap50: 1, labelled: 2 });
  });

  it('is the area under the monotone curve', () => {
    // false .9, right .8, right .7: precision 1/2 then 2/3, made monotone 2/3 throughout.
    const found = [
      picture(
        [at(0), at(100)],
        [
          [at(300), 0.9],
          [at(0), 0.8],
          [at(100), 0.7],
        ],
      ),
    ];
    expect(averagePrecision50(found, every_size).ap50).toBeCloseTo(2 / 3);
  });

  it('counts a second box on one truth as false, and a truth not found as missing', () => {
    const found = [
      picture(
        [at(0), at(100)],
        [
          [at(0), 0.9],
          [at(2), 0.8],
        ],
      ),
    ];
    expect(averagePrecision50(found, every_size).ap50).toBeCloseTo(0.5);
  });

  it('does not count against a picture where the class is not labelled exhaustively', () => {
    const found = [
      picture(
        [at(0)],
        [
          [at(300), 0.9],
          [at(0), 0.8],
        ],
        false,
      ),
    ];
    expect(averagePrecision50(found, every_size).ap50).toBe(1);
  });

  it('leaves sizes outside the range out on both sides', () => {
    const found = [
      picture(
        [at(0, 10), at(100, 40)],
        [
          [at(0, 10), 0.9],
          [at(300, 9), 0.8],
          [at(100, 40), 0.7],
        ],
      ),
    ];
    expect(averagePrecision50(found, { from_px: 16, to_px: Infinity })).toEqual({ ap50: 1, labelled: 1 });
  });

  it('has no value without labels', () => {
    expect(averagePrecision50([picture([], [[at(0), 0.5]])], every_size)).toEqual({
      ap50: null,
      labelled: 0,
    });
  });

  it('tells which truths a threshold shows, and which of its boxes are somebody', () => {
    const found = [
      { box: at(2), score: 0.6 },
      { box: at(0), score: 0.9 },
      { box: at(100), score: 0.3 },
      { box: at(300), score: 0.8 },
    ];
    const { shown, named } = atThreshold([at(0), at(100)], found, 0.5);
    expect(shown.map((one) => one.found)).toEqual([true, false]);
    expect(named).toEqual([
      { box: at(0), right: true },
      { box: at(300), right: false },
      { box: at(2), right: false },
    ]);
  });
});

const answer = (state: ItemState, side_probability = 0.9, forced: ItemState = 'worn'): Answer => ({
  state,
  reason: state === 'not_judgeable' ? 'too_small' : undefined,
  probability: side_probability,
  side_probability,
  forced,
});
const judgement = (truth: ItemState, given: Answer | undefined): Judgement => ({
  item: 'mask',
  truth,
  px: 30,
  person: 'somebody',
  answer: given,
});

describe('stateFigures', () => {
  it('measures worn against not worn rightly, and what it costs', () => {
    const figures = stateFigures([
      judgement('worn', answer('worn')),
      judgement('worn', answer('not_worn')),
      judgement('not_worn', answer('worn_wrongly')),
      judgement('not_worn', answer('not_judgeable')),
      judgement('not_judgeable', answer('not_worn')),
      judgement('not_judgeable', answer('not_judgeable')),
      judgement('worn', undefined),
    ]);
    expect(figures).toMatchObject({
      labelled: 7,
      not_found: 1,
      judged: 4,
      share_not_judgeable: 2 / 6,
      reasons: { too_small: 2 },
      balanced_accuracy: 0.75,
      recall: { worn: 0.5, not_worn: 0, not_judgeable: 0.5, worn_wrongly: null },
      wrong_accusations: 2,
      wrong_accusations_per_1000_judged: 500,
    });
    expect(figures.confusion[0]).toEqual([1, 0, 1, 0]);
    expect(figures.confusion[3]).toEqual([0, 0, 1, 1]);
  });

  it('forces a choice where gates kept silent', () => {
    const figures = stateFigures([
      judgement('worn', answer('not_judgeable', 0, 'worn')),
      judgement('not_worn', answer('not_judgeable', 0, 'worn_wrongly')),
    ]);
    expect(figures).toMatchObject({ balanced_accuracy: null, balanced_accuracy_forced: 1 });
  });

  it('tells worn wrongly from worn, by any accusation and by the very word', () => {
    const figures = stateFigures([
      judgement('worn', answer('worn')),
      judgement('worn_wrongly', answer('worn_wrongly')),
      judgement('worn_wrongly', answer('not_worn')),
    ]);
    expect(figures.wrongly_against_worn).toEqual({ told_apart: 1, exact_word: 0.75 });
    const missed = stateFigures([
      judgement('worn', answer('worn')),
      judgement('worn_wrongly', answer('worn')),
    ]);
    expect(missed.wrongly_against_worn).toEqual({ told_apart: 0.5, exact_word: 0.5 });
  });
});

describe('calibrationError', () => {
  it('is nothing when what is said nine times in ten is right nine times in ten', () => {
    const answers = Array.from({ length: 10 }, (_, index) => ({ probability: 0.9, right: index > 0 }));
    expect(calibrationError(answers)).toBeCloseTo(0);
  });

  it('is the gap between what was said and what was so', () => {
    expect(calibrationError([{ probability: 0.99, right: false }])).toBeCloseTo(0.99);
    expect(calibrationError([])).toBeNull();
  });
});
