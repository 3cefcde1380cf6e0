import type { ItemState, Subject, SuspectedState } from '#common';
import { useTexts } from '../app/i18n/index.ts';
import { verdictMarks } from './verdict-marks.ts';

/** One item and its state: symbol, colour and words together. */
export const VerdictMark = ({ item, state }: { item: Subject; state: ItemState | SuspectedState }) => {
  const { t } = useTexts();
  const { symbol, color } = verdictMarks[state];
  return (
    <span className="mark" style={{ color }}>
      <b aria-hidden="true">
        <span>{symbol}</span>
      </b>
      <span className="mark-label">
        {t(`items.${item}`)} {t(`states.${state}`)}
      </span>
    </span>
  );
};
