import { SendOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useVehicleStore } from '../../station/context.ts';
import { useVehicle, useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { figure } from '../../ui/format.ts';
import type { Spot } from '../live/spot.ts';
import { distance_m } from '../map/geo.ts';

/** What an order may say, as the contract has it. */
const lowest_m = 2;
const highest_m = 120;

/** Sends the aircraft to the marked place at its present height, once the pilot has confirmed it. */
export const GoHere = ({ vehicle_id, spot }: { vehicle_id: string; spot: Spot }) => {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const { done, failed } = useNotices();
  const order = useWrite('vehicles.order');
  const vehicles = useVehicleStore();
  // As text, so that the page is drawn anew once a metre and not with every message.
  const away = useVehicle(vehicle_id, ({ position }) =>
    position === null ? undefined : figure(distance_m(position, spot)),
  );
  const height = useVehicle(vehicle_id, ({ height_m }) =>
    height_m === null ? undefined : Math.min(highest_m, Math.max(lowest_m, Math.round(height_m))),
  );
  if (away === undefined || height === undefined) return null;
  const ask = (): void => {
    // As it is now, and not when it was drawn: what is confirmed is what is sent.
    const kept_m = Math.min(
      highest_m,
      Math.max(lowest_m, Math.round(vehicles.get(vehicle_id)?.state.height_m ?? height)),
    );
    const { lat_deg, lon_deg } = spot;
    void modal.confirm({
      title: t('flight.order.goto'),
      content: t('flight.order.goto_confirm', { distance: away, height: kept_m }),
      okText: t('flight.order.goto'),
      cancelText: t('common.cancel'),
      onOk: () =>
        order.mutate(
          { vehicle_id, order: { order: 'goto', lat_deg, lon_deg, height_m: kept_m } },
          { onSuccess: () => done(t('flight.order.goto_sent')), onError: failed },
        ),
    });
  };
  return (
    <div className="fly-go">
      <span className="num">{t('flight.order.goto_facts', { distance: away, height })}</span>
      <Button type="primary" size="small" icon={<SendOutlined />} loading={order.isPending} onClick={ask}>
        {t('flight.order.goto')}
      </Button>
    </div>
  );
};
