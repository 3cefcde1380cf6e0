import { Tooltip } from 'antd';
import type { StreamState } from '#common';
import { useTexts } from '../../app/i18n/index.ts';

/** Whether a stream is judged, by what it runs on, and whether it keeps up. */
export const JudgingCell = ({ stream: { detecting, judging } }: { readonly stream: StreamState }) => {
  const { t } = useTexts();
  if (judging === undefined) return t(detecting ? 'streams.on' : 'streams.off');
  const { provider, decoder = 'cpu', threads, judged, dropped, restarts, model_id } = judging;
  return (
    <Tooltip
      title={t('streams.judging_more', { model_id, decoder: decoder.toUpperCase(), judged, restarts })}
    >
      <span className="stack">
        <span>
          {t(detecting ? 'streams.on' : 'streams.off')} · {provider.toUpperCase()} ×{threads}
        </span>
        <small className="num dim">{t('streams.judging_dropped', { judged, dropped })}</small>
      </span>
    </Tooltip>
  );
};
