import { type CaseDetail, clockWords } from '#common';
import { useTexts } from '../../app/i18n/index.ts';
import { localDateTime } from '../../ui/format.ts';
import { Lamp } from './Lamp.tsx';

/** Every period of a case: when it began, when it is over, and how it stands. */
export const Clocks = ({ detail }: { detail: CaseDetail }) => {
  const { t, pick } = useTexts();
  return (
    <section className="panel panel-pad" aria-label={t('cases.clocks')}>
      <h2 className="panel-title">{t('cases.clocks')}</h2>
      <ul className="case-clocks">
        {detail.clocks.map((clock) => (
          <li key={clock.clock}>
            <span>{pick(clockWords[clock.clock])}</span>
            <span className="num dim">
              {localDateTime(clock.started_utc_us)} → {localDateTime(clock.due_utc_us)}
            </span>
            {clock.stopped_utc_us === null ? (
              <Lamp of={{ ...clock, paused: detail.case.paused }} />
            ) : (
              <span className={clock.stopped_utc_us > clock.due_utc_us ? 'case-unsigned' : 'dim'}>
                {t(clock.stopped_utc_us > clock.due_utc_us ? 'cases.lamp_red' : 'cases.lamp_green')}{' '}
                <span className="num">{localDateTime(clock.stopped_utc_us)}</span>
              </span>
            )}
            {!clock.calendar_known && <small className="case-unsigned">{t('cases.calendar_unknown')}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
};
