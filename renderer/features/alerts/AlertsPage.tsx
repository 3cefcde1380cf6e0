import type { Alert, Lead, Person } from '#common';
import { Segmented, Table, type TableProps } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { formatHash } from '../../app/router.ts';
import { useCall } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { Messages } from './Messages.tsx';
import { localDateTime } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { SuspicionMark } from '../../ui/VerdictMark.tsx';
import { LeadThumb } from '../leads/LeadThumb.tsx';
import { AlertFiguresBar } from './AlertFiguresBar.tsx';
import { AcknowledgeButton } from './AcknowledgeButton.tsx';
import './alerts.css';

/** Every alert that was raised, and who has taken it on. */
export const AlertsPage = ({ me }: { me: Person }) => {
  const { t } = useTexts();
  const alerts = useCall('alerts.list', { limit: 200 });
  const leads = useCall('leads.list', { limit: 500 });
  const [all, setAll] = useState(true);
  const lead_of = new Map<string, Lead>(leads.data?.map((lead) => [lead.id, lead]));
  const rows = alerts.data?.filter(({ state }) => all || state !== 'acknowledged') ?? [];
  const columns: TableProps<Alert>['columns'] = [
    {
      title: t('alerts.lead'),
      key: 'lead',
      render: (_, { lead_id }) => <LeadCell lead_id={lead_id} lead={lead_of.get(lead_id)} />,
    },
    {
      title: t('alerts.queued'),
      key: 'queued',
      width: 170,
      render: (_, { queued_utc_us }) => <span className="num">{localDateTime(queued_utc_us)}</span>,
    },
    {
      title: t('alerts.state'),
      key: 'state',
      width: 260,
      render: (_, alert) => (
        <span className="alert-state" data-state={alert.state}>
          <i className="lamp" data-lamp={alert.lamp} aria-hidden="true" />
          {t(`alerts.state_${alert.state}`)}
          <small className="dim">
            {alert.lead_ids.length > 1 && `${t('alerts.leads', { count: alert.lead_ids.length })} · `}
            {alert.key}
            {alert.acknowledged_utc_us !== null &&
              ` · ${t('alerts.acknowledged_at', { time: localDateTime(alert.acknowledged_utc_us) })}`}
            {alert.acknowledged_utc_us === null &&
              alert.level > 0 &&
              ` · ${t(`alerts.level_${alert.level === 1 ? 1 : 2}`)}`}
          </small>
        </span>
      ),
    },
    {
      title: '',
      key: 'act',
      width: 130,
      align: 'right',
      render: (_, alert) =>
        alert.state === 'acknowledged' ? null : <AcknowledgeButton alert={alert} me={me} />,
    },
  ];
  return (
    <div className="page-padded">
      <div className="page-head">
        <h1>{t('alerts.title')}</h1>
        <span className="spring" />
        <Segmented
          value={all ? 'all' : 'waiting'}
          onChange={(value) => setAll(value === 'all')}
          options={[
            { value: 'all', label: t('common.all') },
            { value: 'waiting', label: t('alerts.unacknowledged') },
          ]}
        />
      </div>
      <AlertFiguresBar />
      {alerts.error !== null && <FaultAlert error={alerts.error} onRetry={() => void alerts.refetch()} />}
      <Table
        aria-label={t('alerts.list')}
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={rows}
        loading={alerts.isPending}
        expandable={{ expandedRowRender: (alert) => <Messages alert={alert} /> }}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        locale={{ emptyText: <Notice title={t('alerts.empty')} hint={t('alerts.empty_hint')} /> }}
      />
    </div>
  );
};

const LeadCell = ({ lead_id, lead }: { lead_id: string; lead: Lead | undefined }) => {
  const { t } = useTexts();
  return (
    <a className="alert-lead" href={formatHash(['leads', lead_id])}>
      {lead === undefined ? (
        lead_id
      ) : (
        <>
          <LeadThumb lead={lead} width={72} height={54} />
          <SuspicionMark suspicion={lead.suspicion} />
          <small className="dim">{t(`leads.state_${lead.state}`)}</small>
        </>
      )}
    </a>
  );
};
