import type { CallOutput, NamedRow } from '#common';
import { SafetyCertificateOutlined } from '@ant-design/icons';
import { Alert, Button, Table, type TableProps } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useStation } from '../../station/context.ts';
import { useCall } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { localDateTime, shortDateTime } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { useMutation } from '@tanstack/react-query';
import { actorWords, actWords, caseActWords } from './words.ts';
import './ledger.css';

/** Every act on evidence, chained by hash, and the check that all of it holds. */
export const LedgerPage = () => {
  const { t, pick } = useTexts();
  const { call } = useStation();
  const rows = useCall('ledger.list', { limit: 500 });
  const actorName = ({ actor, actor_name }: NamedRow): string => {
    const words = actorWords[actor];
    return words === undefined ? (actor_name ?? actor) : t(words);
  };
  const objectName = ({ object, object_kind, object_name, object_utc_us }: NamedRow): string => {
    if (object_kind === 'other') return object;
    const file = /^leads\/[^/]+\/(.+)$/.exec(object)?.[1] ?? '';
    const name = object_name ?? (object_utc_us === null ? object : shortDateTime(object_utc_us));
    return [t(`ledger.kind_${object_kind}`), name, file].filter((part) => part !== '').join(' · ');
  };
  const verify = useMutation({
    mutationFn: () => call('ledger.verify', {}),
    onSuccess: () => void rows.refetch(),
  });
  const columns: TableProps<NamedRow>['columns'] = [
    {
      title: t('ledger.seq'),
      key: 'seq',
      width: 70,
      align: 'right',
      render: (_, { seq }) => <span className="num">{seq}</span>,
    },
    {
      title: t('ledger.time'),
      key: 'time',
      width: 170,
      render: (_, { utc_us }) => <span className="num">{localDateTime(utc_us)}</span>,
    },
    {
      title: t('ledger.actor'),
      key: 'actor',
      width: 150,
      ellipsis: true,
      render: (_, row) => <span title={row.actor}>{actorName(row)}</span>,
    },
    {
      title: t('ledger.action'),
      key: 'action',
      width: 180,
      render: (_, { action }) => {
        const words = actWords[action];
        const of_case = caseActWords(action);
        const text = of_case === undefined ? action : pick(of_case);
        return <span title={action}>{words === undefined ? text : t(words)}</span>;
      },
    },
    {
      title: t('ledger.object'),
      key: 'object',
      ellipsis: true,
      render: (_, row) => <span title={row.object}>{objectName(row)}</span>,
    },
    {
      title: t('ledger.origin'),
      dataIndex: 'origin',
      key: 'origin',
      width: 130,
      ellipsis: true,
      render: (_, { origin }) => <span className="num dim">{origin}</span>,
    },
    {
      title: t('ledger.hash'),
      key: 'hash',
      width: 190,
      render: (_, { hash }) => (
        <code className="num dim" title={hash}>
          {hash.slice(0, 20)}…
        </code>
      ),
    },
  ];
  return (
    <div className="page-padded">
      <div className="page-head">
        <h1>{t('ledger.title')}</h1>
        <span className="dim">{t('ledger.hint')}</span>
        <span className="spring" />
        <Button
          type="primary"
          icon={<SafetyCertificateOutlined />}
          loading={verify.isPending}
          onClick={() => verify.mutate()}
        >
          {verify.isPending ? t('ledger.verifying') : t('ledger.verify')}
        </Button>
      </div>
      {verify.error !== null && <FaultAlert error={verify.error} />}
      {verify.data !== undefined && <Verification result={verify.data} />}
      {rows.error !== null && <FaultAlert error={rows.error} onRetry={() => void rows.refetch()} />}
      <Table
        aria-label={t('ledger.title')}
        rowKey="seq"
        size="small"
        columns={columns}
        dataSource={rows.data ?? []}
        loading={rows.isPending}
        pagination={{ pageSize: 100, hideOnSinglePage: true }}
        expandable={{ expandedRowRender: (row) => <RowDetails row={row} /> }}
        locale={{ emptyText: <Notice title={t('ledger.empty')} /> }}
      />
    </div>
  );
};

const Verification = ({ result: { rows, files, problems } }: { result: CallOutput<'ledger.verify'> }) => {
  const { t } = useTexts();
  if (problems.length === 0)
    return <Alert type="success" showIcon title={t('ledger.verified', { rows, files })} />;
  return (
    <Alert
      type="error"
      showIcon
      title={t('ledger.problems', { count: problems.length, rows, files })}
      description={
        <ul className="problems">
          {problems.map(({ seq, object, problem }) => (
            <li key={`${seq} ${object} ${problem}`}>
              <span className="num">#{seq}</span> {object}: {problem}
            </li>
          ))}
        </ul>
      }
    />
  );
};

const RowDetails = ({ row }: { row: NamedRow }) => {
  const { t } = useTexts();
  return (
    <dl className="ledger-details">
      <dt>{t('ledger.details')}</dt>
      <dd className="num">{JSON.stringify(row.details, null, 1)}</dd>
      <dt>{t('ledger.hash')}</dt>
      <dd className="num">{row.hash}</dd>
      <dt>{t('ledger.previous')}</dt>
      <dd className="num">{row.previous_hash}</dd>
      <dt>{t('ledger.version')}</dt>
      <dd className="num">{row.app_version}</dd>
    </dl>
  );
};
