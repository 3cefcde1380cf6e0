import type { CaseExport, Person } from '#common';
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Progress, Table, type TableProps, Tooltip } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useStation } from '../../station/context.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices, useRecordFault } from '../../ui/faults.ts';
import { bytes, localDateTime } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { ShareCode } from './ShareCode.tsx';
import './custody.css';

type Props = { readonly about?: string; readonly me?: Person };

/** Exports with their progress, asked for anew each second while one runs. */
export const ExportsList = ({ about, me }: Props) => {
  const { t } = useTexts();
  const { call } = useStation();
  const cache = useQueryClient();
  const input = about === undefined ? {} : { case_id: about };
  const list = useQuery({
    queryKey: ['exports.list', input],
    queryFn: () => call('exports.list', input),
    refetchInterval: ({ state }) => (state.data?.some((found) => found.state === 'running') ? 1000 : false),
  });
  const asked = useCall('session.me', {});
  // Who may make a copy may give it out.
  const gives = asked.data?.roles.some((role) => role === 'inspector' || role === 'supervisor') ?? false;
  const cancel = useWrite('exports.cancel');
  const remove = useWrite('exports.remove');
  const { failed } = useNotices();
  const after = {
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['exports.list'] }),
    onError: failed,
  };
  const keeper = me?.roles.some((role) => role === 'supervisor' || role === 'administrator') ?? false;
  const columns: TableProps<CaseExport>['columns'] = [
    {
      title: t('custody.number'),
      key: 'number',
      width: 190,
      ellipsis: true,
      render: (_, { case_number, title }) => (
        <>
          <div title={case_number}>{title}</div>
          <small className="dim num">{case_number}</small>
        </>
      ),
    },
    {
      title: t('custody.kind'),
      key: 'kind',
      width: 110,
      render: (_, { kind, reason }) => (
        <Tooltip title={reason}>
          <span>{t(`custody.kind_${kind}`)}</span>
        </Tooltip>
      ),
    },
    {
      title: t('custody.made'),
      key: 'made',
      width: 170,
      render: (_, { created_by_name, created_utc_us }) => (
        <>
          <div>{created_by_name}</div>
          <small className="dim num">{localDateTime(created_utc_us)}</small>
        </>
      ),
    },
    {
      title: t('custody.state'),
      key: 'state',
      render: (_, found) => <ExportState found={found} gives={gives} />,
    },
    {
      title: '',
      key: 'act',
      width: 110,
      align: 'right',
      render: (_, { id, state }) =>
        state === 'running' ? (
          <Button size="small" onClick={() => cancel.mutate({ export_id: id }, after)}>
            {t('common.cancel')}
          </Button>
        ) : (
          keeper && (
            <Popconfirm
              title={t('custody.remove')}
              description={t('custody.remove_confirm')}
              onConfirm={() => remove.mutate({ export_id: id }, after)}
            >
              <Button size="small">{t('custody.remove')}</Button>
            </Popconfirm>
          )
        ),
    },
  ];
  if (list.error !== null) return <FaultAlert error={list.error} onRetry={() => void list.refetch()} />;
  if (about !== undefined && list.data?.length === 0) return null;
  return (
    <Table
      aria-label={t('custody.tab_exports')}
      rowKey="id"
      size="small"
      columns={columns}
      dataSource={list.data ?? []}
      loading={list.isPending}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      locale={{
        emptyText: <Notice title={t('custody.exports_empty')} hint={t('custody.exports_empty_hint')} />,
      }}
    />
  );
};

const ExportState = ({ found, gives }: { found: CaseExport; gives: boolean }) => {
  const { t } = useTexts();
  const recordFault = useRecordFault();
  const { kind, state, stage, done_bytes, total_bytes, files, left_out, fault, id } = found;
  if (state === 'running')
    return (
      <div>
        <small>{t(`custody.stage_${stage}`, { done: bytes(done_bytes), total: bytes(total_bytes) })}</small>
        <Progress
          size="small"
          percent={stage === 'archive' && total_bytes > 0 ? Math.floor((100 * done_bytes) / total_bytes) : 0}
          status="active"
        />
      </div>
    );
  if (state !== 'done') {
    const text = fault === null ? undefined : recordFault(fault);
    return <span title={text?.next}>{text?.message ?? t(`custody.state_${state}`)}</span>;
  }
  return (
    <div>
      {kind === 'disclosed' && gives && <ShareCode export_id={id} />}
      {files.map(({ name, bytes: size, sha256 }) => (
        <div key={name}>
          <a
            href={`/files/exports/${id}/${encodeURIComponent(name)}`}
            download={name}
            title={`SHA-256 ${sha256}`}
          >
            <DownloadOutlined /> {name}
          </a>{' '}
          <small className="dim num">{bytes(size)}</small>
        </div>
      ))}
      {left_out.length > 0 && (
        <Tooltip title={left_out.map(({ path, why }) => `${path}: ${why}`).join('\n')}>
          <small className="dim">{t('custody.left_out', { count: left_out.length })}</small>
        </Tooltip>
      )}
    </div>
  );
};
