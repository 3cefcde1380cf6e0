import type { Alert } from '#common';
import { t } from './texts.ts';
import { stateOf, timeOf } from './words.ts';

export const AlertList = ({ alerts }: { alerts: readonly Alert[] }) => {
  if (alerts.length === 0) return <p className="empty">{t('no_alerts')}</p>;
  return (
    <ul className="cards" aria-label={t('alerts')}>
      {alerts.map((alert) => (
        <li key={alert.id}>
          <a href={`#/alerts/${encodeURIComponent(alert.id)}`} data-alert-id={alert.id}>
            <i className="lamp" data-lamp={alert.lamp} aria-hidden="true" />
            <span>
              <strong>{stateOf(alert)}</strong>
              <small>
                {timeOf(alert.queued_utc_us)} · {t('leads', { n: alert.lead_ids.length })} · {alert.key}
              </small>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
};
