import { type CaseExport, exportKinds } from '#common';
import { ExportOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Radio, Select, Space } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { ExportsList } from './ExportsList.tsx';

type Props = { readonly case_id: string } | { readonly lead_id: string };
type Wanted = { kind: CaseExport['kind']; reason?: string; volume_mib?: number };

const volumes_mib = [700, 2048, 4096];

/** Asks what kind of case file, then shows how far it is. */
export const ExportButton = (props: Props) => {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Wanted>();
  const kind = Form.useWatch('kind', form) ?? 'disclosed';
  const create = useWrite('exports.create');
  const cache = useQueryClient();
  const { done, failed } = useNotices();
  const submit = ({ kind: chosen, reason = '', volume_mib }: Wanted): void =>
    create.mutate(
      { ...props, kind: chosen, reason, ...(volume_mib === undefined ? {} : { volume_mib }) },
      {
        onSuccess: () => {
          done(t('custody.export_started'));
          void cache.invalidateQueries({ queryKey: ['exports.list'] });
        },
        onError: failed,
      },
    );
  return (
    <>
      <Button icon={<ExportOutlined />} onClick={() => setOpen(true)}>
        {t('custody.export')}
      </Button>
      <Modal
        open={open}
        width={760}
        title={t('custody.export')}
        okText={t('custody.export_ok')}
        cancelText={t('common.close')}
        confirmLoading={create.isPending}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form<Wanted> form={form} layout="vertical" initialValues={{ kind: 'disclosed' }} onFinish={submit}>
          <Form.Item name="kind" label={t('custody.kind')} extra={t(`custody.kind_${kind}_hint`)}>
            <Radio.Group
              optionType="button"
              options={exportKinds.map((value) => ({ value, label: t(`custody.kind_${value}`) }))}
            />
          </Form.Item>
          {kind === 'full' && (
            <Form.Item
              name="reason"
              label={t('custody.reason')}
              rules={[{ required: true, whitespace: true, message: t('custody.reason_needed') }]}
            >
              <Input.TextArea rows={2} maxLength={500} />
            </Form.Item>
          )}
          <Form.Item name="volume_mib" label={t('custody.volume')}>
            <Select
              allowClear
              placeholder={t('custody.volume_none')}
              options={volumes_mib.map((value) => ({
                value,
                label: t('custody.volume_size', {
                  size: value < 1024 ? `${value} MB` : `${value / 1024} GB`,
                }),
              }))}
            />
          </Form.Item>
        </Form>
        <Space orientation="vertical" className="export-list">
          <ExportsList about={'case_id' in props ? props.case_id : props.lead_id} />
        </Space>
      </Modal>
    </>
  );
};
