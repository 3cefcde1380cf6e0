import type { CallOutput, Site } from '#common';
import { Table, type TableProps } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { percent } from '../../ui/format.ts';
import { longSpan } from './long-span.ts';

type Row = CallOutput<'cases.figures'>['by_person'][number];

/** 统计: how fast and how completely people and sites are dealt with. */
export const Figures = ({ sites }: { sites: readonly Site[] }) => {
  const { t, pick } = useTexts();
  const figures = useCall('cases.figures', { days: 90 });
  const spanOf = (us: number | null): string => (us === null ? '—' : pick(longSpan(us)));
  const columns: TableProps<Row>['columns'] = [
    { title: '', dataIndex: 'name' },
    { title: t('cases.cases_count'), dataIndex: 'cases', className: 'num' },
    {
      title: t('cases.median_response'),
      key: 'response',
      render: (_, row) => spanOf(row.median_response_us),
    },
    {
      title: t('cases.median_handling'),
      key: 'handling',
      render: (_, row) => spanOf(row.median_handling_us),
    },
    { title: t('cases.completed'), key: 'completed', render: (_, row) => percent(row.completed_share) },
    { title: t('cases.on_time'), key: 'on_time', render: (_, row) => percent(row.on_time_share) },
    { title: t('cases.urge_rate'), key: 'urged', render: (_, row) => percent(row.urged_share) },
  ];
  const nameOf = (row: Row): Row => {
    const site = sites.find(({ id }) => id === row.id);
    return site === undefined ? row : { ...row, name: pick(site.name) };
  };
  if (figures.error !== null)
    return <FaultAlert error={figures.error} onRetry={() => void figures.refetch()} />;
  return (
    <>
      {(['by_person', 'by_site', 'by_team'] as const).map((key) => (
        <section key={key}>
          <h2 className="panel-title">
            {t(`cases.${key}`)} · {t('cases.since', { days: 90 })}
          </h2>
          <Table
            size="small"
            rowKey="id"
            columns={columns}
            dataSource={(figures.data?.[key] ?? []).map(nameOf)}
            loading={figures.isPending}
            pagination={{ pageSize: 20, hideOnSinglePage: true }}
          />
        </section>
      ))}
    </>
  );
};
