import type { CallOutput } from '#common';
import { ReloadOutlined } from '@ant-design/icons';
import { Alert, Button, Table, type TableProps } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { localDateTime } from '../../ui/format.ts';
import { ModelsPanel } from './ModelsPanel.tsx';
import { PicturesPanel } from './PicturesPanel.tsx';

type Check = CallOutput<'system.doctor'>['checks'][number];

/** What this computer has, what it lacks, and how to get it. */
export const DoctorPage = () => {
  const { t, language } = useTexts();
  const doctor = useCall('system.doctor', {});
  const health = useCall('system.health', {});
  const missing = doctor.data?.checks.filter(({ ok, required }) => !ok && required).length ?? 0;
  const columns: TableProps<Check>['columns'] = [
    { title: t('doctor.name'), dataIndex: 'name', key: 'name', width: 200 },
    {
      title: t('doctor.state'),
      key: 'state',
      width: 150,
      render: (_, { ok, required }) => {
        const color = ok ? 'var(--green)' : required ? 'var(--red)' : 'var(--amber)';
        return (
          <span className="mark" style={{ color }}>
            <b aria-hidden="true">
              <span>{ok ? '✓' : required ? '✕' : '!'}</span>
            </b>
            <span className="mark-label">
              {t(ok ? 'doctor.ok' : required ? 'doctor.missing' : 'doctor.optional')}
            </span>
          </span>
        );
      },
    },
    {
      title: t('doctor.found'),
      key: 'found',
      render: (_, { found }) => <span className="num">{found[language]}</span>,
    },
    { title: t('doctor.remedy'), key: 'remedy', render: (_, { remedy }) => remedy?.[language] },
  ];
  return (
    <div className="page-padded">
      <div className="page-head">
        <h1>{t('doctor.title')}</h1>
        {health.data !== undefined && (
          <span className="dim">
            {t('doctor.version', {
              version: health.data.version,
              time: localDateTime(health.data.started_utc_us),
            })}
          </span>
        )}
        <span className="spring" />
        <Button icon={<ReloadOutlined />} loading={doctor.isFetching} onClick={() => void doctor.refetch()}>
          {t('doctor.again')}
        </Button>
      </div>
      {doctor.error !== null && <FaultAlert error={doctor.error} onRetry={() => void doctor.refetch()} />}
      {doctor.data !== undefined && (
        <Alert
          type={missing === 0 ? 'success' : 'error'}
          showIcon
          title={missing === 0 ? t('doctor.all_ok') : t('doctor.some_missing', { count: missing })}
        />
      )}
      <Table
        aria-label={t('doctor.title')}
        rowKey="name"
        size="small"
        columns={columns}
        dataSource={doctor.data?.checks ?? []}
        loading={doctor.isPending}
        pagination={false}
      />
      <ModelsPanel />
      <PicturesPanel />
    </div>
  );
};
