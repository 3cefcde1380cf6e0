import type { PictureSettings } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Switch } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';

type Fields = Omit<PictureSettings, 'folder'> & { readonly folder: string | null };

/** Whether and where pictures are fetched off the aircraft. */
export const PicturesPanel = () => {
  const { t } = useTexts();
  const settings = useCall('pictures.settings', {});
  const save = useWrite('pictures.configure');
  const cache = useQueryClient();
  const { done, failed } = useNotices();
  if (settings.error !== null)
    return <FaultAlert error={settings.error} onRetry={() => void settings.refetch()} />;
  if (settings.data === undefined) return null;
  const keep = ({ folder, ...wanted }: Fields): void =>
    save.mutate(
      { ...wanted, folder: folder === null || folder.trim() === '' ? null : folder.trim() },
      {
        onSuccess: () => {
          done(t('pictures.saved'));
          void cache.invalidateQueries({ queryKey: ['pictures.settings'] });
        },
        onError: failed,
      },
    );
  return (
    <section aria-label={t('pictures.settings_title')}>
      <h2>{t('pictures.settings_title')}</h2>
      <p className="dim">{t('pictures.settings_hint')}</p>
      <Form<Fields>
        layout="vertical"
        requiredMark={false}
        initialValues={settings.data}
        style={{ maxWidth: 520 }}
        onFinish={keep}
      >
        <Form.Item
          name="by_itself"
          label={t('pictures.by_itself')}
          extra={t('pictures.by_itself_hint')}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        <Form.Item name="folder" label={t('pictures.folder')} extra={t('pictures.folder_hint')}>
          <Input placeholder="/DCIM" maxLength={60} />
        </Form.Item>
        <Form.Item
          name="component_id"
          label={t('pictures.component_id')}
          extra={t('pictures.component_hint')}
          rules={[{ required: true }]}
        >
          <InputNumber min={1} max={255} precision={0} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('common.save')}
        </Button>
      </Form>
    </section>
  );
};
