import type { SecondLook } from '#common';
import { AimOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useStation, useVehicleStore } from '../../station/context.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { figure } from '../../ui/format.ts';

/** Proposes another look at a lead and flies it only when the pilot has read what will happen. */
export const SecondLookButton = ({ lead_id }: { lead_id: string }) => {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const { done, failed } = useNotices();
  const { call } = useStation();
  const look = useWrite('flights.look');
  const vehicles = useVehicleStore();
  const words = (
    { turned_deg, viewpoint, slant_m, zoom_percent, px_per_m }: SecondLook,
    then: 'auto' | 'held',
  ): string =>
    t('flight.look.plan', {
      turned: t(turned_deg >= 90 ? 'flight.look.turned_other' : 'flight.look.turned_same'),
      height: figure(viewpoint.height_m),
      slant: figure(slant_m),
      zoom: figure(zoom_percent),
      px: figure(px_per_m),
      after: t(`flight.look.after_${then}`),
    });
  const ask = async (): Promise<void> => {
    try {
      const proposal = await call('flights.proposeLook', { lead_id });
      const then = vehicles.get(proposal.vehicle_id)?.state.mode === 'auto' ? 'auto' : 'held';
      void modal.confirm({
        title: t('flight.look.title'),
        content: words(proposal, then),
        okText: t('flight.look.fly'),
        cancelText: t('common.cancel'),
        onOk: () =>
          look.mutate({ lead_id }, { onSuccess: () => done(t(`flight.look.done_${then}`)), onError: failed }),
      });
    } catch (error) {
      failed(error);
    }
  };
  return (
    <Button
      className="rail-look"
      size="small"
      icon={<AimOutlined />}
      loading={look.isPending}
      aria-label={t('flight.look.button')}
      onClick={() => void ask()}
    >
      {t(look.isPending ? 'flight.look.under_way' : 'flight.look.button')}
    </Button>
  );
};
