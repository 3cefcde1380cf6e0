import type { CallInput, Person, StreamState } from '#common';
import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Popconfirm, Table, type TableProps, Tooltip } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices, useRecordFault } from '../../ui/faults.ts';
import { figure, localTime } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { streamExamples } from './examples.ts';
import './streams.css';
import { JudgingCell } from './JudgingCell.tsx';
import { MountCell } from './MountCell.tsx';

const symbols: Readonly<Record<StreamState['status'], string>> = {
  connecting: '…',
  live: '✓',
  stalled: '!',
  gone: '✕',
  stopped: '■',
};

/** Where pictures come from, and in words whatever keeps them from coming. */
export const StreamsPage = ({ me }: { me: Person }) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const cache = useQueryClient();
  const streams = useCall('streams.list', {});
  const remove = useWrite('streams.remove');
  const allowed = me.roles.includes('pilot') || me.roles.includes('administrator');
  const drop = ({ id, name }: StreamState): void =>
    remove.mutate(
      { stream_id: id },
      {
        onSuccess: () => {
          done(t('streams.removed', { name }));
          void cache.invalidateQueries({ queryKey: ['streams.list'] });
        },
        onError: failed,
      },
    );
  const columns: TableProps<StreamState>['columns'] = [
    {
      title: t('streams.name'),
      key: 'name',
      width: 260,
      render: (_, { name, url }) => (
        <span className="stack">
          <strong>{name}</strong>
          <small className="num dim">{url}</small>
        </span>
      ),
    },
    { title: t('streams.state'), key: 'state', render: (_, stream) => <StatusCell stream={stream} /> },
    {
      title: t('streams.video'),
      key: 'video',
      width: 220,
      render: (_, stream) => <VideoCell stream={stream} />,
    },
    {
      title: t('streams.recording'),
      key: 'recording',
      width: 200,
      render: (_, stream) => <RecordingCell stream={stream} />,
    },
    {
      title: t('streams.detecting'),
      key: 'detecting',
      width: 170,
      render: (_, stream) => <JudgingCell stream={stream} />,
    },
    {
      title: t('streams.mount'),
      key: 'mount',
      width: 210,
      render: (_, stream) => <MountCell stream={stream} allowed={allowed} />,
    },
    {
      title: t('streams.reconnects'),
      key: 'reconnects',
      width: 70,
      align: 'right',
      render: (_, { reconnects }) => <span className="num">{reconnects}</span>,
    },
    {
      title: '',
      key: 'act',
      width: 90,
      align: 'right',
      render: (_, stream) => (
        <Popconfirm
          title={t('streams.remove')}
          description={t('streams.remove_confirm', { name: stream.name })}
          okText={t('streams.remove')}
          onConfirm={() => drop(stream)}
          disabled={!allowed}
        >
          <Tooltip title={allowed ? undefined : t('streams.managers_only')}>
            <Button size="small" disabled={!allowed}>
              {t('streams.remove')}
            </Button>
          </Tooltip>
        </Popconfirm>
      ),
    },
  ];
  return (
    <div className="page-padded">
      <div className="page-head">
        <h1>{t('streams.title')}</h1>
      </div>
      {streams.error !== null && <FaultAlert error={streams.error} onRetry={() => void streams.refetch()} />}
      <Table
        aria-label={t('streams.title')}
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={streams.data ?? []}
        loading={streams.isPending}
        pagination={false}
        locale={{ emptyText: <Notice title={t('streams.empty')} hint={t('live.no_stream_hint')} /> }}
      />
      <AddStream allowed={allowed} />
    </div>
  );
};

const StatusCell = ({ stream }: { stream: StreamState }) => {
  const { t } = useTexts();
  const faultText = useRecordFault();
  const fault = stream.fault === null ? undefined : faultText(stream.fault);
  return (
    <span className="stack">
      <span className="stream-status" data-status={stream.status}>
        <b aria-hidden="true">{symbols[stream.status]}</b> {t(`streams.status_${stream.status}`)}{' '}
        <small className="dim num">{t('streams.since', { time: localTime(stream.since_utc_us) })}</small>
      </span>
      {fault !== undefined && (
        <small>
          {fault.message} <span className="dim">{fault.next}</span>
        </small>
      )}
    </span>
  );
};

/** Whether it is recorded, why not, and early how long the disk will do. */
const RecordingCell = ({ stream }: { stream: StreamState }) => {
  const { t } = useTexts();
  const faultText = useRecordFault();
  const { recording, recording_fault, disk, free_mib } = stream;
  const fault = recording_fault === null ? undefined : faultText(recording_fault);
  const free_gib = figure((free_mib ?? 0) / 1024, 1);
  return (
    <span className="stack">
      <span>{t(recording ? 'streams.on' : 'streams.off')}</span>
      {fault !== undefined && (
        <small className="stream-warn">
          ! {fault.message} <span className="dim">{fault.next}</span>
        </small>
      )}
      {fault === undefined && disk !== 'enough' && (
        <small className="stream-warn">! {t(`replay.disk_${disk}`, { free: free_gib })}</small>
      )}
    </span>
  );
};

const VideoCell = ({ stream }: { stream: StreamState }) => {
  const { t } = useTexts();
  const { codec, width_px, height_px, frames_per_s, bitrate_kbit_s, key_frame_interval_s } = stream;
  const { jitter_ms, clock_error_ms, sender_clock_ms } = stream;
  if (codec === null) return t('common.unknown');
  return (
    <span className="stack">
      <span className="num">
        {codec} {width_px !== null && height_px !== null && `${width_px}×${height_px}`}
      </span>
      <small className="num dim">
        {t('streams.rate', { fps: figure(frames_per_s), kbit: figure(bitrate_kbit_s) })}
      </small>
      {key_frame_interval_s !== null && (
        <small className="num dim">
          {t('streams.key_frame', { seconds: figure(key_frame_interval_s, 1) })}
        </small>
      )}
      {jitter_ms !== null && clock_error_ms !== null && (
        <small className="num dim">
          {t('replay.link', { jitter: figure(jitter_ms), error: figure(clock_error_ms) })}
        </small>
      )}
      {sender_clock_ms !== null && (
        <small className="num dim">
          {t('replay.sender_clock', { offset: figure(sender_clock_ms / 1000, 3) })}
        </small>
      )}
    </span>
  );
};

const AddStream = ({ allowed }: { allowed: boolean }) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const cache = useQueryClient();
  const [form] = Form.useForm<CallInput<'streams.add'>>();
  const add = useWrite('streams.add');
  const submit = (values: CallInput<'streams.add'>): void =>
    add.mutate(values, {
      onSuccess: ({ name }) => {
        done(t('streams.added', { name }));
        form.resetFields();
        void cache.invalidateQueries({ queryKey: ['streams.list'] });
      },
      onError: failed,
    });
  return (
    <section className="panel panel-pad add-stream" aria-label={t('streams.add')}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} disabled={!allowed}>
        <div className="add-stream-row">
          <Form.Item
            name="name"
            label={t('streams.name')}
            rules={[{ required: true, message: t('streams.name') }]}
          >
            <Input placeholder={t('streams.name_example')} maxLength={64} />
          </Form.Item>
          <Form.Item
            name="url"
            label={t('streams.url')}
            rules={[{ required: true, min: 3, message: t('streams.url_rule') }]}
          >
            <Input className="num" maxLength={2000} autoComplete="off" spellCheck={false} />
          </Form.Item>
          <Button type="primary" htmlType="submit" icon={<PlusOutlined />} loading={add.isPending}>
            {t('streams.add')}
          </Button>
        </div>
      </Form>
      {!allowed && <p className="mission-why">{t('streams.managers_only')}</p>}
      <h2 className="panel-title">{t('streams.examples')}</h2>
      <ul className="examples">
        {streamExamples.map(({ url, hint }) => (
          <li key={url}>
            <code className="num">{url}</code>
            <span>{t(hint)}</span>
            <Button
              size="small"
              type="link"
              disabled={!allowed}
              onClick={() => form.setFieldValue('url', url)}
            >
              {t('streams.use_example')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
};
