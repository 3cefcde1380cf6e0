import type { Deletion, Person, RetentionView } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Space, Table } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';
import { localDateTime } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';

/** What is kept how long, what is due, and what two persons decided about it. */
export const RetentionPanel = ({ me }: { me: Person }) => {
  const view = useCall('retention.view', {});
  if (view.error !== null) return <FaultAlert error={view.error} onRetry={() => void view.refetch()} />;
  if (view.data === undefined) return null;
  return (
    <div className="custody-columns">
      <div>
        <Classes view={view.data} />
        <Due view={view.data} />
      </div>
      <Deletions view={view.data} me={me} />
    </div>
  );
};

const useRefresh = () => {
  const cache = useQueryClient();
  return () => void cache.invalidateQueries({ queryKey: ['retention.view'] });
};

const Classes = ({ view: { classes, settings } }: { view: RetentionView }) => {
  const { t } = useTexts();
  const period = (name: RetentionView['classes'][number]['retention']): string => {
    if (name === 'hold') return t('custody.period_hold');
    if (name === 'case') return t('custody.period_case', { days: settings.archive_days });
    return t('custody.period_days', { days: settings[`${name}_days`] });
  };
  return (
    <Table
      aria-label={t('custody.class')}
      size="small"
      rowKey="retention"
      pagination={false}
      dataSource={classes}
      columns={[
        { title: t('custody.class'), key: 'class', render: (_, row) => t(`custody.class_${row.retention}`) },
        { title: t('custody.period'), key: 'period', render: (_, row) => period(row.retention) },
        { title: t('custody.leads'), dataIndex: 'leads', key: 'leads', align: 'right' },
        { title: t('custody.due'), dataIndex: 'due', key: 'due', align: 'right' },
      ]}
    />
  );
};

const Due = ({ view: { due, refusal } }: { view: RetentionView }) => {
  const { t } = useTexts();
  const [chosen, choose] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const propose = useWrite('retention.propose');
  const refresh = useRefresh();
  const { done, failed } = useNotices();
  // Too many at once is no reason against some of them.
  const barred = refusal !== null && refusal !== 'too_many';
  const submit = (): void =>
    propose.mutate(
      { lead_ids: chosen, reason },
      {
        onSuccess: () => {
          done(t('custody.proposed'));
          choose([]);
          setReason('');
          refresh();
        },
        onError: failed,
      },
    );
  return (
    <section>
      <h2>{t('custody.due_title')}</h2>
      {refusal !== null && due.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('custody.refusal', { why: t(`custody.refusal_${refusal}`) })}
        />
      )}
      <Table
        aria-label={t('custody.due_title')}
        size="small"
        rowKey="lead_id"
        dataSource={due}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        rowSelection={{
          selectedRowKeys: chosen,
          onChange: (keys) => choose(keys.map(String)),
        }}
        columns={[
          {
            title: t('custody.leads'),
            key: 'lead',
            render: (_, { lead_id }) => <a href={`#/leads/${lead_id}`}>{lead_id}</a>,
          },
          {
            title: t('custody.class'),
            key: 'class',
            render: (_, row) => t(`custody.class_${row.retention}`),
          },
          {
            title: t('custody.due'),
            key: 'since',
            render: (_, { since_utc_us }) => <span className="num">{localDateTime(since_utc_us)}</span>,
          },
        ]}
        locale={{ emptyText: <Notice title={t('custody.due_empty')} /> }}
      />
      {due.length > 0 && (
        <div className="custody-actions">
          <Input
            value={reason}
            maxLength={500}
            placeholder={t('custody.reason')}
            aria-label={t('custody.reason')}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button
            danger
            disabled={barred || chosen.length === 0 || reason.trim() === ''}
            loading={propose.isPending}
            onClick={submit}
          >
            {t('custody.propose', { count: chosen.length })}
          </Button>
        </div>
      )}
      <small className="dim">{t('custody.propose_hint')}</small>
    </section>
  );
};

const Deletions = ({ view: { deletions }, me }: { view: RetentionView; me: Person }) => {
  const { t } = useTexts();
  return (
    <section>
      <h2>{t('custody.deletions')}</h2>
      <Table
        aria-label={t('custody.deletions')}
        size="small"
        rowKey="id"
        dataSource={deletions}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        locale={{ emptyText: <Notice title={t('custody.deletions_empty')} /> }}
        columns={[
          {
            title: t('custody.leads'),
            key: 'leads',
            width: 70,
            align: 'right',
            render: (_, { lead_ids }) => lead_ids.length,
          },
          {
            title: t('custody.made'),
            key: 'who',
            render: (_, { proposed_by_name, reason, approved_by_name, proposed_utc_us }) => (
              <>
                <div>{t('custody.proposed_by', { name: proposed_by_name, reason })}</div>
                {approved_by_name !== null && (
                  <div>{t('custody.approved_by', { name: approved_by_name })}</div>
                )}
                <small className="dim num">{localDateTime(proposed_utc_us)}</small>
              </>
            ),
          },
          {
            title: t('custody.state'),
            key: 'state',
            render: (_, row) => <DeletionState row={row} me={me} />,
          },
        ]}
      />
    </section>
  );
};

const DeletionState = ({ row, me }: { row: Deletion; me: Person }) => {
  const { t } = useTexts();
  const decide = useWrite('retention.decide');
  const restore = useWrite('retention.restore');
  const refresh = useRefresh();
  const { failed } = useNotices();
  const after = { onSuccess: refresh, onError: failed };
  const own = row.proposed_by === me.id;
  return (
    <Space orientation="vertical" size={4}>
      <span>
        {t(`custody.deletion_${row.state}`, {
          time: row.purge_utc_us === null ? '' : localDateTime(row.purge_utc_us),
        })}
      </span>
      {row.state === 'proposed' && (
        <Space>
          <Button
            size="small"
            danger
            disabled={own}
            title={own ? t('custody.own_proposal') : ''}
            onClick={() => decide.mutate({ deletion_id: row.id, agreed: true }, after)}
          >
            {t('custody.approve')}
          </Button>
          <Button size="small" onClick={() => decide.mutate({ deletion_id: row.id, agreed: false }, after)}>
            {t('custody.refuse')}
          </Button>
        </Space>
      )}
      {row.state === 'trashed' && (
        <Button size="small" onClick={() => restore.mutate({ deletion_id: row.id }, after)}>
          {t('custody.restore')}
        </Button>
      )}
    </Space>
  );
};
