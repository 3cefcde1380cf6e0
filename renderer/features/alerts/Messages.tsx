import type { Alert, CallOutput } from '#common';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { localDateTime } from '../../ui/format.ts';

/** Everything that was sent for one alert: through what, to whom, whether its service took it and the person read it. */
export const Messages = ({ alert }: { alert: Alert }) => {
  const { t } = useTexts();
  const messages = useCall('alerts.messages', { alert_id: alert.id });
  if (messages.error !== null) return <FaultAlert error={messages.error} />;
  return (
    <table className="alert-messages" aria-label={t('alerts.messages')}>
      <tbody>
        {(messages.data ?? []).map((message) => (
          <tr key={message.id}>
            <td>{t(`alerts.kind_${message.kind}`)}</td>
            <td>{message.channel_name}</td>
            <td>{message.recipient_name ?? t('alerts.group')}</td>
            <td>
              <Fate message={message} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Fate = ({ message }: { message: CallOutput<'alerts.messages'>[number] }) => {
  const { t } = useTexts();
  const { state, accepted_utc_us, read_utc_us, last_error } = message;
  return (
    <span className="num">
      {t(`alerts.message_${state}`)}
      {accepted_utc_us !== null && ` ${localDateTime(accepted_utc_us)}`}
      {read_utc_us !== null && ` · ${t('alerts.read_at', { time: localDateTime(read_utc_us) })}`}
      {last_error !== null && state !== 'accepted' && <small className="dim"> {last_error}</small>}
    </span>
  );
};
