import type { CustodySettings, Person } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Switch } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';

const periods = ['unreviewed_days', 'rejected_days', 'confirmed_days', 'archive_days'] as const;

export const SettingsPanel = ({ me }: { me: Person }) => {
  const { t } = useTexts();
  const settings = useCall('custody.settings', {});
  const save = useWrite('custody.configure');
  const cache = useQueryClient();
  const { done, failed } = useNotices();
  if (settings.error !== null)
    return <FaultAlert error={settings.error} onRetry={() => void settings.refetch()} />;
  if (settings.data === undefined) return null;
  const may = me.roles.includes('administrator');
  return (
    <Form<CustodySettings>
      className="custody-settings"
      layout="vertical"
      requiredMark={false}
      disabled={!may}
      initialValues={settings.data}
      onFinish={(wanted) =>
        save.mutate(wanted, {
          onSuccess: () => {
            done(t('custody.settings_saved'));
            void cache.invalidateQueries({ queryKey: ['custody.settings'] });
            void cache.invalidateQueries({ queryKey: ['retention.view'] });
          },
          onError: failed,
        })
      }
    >
      <Form.Item
        name="worst_clock_error_ms"
        label={t('custody.worst_clock_error_ms')}
        extra={t('custody.worst_clock_error_hint')}
        rules={[{ required: true }]}
      >
        <InputNumber min={1} max={3_600_000} precision={0} />
      </Form.Item>
      <Form.Item name="tsa_url" label={t('custody.tsa_url')} extra={t('custody.tsa_hint')}>
        <Input placeholder="http://" maxLength={500} />
      </Form.Item>
      <Form.Item name="sm2" label={t('custody.sm2')} extra={t('custody.sm2_hint')} valuePropName="checked">
        <Switch />
      </Form.Item>
      {periods.map((name) => (
        <Form.Item key={name} name={name} label={t(`custody.${name}`)} rules={[{ required: true }]}>
          <InputNumber min={1} max={36_500} precision={0} />
        </Form.Item>
      ))}
      {may ? (
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('common.save')}
        </Button>
      ) : (
        <span className="dim">{t('custody.settings_admin')}</span>
      )}
    </Form>
  );
};
