import {
  type AirborneMount,
  cameraLibrary,
  type FixedMount,
  type StreamMount,
  type StreamState,
} from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Popover, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { placeTyped } from '../sites/site-draft.ts';

type Props = { readonly stream: StreamState; readonly allowed: boolean };

/** What carries the camera, and whether people in its picture get a place; if not, what to do. */
export const MountCell = ({ stream, allowed }: Props) => {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const { mount, placing = 'not_mounted' } = stream;
  // The sample's camera needs no mount: it is always where its clip was rendered.
  const own = placing === 'placed' && (mount === null || mount === undefined);
  return (
    <span className="stack">
      {mount && <span>{'fixed' in mount ? t('streams.mount_fixed') : carriedBy(mount)}</span>}
      <small className={placing === 'placed' ? 'dim' : 'stream-warn'}>
        {placing === 'placed' ? '✓' : '!'} {/* Places are worked out with the first frame. */}
        {mount && placing === 'not_mounted' ? t('streams.placing_waits') : t(`streams.placing_${placing}`)}
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

const carriedBy = ({ vehicle_id, camera_id }: AirborneMount): string =>
  `${vehicle_id} · ${cameraLibrary.find(({ id }) => id === camera_id)?.name ?? camera_id}`;

/** On an aircraft, or fixed: two ways to say where the camera is. */
const MountForm = ({ stream, onDone }: { stream: StreamState; onDone: () => void }) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const cache = useQueryClient();
  const write = useWrite('streams.mount');
  const { mount = null } = stream;
  const [kind, setKind] = useState<'aircraft' | 'fixed'>(
    mount !== null && 'fixed' in mount ? 'fixed' : 'aircraft',
  );
  const submit = (next: StreamMount | null): void =>
    write.mutate(
      { stream_id: stream.id, mount: next },
      {
        onSuccess: () => {
          done(t('streams.mounted', { name: stream.name }));
          void cache.invalidateQueries({ queryKey: ['streams.list'] });
          onDone();
        },
        onError: failed,
      },
    );
  return (
    <>
      <Segmented
        size="small"
        value={kind}
        onChange={setKind}
        options={[
          { value: 'aircraft', label: t('streams.mount_aircraft') },
          { value: 'fixed', label: t('streams.mount_fixed') },
        ]}
      />
      {kind === 'fixed' ? (
        <FixedForm
          mount={mount !== null && 'fixed' in mount ? mount : undefined}
          pending={write.isPending}
          onSubmit={submit}
        />
      ) : (
        <AirborneForm
          mount={mount !== null && 'vehicle_id' in mount ? mount : undefined}
          pending={write.isPending}
          onSubmit={submit}
        />
      )}
    </>
  );
};

type FormProps<M> = {
  mount: M | undefined;
  pending: boolean;
  onSubmit: (mount: StreamMount | null) => void;
};
type Fields = { vehicle_id?: string; camera_id?: string; focal_mm?: number | null };

const AirborneForm = ({ mount, pending, onSubmit }: FormProps<AirborneMount>) => {
  const { t } = useTexts();
  const vehicles = useCall('vehicles.list', {});
  const [form] = Form.useForm<Fields>();
  const camera_id = Form.useWatch('camera_id', form) ?? mount?.camera_id;
  const camera = cameraLibrary.find(({ id }) => id === camera_id);
  const zooms = camera !== undefined && camera.focal_min_mm !== camera.focal_max_mm;
  const submit = ({ vehicle_id, camera_id: chosen, focal_mm = null }: Fields): void =>
    onSubmit(
      vehicle_id === undefined || chosen === undefined
        ? null
        : { vehicle_id, camera_id: chosen, focal_mm: zooms ? focal_mm : null },
    );
  const known = new Set([
    ...(vehicles.data ?? []).map(({ id }) => id),
    ...(mount === undefined ? [] : [mount.vehicle_id]),
  ]);
  return (
    <Form
      form={form}
      layout="vertical"
      size="small"
      className="mount-form"
      onFinish={submit}
      initialValues={mount ?? {}}
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
      <Button type="primary" htmlType="submit" loading={pending}>
        {t('streams.mount_save')}
      </Button>
    </Form>
  );
};

type Pose = { place: string; up_m: number; yaw_deg: number; pitch_deg: number; hfov_deg: number };

/** Where a camera on a mast stands and how it looks. */
const FixedForm = ({ mount, pending, onSubmit }: FormProps<FixedMount>) => {
  const { t } = useTexts();
  const submit = ({ place, up_m, yaw_deg, pitch_deg, hfov_deg }: Pose): void => {
    const position = placeTyped(place);
    if (position !== undefined) onSubmit({ fixed: { ...position, up_m, yaw_deg, pitch_deg, hfov_deg } });
  };
  const needed = { required: true, message: t('cases.required') };
  const fields = [
    ['up_m', 0.5, 200],
    ['yaw_deg', -360, 360],
    ['pitch_deg', -90, 30],
    ['hfov_deg', 2, 150],
  ] as const;
  return (
    <Form<Pose>
      layout="vertical"
      size="small"
      className="mount-form"
      onFinish={submit}
      initialValues={
        mount === undefined
          ? { up_m: 6, pitch_deg: -20, hfov_deg: 80 }
          : { ...mount.fixed, place: `${mount.fixed.lat_deg}, ${mount.fixed.lon_deg}` }
      }
    >
      <Form.Item
        name="place"
        label={t('streams.fixed_place')}
        rules={[
          {
            validator: (_rule, text: string | undefined) =>
              placeTyped(text ?? '') === undefined
                ? Promise.reject(new Error(t('streams.fixed_place_rule')))
                : Promise.resolve(),
          },
        ]}
      >
        <Input placeholder="29.952, 121.431" />
      </Form.Item>
      {fields.map(([name, min, max]) => (
        <Form.Item key={name} name={name} label={t(`streams.fixed_${name}`)} rules={[needed]}>
          <InputNumber min={min} max={max} step={name === 'up_m' ? 0.5 : 1} />
        </Form.Item>
      ))}
      <Button type="primary" htmlType="submit" loading={pending}>
        {t('streams.mount_save')}
      </Button>
    </Form>
  );
};
