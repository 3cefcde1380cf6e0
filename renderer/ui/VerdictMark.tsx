import type { ItemState, Subject, SuspectedState, Suspicion } from '#common';
import { useTexts } from '../app/i18n/index.ts';
import { useSuspicionWords } from './suspicion-words.ts';
import { verdictMarks } from './verdict-marks.ts';

type Shown = { state: ItemState | SuspectedState; words: string };

/** A state: symbol, colour and words together. */
const Mark = ({ state, words }: Shown) => {
  const { symbol, color } = verdictMarks[state];
  return (
    <span className="mark" style={{ color }}>
      <b aria-hidden="true">
        <span>{symbol}</span>
      </b>
      <span className="mark-label">{words}</span>
    </span>
  );
};

/** One item and its state. */
export const VerdictMark = ({ item, state }: { item: Subject; state: ItemState }) => {
  const { t } = useTexts();
  return <Mark state={state} words={`${t(`items.${item}`)} ${t(`states.${state}`)}`} />;
};

/** What a lead says. */
export const SuspicionMark = ({ suspicion }: { suspicion: Suspicion }) => {
  const { item, state } = useSuspicionWords()(suspicion);
  return <Mark state={suspicion.state} words={`${item} ${state}`} />;
};
