import type { CallOutput, Platform } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Popconfirm, Space, Table, type TableProps, Typography } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';
import { localDateTime } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';

/** 其他平台: who may hand leads in; a secret is shown once. */
export const PlatformsPanel = () => {
  const { t } = useTexts();
  const { failed } = useNotices();
  const cache = useQueryClient();
  const platforms = useCall('platforms.list', {});
  const add = useWrite('platforms.add');
  const renew = useWrite('platforms.renew');
  const remove = useWrite('platforms.remove');
  const [told, tell] = useState<CallOutput<'platforms.add'>>();
  const refresh = (): void => void cache.invalidateQueries({ queryKey: ['platforms.list'] });
  const shown = {
    onSuccess: (answer: CallOutput<'platforms.add'>) => {
      tell(answer);
      refresh();
    },
    onError: failed,
  };
  const columns: TableProps<Platform>['columns'] = [
    { title: t('platforms.name'), dataIndex: 'name' },
    {
      title: t('platforms.address'),
      key: 'address',
      render: (_, { id }) => <code className="num">/hook/platform/{id}</code>,
    },
    { title: t('platforms.reports'), dataIndex: 'reports', className: 'num' },
    {
      title: t('platforms.heard'),
      key: 'heard',
      className: 'num',
      render: (_, { heard_utc_us }) => (heard_utc_us === null ? '—' : localDateTime(heard_utc_us)),
    },
    {
      title: '',
      key: 'acts',
      render: (_, { id, name }) => (
        <Space>
          <Popconfirm
            title={t('platforms.renew_ask', { name })}
            onConfirm={() => renew.mutate({ platform_id: id }, shown)}
          >
            <Button size="small">{t('platforms.renew')}</Button>
          </Popconfirm>
          <Popconfirm
            title={t('platforms.remove_ask', { name })}
            onConfirm={() => remove.mutate({ platform_id: id }, { onSuccess: refresh, onError: failed })}
          >
            <Button size="small" danger>
              {t('platforms.remove')}
            </Button>
          </Popconfirm>
        </Space>
      ),
    },
  ];
  if (platforms.error !== null) return <FaultAlert error={platforms.error} />;
  return (
    <section className="rules">
      <h2>{t('platforms.title')}</h2>
      <p className="dim">{t('platforms.hint')}</p>
      <Form<{ name: string }> layout="inline" onFinish={(typed) => add.mutate(typed, shown)}>
        <Form.Item name="name" rules={[{ required: true, message: t('cases.required') }]}>
          <Input maxLength={60} placeholder={t('platforms.name')} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={add.isPending}>
          {t('platforms.add')}
        </Button>
      </Form>
      {told !== undefined && (
        <Alert
          type="warning"
          closable={{ onClose: () => tell(undefined) }}
          title={t('platforms.secret_once', { name: told.platform.name })}
          description={
            <Typography.Text copyable code>
              {told.secret}
            </Typography.Text>
          }
        />
      )}
      <Table
        size="small"
        rowKey="id"
        columns={columns}
        dataSource={platforms.data ?? []}
        loading={platforms.isPending}
        pagination={false}
        locale={{ emptyText: <Notice title={t('platforms.none')} /> }}
      />
    </section>
  );
};
