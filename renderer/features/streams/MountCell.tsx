import { cameraLibrary, type StreamMount, type StreamState } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, InputNumber, Popover, Select } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';

type Props = { readonly stream: StreamState; readonly allowed: boolean };

/** What carries the camera, and whether people in its picture get a place; if not, what to do. */
export const MountCell = ({ stream, allowed }: Props) => {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const { mount, placing = 'not_mounted' } = stream;
  const camera = cameraLibrary.find(({ id }) => id === mount?.camera_id);
  // The sample's camera needs no mount: it is always where its clip was rendered.
  const own = placing === 'placed' && (mount === null || mount === undefined);
  return (
    <span className="stack">
      {mount && (
        <span>
          {mount.vehicle_id} · {camera?.name ?? mount.camera_id}
        </span>
      )}
      <small className={placing === 'placed' ? 'dim' : 'stream-warn'}>
        {placing === 'placed' ? '✓' : '!'} {t(`streams.placing_${placing}`)}
      </small>
      {allowed && !own && (
        <Popover
          trigger="click"
          open={open}
          onOpenChange={setOpen}
          title={t('streams.mount_hint')}
          destroyOnHidden
          content={<MountForm stream={stream} onDone={() => setOpen(false)} />}
        >
          <Button size="small">{t('streams.mount_save')}</Button>
        </Popover>
      )}
    </span>
  );
};

type Fields = { vehicle_id?: string; camera_id?: string; focal_mm?: number | null };

const MountForm = ({ stream, onDone }: { stream: StreamState; onDone: () => void }) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const cache = useQueryClient();
  const vehicles = useCall('vehicles.list', {});
  const write = useWrite('streams.mount');
  const [form] = Form.useForm<Fields>();
  const camera_id = Form.useWatch('camera_id', form) ?? stream.mount?.camera_id;
  const camera = cameraLibrary.find(({ id }) => id === camera_id);
  const zooms = camera !== undefined && camera.focal_min_mm !== camera.focal_max_mm;
  const submit = ({ vehicle_id, camera_id: chosen, focal_mm = null }: Fields): void => {
    const mount: StreamMount | null =
      vehicle_id === undefined || chosen === undefined
        ? null
        : { vehicle_id, camera_id: chosen, focal_mm: zooms ? focal_mm : null };
    write.mutate(
      { stream_id: stream.id, mount },
      {
        onSuccess: () => {
          done(t('streams.mounted', { name: stream.name }));
          void cache.invalidateQueries({ queryKey: ['streams.list'] });
          onDone();
        },
        onError: failed,
      },
    );
  };
  const known = new Set([
    ...(vehicles.data ?? []).map(({ id }) => id),
    ...(stream.mount ? [stream.mount.vehicle_id] : []),
  ]);
  return (
    <Form
      form={form}
      layout="vertical"
      size="small"
      className="mount-form"
      onFinish={submit}
      initialValues={stream.mount ?? {}}
    >
      <Form.Item name="vehicle_id" label={t('streams.mount_vehicle')}>
        <Select
          allowClear
          placeholder={t('streams.mount_none')}
          options={[...known].map((id) => ({ value: id, label: id }))}
        />
      </Form.Item>
      <Form.Item name="camera_id" label={t('streams.mount_camera')}>
        <Select
          allowClear
          placeholder={t('streams.mount_none')}
          options={cameraLibrary
            .filter(({ kind }) => kind === 'video')
            .map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      {zooms && (
        <Form.Item name="focal_mm" label={t('streams.mount_focal')}>
          <InputNumber min={camera.focal_min_mm} max={camera.focal_max_mm} step={0.1} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" loading={write.isPending}>
        {t('streams.mount_save')}
      </Button>
    </Form>
  );
};
