import type { MapSource } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber, Modal, Select } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';

type Values = {
  kind: MapSource['kind'];
  file?: string;
  name?: string;
  template?: string;
  key?: string;
  datum: 'wgs84' | 'gcj02';
  min_zoom?: number;
  max_zoom?: number;
  attribution?: string;
};

/** 天地图 in Web Mercator: satellite picture; its tiles lie in CGCS2000, which is WGS-84 to a decimetre. */
const tianditu: Partial<Values> = {
  name: '天地图影像',
  template:
    'https://t{s}.tianditu.gov.cn/img_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=img&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={tk}',
  datum: 'wgs84',
  min_zoom: 1,
  max_zoom: 18,
  attribution: '天地图 © 国家基础地理信息中心',
};

/** Which basemap the whole station shows; an administrator's choice. */
export const BaseMapForm = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTexts();
  const settings = useCall('map.settings', {});
  const configure = useWrite('map.configure');
  const cache = useQueryClient();
  const { done } = useNotices();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form);
  if (settings.data === undefined) return null;
  const { source, has_key, files, folder } = settings.data;
  const initial: Values =
    source.kind === 'none'
      ? { kind: files.length > 0 ? 'file' : 'url', datum: 'wgs84', min_zoom: 1, max_zoom: 18 }
      : source.kind === 'url'
        ? { ...source, key: '' }
        : source;
  const save = (values: Values): void =>
    configure.mutate(sourceOf(values), {
      onSuccess: () => {
        done(t('map.base_saved'));
        for (const name of ['map.get', 'map.settings']) void cache.invalidateQueries({ queryKey: [name] });
        onClose();
      },
    });
  return (
    <Modal
      open
      title={t('map.base_choose')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      confirmLoading={configure.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onFinish={save}
        name="basemap"
      >
        <Form.Item name="kind" label={t('map.base_kind')}>
          <Select
            options={(['none', 'file', 'url'] as const).map((value) => ({
              value,
              label: t(`map.base_kind_${value}`),
            }))}
          />
        </Form.Item>
        {kind === 'file' && (
          <Form.Item
            name="file"
            label={t('map.base_file')}
            extra={t('map.base_file_hint', { folder })}
            rules={[{ required: true }]}
          >
            <Select options={files.map((value) => ({ value, label: value }))} />
          </Form.Item>
        )}
        {kind === 'url' && (
          <>
            <Form.Item>
              <a onClick={() => form.setFieldsValue(tianditu)}>{t('map.base_tianditu')}</a>
            </Form.Item>
            <Form.Item name="name" label={t('map.base_name')} rules={[{ required: true }]}>
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item
              name="template"
              label={t('map.base_template')}
              extra={t('map.base_template_hint')}
              rules={[{ required: true }]}
            >
              <Input.TextArea rows={3} maxLength={500} />
            </Form.Item>
            <Form.Item
              name="key"
              label={t('map.base_key')}
              extra={has_key ? t('map.base_key_kept') : undefined}
            >
              <Input maxLength={200} autoComplete="off" />
            </Form.Item>
            <Form.Item label={t('map.base_zoom')}>
              <Form.Item name="min_zoom" noStyle>
                <InputNumber min={0} max={22} precision={0} aria-label={t('map.base_zoom_min')} />
              </Form.Item>{' '}
              –{' '}
              <Form.Item name="max_zoom" noStyle>
                <InputNumber min={1} max={22} precision={0} aria-label={t('map.base_zoom_max')} />
              </Form.Item>
            </Form.Item>
            <Form.Item name="attribution" label={t('map.base_attribution')}>
              <Input maxLength={120} />
            </Form.Item>
          </>
        )}
        {kind !== 'none' && (
          <Form.Item name="datum" label={t('map.base_datum')} extra={t('map.base_datum_hint')}>
            <Select
              options={(['wgs84', 'gcj02'] as const).map((value) => ({
                value,
                label: t(`map.base_datum_${value}`),
              }))}
            />
          </Form.Item>
        )}
      </Form>
      {configure.error !== null && <FaultAlert error={configure.error} />}
    </Modal>
  );
};

const sourceOf = (values: Values): MapSource => {
  if (values.kind === 'none') return { kind: 'none' };
  if (values.kind === 'file') return { kind: 'file', file: values.file ?? '', datum: values.datum };
  return {
    kind: 'url',
    name: values.name ?? '',
    template: (values.template ?? '').trim(),
    // An emptied box keeps the key there is.
    key: values.key === undefined || values.key.trim() === '' ? null : values.key.trim(),
    datum: values.datum,
    min_zoom: values.min_zoom ?? 0,
    max_zoom: values.max_zoom ?? 18,
    attribution: values.attribution ?? '',
  };
};
