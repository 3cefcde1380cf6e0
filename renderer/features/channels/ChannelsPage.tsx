import { type Channel, channelKinds, describeError, isErrorCode } from '#common';
import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Space, Switch, Table, type TableProps, Tabs } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';
import { shortDateTime } from '../../ui/format.ts';
import { ChannelForm } from './ChannelForm.tsx';
import { ContactsPanel } from './ContactsPanel.tsx';
import { PlatformsPanel } from './PlatformsPanel.tsx';
import { RulesPanel } from './RulesPanel.tsx';
import './channels.css';

/** Through what people are told, who is told, and how each is reached. */
export const ChannelsPage = () => {
  const { t } = useTexts();
  return (
    <Tabs
      className="page-padded"
      items={[
        { key: 'channels', label: t('rules.channels_tab'), children: <Channels /> },
        { key: 'rules', label: t('rules.tab'), children: <RulesPanel /> },
        { key: 'contacts', label: t('rules.contacts_tab'), children: <ContactsPanel /> },
        { key: 'platforms', label: t('platforms.tab'), children: <PlatformsPanel /> },
      ]}
    />
  );
};

/** How each channel does, and what must be mended. */
const Channels = () => {
  const { t, pick } = useTexts();
  const { done, failed } = useNotices();
  const cache = useQueryClient();
  const channels = useCall('channels.list', {});
  const test = useWrite('channels.test');
  const save = useWrite('channels.save');
  const remove = useWrite('channels.remove');
  const [edited, setEdited] = useState<Channel | 'new'>();
  const refresh = (): void => void cache.invalidateQueries({ queryKey: ['channels.list'] });
  const tryOut = ({ id }: Channel): void =>
    test.mutate(
      { channel_id: id },
      {
        onSuccess: ({ test_ok }) => {
          if (test_ok === true) done(t('channels.test_passed'));
          refresh();
        },
        onError: failed,
      },
    );
  const enable = ({ id, kind, name, from_level, fields }: Channel, enabled: boolean): void => {
    if (kind === 'in_app') return;
    save.mutate(
      { channel_id: id, kind, name, from_level, fields, enabled },
      { onSuccess: refresh, onError: failed },
    );
  };
  const columns: TableProps<Channel>['columns'] = [
    {
      title: t('channels.name'),
      key: 'name',
      width: 230,
      render: (_, { name, kind }) => (
        <span className="stack">
          <strong>{kind === 'in_app' ? pick(channelKinds.in_app.name) : name}</strong>
          <small className="dim">{pick(channelKinds[kind].name)}</small>
        </span>
      ),
    },
    { title: t('channels.state'), key: 'state', render: (_, channel) => <StateCell channel={channel} /> },
    {
      title: t('channels.from_level'),
      key: 'from',
      width: 170,
      render: (_, { from_level }) => t(`channels.level_${from_level === 0 ? 0 : from_level === 1 ? 1 : 2}`),
    },
    {
      title: t('channels.enabled'),
      key: 'enabled',
      width: 80,
      render: (_, channel) => (
        <Switch
          size="small"
          aria-label={`${t('channels.enabled')}: ${channel.name}`}
          checked={channel.enabled}
          disabled={channel.kind === 'in_app'}
          onChange={(on) => enable(channel, on)}
        />
      ),
    },
    {
      title: '',
      key: 'act',
      width: 220,
      align: 'right',
      render: (_, channel) =>
        channel.kind !== 'in_app' && (
          <Space>
            <Button
              size="small"
              loading={test.isPending && test.variables.channel_id === channel.id}
              onClick={() => tryOut(channel)}
            >
              {t('channels.test')}
            </Button>
            <Button size="small" onClick={() => setEdited(channel)}>
              {t('channels.edit')}
            </Button>
            <Popconfirm
              title={t('channels.remove')}
              description={t('channels.remove_confirm', { name: channel.name })}
              okText={t('channels.remove')}
              onConfirm={() =>
                remove.mutate({ channel_id: channel.id }, { onSuccess: refresh, onError: failed })
              }
            >
              <Button size="small">{t('channels.remove')}</Button>
            </Popconfirm>
          </Space>
        ),
    },
  ];
  return (
    <div>
      <div className="page-head">
        <h1>{t('channels.title')}</h1>
        <span className="spring" />
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
          {t('channels.add')}
        </Button>
      </div>
      <p className="dim">{channels.data?.length === 1 ? t('channels.empty') : t('channels.hint')}</p>
      {channels.error !== null && (
        <FaultAlert error={channels.error} onRetry={() => void channels.refetch()} />
      )}
      <Table
        aria-label={t('channels.title')}
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={channels.data ?? []}
        loading={channels.isPending}
        pagination={false}
      />
      {edited !== undefined && (
        <ChannelForm
          channel={edited === 'new' ? undefined : edited}
          onClose={() => {
            setEdited(undefined);
            refresh();
          }}
        />
      )}
    </div>
  );
};

const StateCell = ({ channel }: { channel: Channel }) => {
  const { t, language } = useTexts();
  const { state, fault, waiting, oldest_waiting_utc_us, accepted_utc_us, tested_utc_us, test_ok } = channel;
  const said =
    fault !== null && isErrorCode(fault.code)
      ? describeError(fault.code, fault.details, language)
      : undefined;
  return (
    <span className="stack">
      <span className="channel-state" data-state={state}>
        <b aria-hidden="true">{state === 'idle' ? '✓' : state === 'retrying' ? '…' : '✕'}</b>{' '}
        {t(`channels.state_${state}`)}
        <small className="dim num">
          {' '}
          {accepted_utc_us === null
            ? t('channels.never')
            : t('channels.last', { time: shortDateTime(accepted_utc_us) })}
          {' · '}
          {tested_utc_us === null
            ? t('channels.untested')
            : t(test_ok === true ? 'channels.tested_ok' : 'channels.tested_bad', {
                time: shortDateTime(tested_utc_us),
              })}
          {' · '}
          {waiting === 0
            ? t('channels.none_waiting')
            : t('channels.waiting', { count: waiting, time: shortDateTime(oldest_waiting_utc_us ?? 0) })}
        </small>
      </span>
      {said !== undefined && (
        <small>
          {said.message} <span className="dim">{said.next}</span>
        </small>
      )}
    </span>
  );
};
