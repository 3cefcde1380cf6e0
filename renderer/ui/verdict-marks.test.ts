import { type ItemState, itemStates, type Verdict } from '#common';
import { describe, expect, it } from 'vitest';
import { verdictMarks, worstState } from './verdict-marks.ts';

const judged = (mask: ItemState, hearing: ItemState, helmet: ItemState) => {
  const verdict = (state: ItemState): Verdict => ({ state, probability: 1, frames: 1 });
  return { mask: verdict(mask), hearing: verdict(hearing), helmet: verdict(helmet) };
};

describe('worstState', () => {
  it('puts what is missing before everything else', () => {
    expect(worstState(judged('worn', 'not_worn', 'worn_wrongly'))).toBe('not_worn');
    expect(worstState(judged('worn_wrongly', 'not_judgeable', 'worn'))).toBe('worn_wrongly');
  });

  it('never shows a person as compliant while an item could not be judged', () => {
    expect(worstState(judged('worn', 'worn', 'not_judgeable'))).toBe('not_judgeable');
    expect(worstState(judged('worn', 'worn', 'worn'))).toBe('worn');
  });
});

describe('verdictMarks', () => {
  it('differs by symbol and by line, not by colour alone', () => {
    expect(new Set(itemStates.map((state) => verdictMarks[state].symbol)).size).toBe(itemStates.length);
    const lines = itemStates.map(
      (state) => `${verdictMarks[state].dash.join()} ${verdictMarks[state].width}`,
    );
    expect(new Set(lines).size).toBe(itemStates.length);
  });
});
