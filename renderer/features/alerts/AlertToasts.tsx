import type { Alert, Person } from '#common';
import { App, Button, Space } from 'antd';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { goTo } from '../../app/use-route.ts';
import { useStation } from '../../station/context.ts';
import { useCall } from '../../station/hooks.ts';
import { SuspicionMark } from '../../ui/VerdictMark.tsx';
import { LeadThumb } from '../leads/LeadThumb.tsx';
import { AcknowledgeButton } from './AcknowledgeButton.tsx';
import './alerts.css';

const seconds_shown = 10;

/** Announces each new alert once, whatever page is open. */
export const AlertToasts = ({ me, flying }: { me: Person; flying: boolean }) => {
  const { t } = useTexts();
  const station = useStation();
  const { notification } = App.useApp();
  const announced = useRef(new Set<string>());
  const announce = useEffectEvent((alert: Alert): void => {
    if (alert.state === 'acknowledged') {
      notification.destroy(alert.id);
      return;
    }
    if (announced.current.has(alert.id)) return;
    announced.current.add(alert.id);
    const close = (): void => notification.destroy(alert.id);
    notification.open({
      key: alert.id,
      title: t('alerts.new'),
      description: <AlertLead alert={alert} />,
      // While flying, leads stand at the lower right anyway: the map above stays free.
      placement: flying ? 'bottomRight' : 'topRight',
      duration: seconds_shown,
      actions: (
        <Space>
          <Button
            size="small"
            onClick={() => {
              close();
              goTo(['leads', alert.lead_id]);
            }}
          >
            {t('alerts.view')}
          </Button>
          <AcknowledgeButton alert={alert} me={me} />
        </Space>
      ),
    });
  });
  useEffect(
    () =>
      station.onEvent((event) => {
        if (event.type === 'alert') announce(event.alert);
      }),
    [station],
  );
  return null;
};

const AlertLead = ({ alert }: { alert: Alert }) => {
  const { data: lead } = useCall('leads.get', { lead_id: alert.lead_id });
  if (lead === undefined) return null;
  return (
    <span className="toast">
      <LeadThumb lead={lead} width={88} height={66} />
      <SuspicionMark suspicion={lead.suspicion} />
    </span>
  );
};
