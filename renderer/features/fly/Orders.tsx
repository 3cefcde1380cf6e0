import type { VehicleOrder } from '#common';
import { CameraOutlined, ControlOutlined, VideoCameraOutlined } from '@ant-design/icons';
import { Button, InputNumber, Popover, Slider, Tooltip } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';

/** Height, speed, gimbal and camera by hand, while a flight is under way. */
export const Orders = ({
  vehicle_id,
  disabled,
}: {
  vehicle_id: string | undefined;
  disabled: string | undefined;
}) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const order = useWrite('vehicles.order');
  const [height_m, setHeight] = useState(30);
  const [speed_m_s, setSpeed] = useState(5);
  const send = (what: VehicleOrder): void => {
    if (vehicle_id === undefined) return;
    order.mutate(
      { vehicle_id, order: what },
      { onSuccess: ({ read_back }) => done(t(`flight.order.${read_back}`)), onError: failed },
    );
  };
  const row = (name: string, field: ReactNode, what?: VehicleOrder): ReactNode => (
    <label className="orders-row">
      <span>{name}</span>
      {field}
      {what !== undefined && (
        <Button size="small" loading={order.isPending} onClick={() => send(what)}>
          {t('flight.order.send')}
        </Button>
      )}
    </label>
  );
  const content = (
    <div className="orders">
      {row(
        t('flight.order.height'),
        <InputNumber
          size="small"
          min={2}
          max={120}
          suffix="m"
          value={height_m}
          onChange={(value) => setHeight(value ?? height_m)}
        />,
        { order: 'height', height_m },
      )}
      {row(
        t('flight.order.speed'),
        <InputNumber
          size="small"
          min={0.5}
          max={20}
          step={0.5}
          suffix="m/s"
          value={speed_m_s}
          onChange={(value) => setSpeed(value ?? speed_m_s)}
        />,
        { order: 'speed', speed_m_s },
      )}
      {row(
        t('flight.order.pitch'),
        <Slider
          min={-90}
          max={30}
          defaultValue={-35}
          onChangeComplete={(pitch_deg) => send({ order: 'gimbal', pitch_deg })}
        />,
      )}
      {row(
        t('flight.order.zoom'),
        <Slider
          min={0}
          max={100}
          defaultValue={0}
          onChangeComplete={(percent) => send({ order: 'zoom', percent })}
        />,
      )}
      <div className="orders-row">
        <Button size="small" icon={<CameraOutlined />} onClick={() => send({ order: 'photo' })}>
          {t('flight.order.photo')}
        </Button>
        <Button
          size="small"
          icon={<VideoCameraOutlined />}
          onClick={() => send({ order: 'record', on: true })}
        >
          {t('flight.order.record_on')}
        </Button>
        <Button size="small" onClick={() => send({ order: 'record', on: false })}>
          {t('flight.order.record_off')}
        </Button>
      </div>
      <small className="dim">{t('flight.order.hint')}</small>
    </div>
  );
  return (
    <Popover content={content} title={t('flight.order.more')} trigger="click" placement="left">
      <Tooltip title={disabled}>
        <Button block icon={<ControlOutlined />} disabled={disabled !== undefined}>
          {t('flight.order.more')}
        </Button>
      </Tooltip>
    </Popover>
  );
};
