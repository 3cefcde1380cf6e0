import type { Alert } from '#common';
import { t } from './texts.ts';
import { useNow_us } from './Tasks.tsx';
import { useAsk } from './use-ask.ts';
import { leftOf, stateOf, timeOf, whatOf } from './words.ts';

export const AlertList = ({ alerts }: { alerts: readonly Alert[] }) => {
  const now_us = useNow_us();
  return (
    <>
      <h1>{t('alerts')}</h1>
      {alerts.length === 0 && <p className="empty">{t('no_alerts')}</p>}
      <ul className="cards" aria-label={t('alerts')}>
        {alerts.map((alert) => (
          <li key={alert.id}>
            <AlertCard alert={alert} now_us={now_us} />
          </li>
        ))}
      </ul>
    </>
  );
};

const AlertCard = ({ alert, now_us }: { alert: Alert; now_us: number }) => {
  const lead = useAsk('leads.get', { lead_id: alert.lead_id });
  const left = leftOf(alert, now_us);
  return (
    <a href={`#/alerts/${encodeURIComponent(alert.id)}`} data-alert-id={alert.id}>
      <i className="lamp" data-lamp={alert.lamp} aria-hidden="true" />
      <span>
        <strong>{lead === undefined ? alert.key : whatOf(lead)}</strong>
        <span className={alert.state === 'acknowledged' ? 'dim' : 'urgent'}>
          {stateOf(alert)}
          {left !== undefined && ` · ${left}`}
        </span>
        <small>
          {timeOf(alert.queued_utc_us)} · {t('leads', { n: alert.lead_ids.length })} · {alert.key}
        </small>
      </span>
      <img className="thumb" src={`/files/leads/${alert.lead_id}/blurred.jpg`} alt="" loading="lazy" />
    </a>
  );
};
