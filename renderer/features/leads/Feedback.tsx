import type { FeedbackRow, Person } from '#common';
import { BarChartOutlined, DownloadOutlined } from '@ant-design/icons';
import { Button, Modal, Table, type TableProps } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';
import { percent } from '../../ui/format.ts';
import { VerdictMark } from '../../ui/VerdictMark.tsx';

/** 审核反馈: how right the detector was in the eyes of the reviewers. */
export const FeedbackButton = ({ me }: { me: Person }) => {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" block icon={<BarChartOutlined />} onClick={() => setOpen(true)}>
        {t('leads.feedback')}
      </Button>
      <Modal
        open={open}
        width={920}
        title={t('leads.feedback')}
        footer={me.roles.includes('administrator') ? <LabelsButton /> : null}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <FeedbackTable />
      </Modal>
    </>
  );
};

const FeedbackTable = () => {
  const { t, pick } = useTexts();
  const feedback = useCall('reviews.feedback', {});
  const sites = useCall('sites.list', {});
  const columns: TableProps<FeedbackRow>['columns'] = [
    {
      title: t('leads.site'),
      key: 'site',
      render: (_, { site_id }) => {
        const site = sites.data?.find(({ id }) => id === site_id);
        return site_id === null ? (
          <strong>{t('leads.feedback_all')}</strong>
        ) : site ? (
          pick(site.name)
        ) : (
          site_id
        );
      },
    },
    {
      title: t('leads.what'),
      key: 'what',
      render: (_, { item, state }) => <VerdictMark item={item} state={state} />,
    },
    {
      title: t('leads.feedback_counts'),
      key: 'counts',
      render: (_, { confirmed, rejected, unusable }) => (
        <span className="num">
          {confirmed} / {rejected} / {unusable}
        </span>
      ),
    },
    {
      title: t('leads.feedback_precision'),
      key: 'precision',
      render: (_, { precision }) =>
        precision === null ? (
          '—'
        ) : (
          <span className="num">
            {percent(precision.value)}{' '}
            <small className="dim">
              {percent(precision.low)}–{percent(precision.high)}
            </small>
          </span>
        ),
    },
    {
      title: t('leads.feedback_suggested'),
      key: 'suggested',
      render: (_, { site_id, suggested }) =>
        site_id !== null ? (
          ''
        ) : suggested === null ? (
          <small className="dim">{t('leads.feedback_few')}</small>
        ) : (
          <span className="num">
            {suggested.threshold.toFixed(3)}{' '}
            <small className="dim">
              {t('leads.feedback_basis', { reviewed: suggested.reviewed, lost: suggested.lost })}
            </small>
          </span>
        ),
    },
  ];
  return (
    <>
      <p className="dim">{t('leads.feedback_hint')}</p>
      {feedback.error !== null && <FaultAlert error={feedback.error} />}
      <Table
        size="small"
        aria-label={t('leads.feedback')}
        rowKey={({ site_id, item, state }) => `${site_id ?? ''}/${item}/${state}`}
        columns={columns}
        dataSource={feedback.data ?? []}
        loading={feedback.isPending}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
      />
    </>
  );
};

const LabelsButton = () => {
  const { t } = useTexts();
  const { failed } = useNotices();
  const labels = useWrite('reviews.labels');
  const take = (): void =>
    labels.mutate(
      {},
      {
        onError: failed,
        onSuccess: (set) => {
          const url = URL.createObjectURL(new Blob([JSON.stringify(set)], { type: 'application/json' }));
          const link = Object.assign(document.createElement('a'), { href: url, download: 'labels.json' });
          link.click();
          URL.revokeObjectURL(url);
        },
      },
    );
  return (
    <Button icon={<DownloadOutlined />} loading={labels.isPending} onClick={take}>
      {t('leads.feedback_labels')}
    </Button>
  );
};
