import type { AlertFigures } from '#common';
import { useEffect } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall } from '../../station/hooks.ts';
import { span } from '../../ui/format.ts';
import '../channels/channels.css';

const refresh_ms = 10_000;
const parts = [
  ['window', 'window'],
  ['capture', 'capture_to_request'],
  ['confirmed', 'confirmed_to_request'],
  ['answered', 'request_to_acknowledged'],
] as const;

/** How long alerts take, as the station measures it itself; and whether any wait to be sent. */
export const AlertFiguresBar = () => {
  const { t } = useTexts();
  const { data, refetch } = useCall('alerts.figures', {});
  useEffect(() => {
    const timer = setInterval(() => void refetch(), refresh_ms);
    return () => clearInterval(timer);
  }, [refetch]);
  if (data === undefined) return null;
  const said = (figures: AlertFigures['window']): string =>
    figures === null
      ? '—'
      : t('channels.spread', {
          p50: span(figures.p50_ms * 1000),
          p95: span(figures.p95_ms * 1000),
          count: figures.count,
        });
  return (
    <dl className="alert-figures panel panel-pad">
      {parts.map(([word, key]) => (
        <div key={key}>
          <dt>{t(`channels.${word}`)}</dt>
          <dd className="num">{said(data[key])}</dd>
        </div>
      ))}
      {data.waiting > 0 && (
        <strong role="alert">{t('channels.outbox_waiting', { count: data.waiting })}</strong>
      )}
    </dl>
  );
};
