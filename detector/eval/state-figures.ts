import { type ItemState, itemStates } from '#common';
import type { SizeRange } from './average-precision.ts';
import type { Judgement } from './judgement.ts';

export type StateFigures = {
  readonly labelled: number;
  /** No head was found there: neither judged nor silent. */
  readonly not_found: number;
  readonly judged: number;
  /** Of the heads found, how many got no answer. */
  readonly share_not_judgeable: number | null;
  /** Why those got none, counted. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Mean recall of “worn” and “not worn rightly” (not worn or worn wrongly) among those judged. */
  readonly balanced_accuracy: number | null;
  /** The same with the likeliest state of every head found, without gates and thresholds. */
  readonly balanced_accuracy_forced: number | null;
  /** Of labelled `worn` and `worn_wrongly` alone, judged: balanced accuracy, in two senses. */
  readonly wrongly_against_worn: {
    /** Whether the two are told apart: worn, against anything that accuses. */
    readonly told_apart: number | null;
    /** Whether the very word is said: “not worn” of a mask under the chin counts as wrong. */
    readonly exact_word: number | null;
  };
  /** Recall of each labelled state among those judged; of `not_judgeable`: how many got no answer. */
  readonly recall: Readonly<Record<ItemState, number | null>>;
  /** Rows are labels, columns answers, both in the order worn, worn_wrongly, not_worn, not_judgeable. */
  readonly confusion: readonly (readonly number[])[];
  /** Ten bins; probability of the side named (worn, or not worn rightly) against how often that was right. */
  readonly expected_calibration_error: number | null;
  /** Who wears it rightly, or cannot be judged by the label, and was said not to. */
  readonly wrong_accusations: number;
  readonly wrong_accusations_per_1000_judged: number | null;
};

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const accuses = (state: ItemState): boolean => state === 'not_worn' || state === 'worn_wrongly';
const mean = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length < values.length || known.length === 0
    ? null
    : known.reduce((sum, value) => sum + value, 0) / known.length;
};

export const stateFigures = (judgements: readonly Judgement[]): StateFigures => {
  const found = judgements.flatMap(({ truth, answer }) =>
    answer === undefined ? [] : [{ truth, ...answer }],
  );
  const judged = found.filter(({ state }) => state !== 'not_judgeable');
  const wrong = judged.filter(
    ({ truth, state }) => accuses(state) && (truth === 'worn' || truth === 'not_judgeable'),
  );
  const sideRecall = (side: boolean, answers: readonly { truth: ItemState; state: ItemState }[]) => {
    const of_side = answers.filter(({ truth }) => truth !== 'not_judgeable' && accuses(truth) === side);
    return share(of_side.filter(({ state }) => accuses(state) === side).length, of_side.length);
  };
  const forced = found.flatMap(({ truth, forced: state }) => (state === undefined ? [] : [{ truth, state }]));
  const exact = (truth: ItemState) => {
    const rows = (truth === 'not_judgeable' ? found : judged).filter((one) => one.truth === truth);
    return share(rows.filter(({ state }) => state === truth).length, rows.length);
  };
  const accused = (truth: ItemState) => {
    const rows = judged.filter((one) => one.truth === truth);
    return share(rows.filter(({ state }) => accuses(state)).length, rows.length);
  };
  return {
    labelled: judgements.length,
    not_found: judgements.length - found.length,
    judged: judged.length,
    share_not_judgeable: share(found.length - judged.length, found.length),
    reasons: counted(found.flatMap(({ state, reason }) => (state === 'not_judgeable' ? [reason ?? ''] : []))),
    balanced_accuracy: mean([sideRecall(false, judged), sideRecall(true, judged)]),
    balanced_accuracy_forced: mean([sideRecall(false, forced), sideRecall(true, forced)]),
    wrongly_against_worn: {
      told_apart: mean([exact('worn'), accused('worn_wrongly')]),
      exact_word: mean([exact('worn'), exact('worn_wrongly')]),
    },
    recall: {
      worn: exact('worn'),
      worn_wrongly: exact('worn_wrongly'),
      not_worn: exact('not_worn'),
      not_judgeable: exact('not_judgeable'),
    },
    confusion: itemStates.map((truth) =>
      itemStates.map((state) => found.filter((one) => one.truth === truth && one.state === state).length),
    ),
    expected_calibration_error: calibrationError(
      judged
        .filter(({ truth }) => truth !== 'not_judgeable')
        .map(({ truth, state, side_probability }) => ({
          probability: side_probability,
          right: accuses(truth) === accuses(state),
        })),
    ),
    wrong_accusations: wrong.length,
    wrong_accusations_per_1000_judged: judged.length === 0 ? null : (1000 * wrong.length) / judged.length,
  };
};

const counted = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

const bins = 10;

/** Expected calibration error (Naeini et al. 2015): mean |probability − share right| over equal bins, weighted. */
export const calibrationError = (
  answers: readonly { readonly probability: number; readonly right: boolean }[],
): number | null => {
  if (answers.length === 0) return null;
  let error = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const inside = answers.filter(
      ({ probability }) => Math.min(bins - 1, Math.floor(probability * bins)) === bin,
    );
    const stated = inside.reduce((sum, { probability }) => sum + probability, 0);
    const right = inside.filter((answer) => answer.right).length;
    error += Math.abs(stated - right);
  }
  return error / answers.length;
};

/** Sizes the figures are split by, and those they are summed up from. */
export const size_bins: readonly SizeRange[] = [0, 8, 10, 12, 16, 24, 32, 48, 96, Infinity].flatMap(
  (to_px, index, edges) => (index === 0 ? [] : [{ from_px: edges[index - 1] ?? 0, to_px }]),
);
export const least_sizes_px = [8, 12, 16, 24, 32] as const;

export const inRange = (px: number, { from_px, to_px }: SizeRange): boolean => px >= from_px && px < to_px;
export const nameOf = ({ from_px, to_px }: SizeRange): string =>
  to_px === Infinity ? `>=${from_px}px` : `${from_px}-${to_px}px`;
