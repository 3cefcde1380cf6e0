import { type Plan, planZoneKinds } from '#common';
import { DeleteOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { NumberField } from './Field.tsx';
import { withFence, withZone } from './plan-state.ts';

type Props = { plan: Plan; onPlan: (change: (plan: Plan) => Plan) => void };

/** Where the aircraft must stay, and what it stays away from. */
export const ZoneList = ({ plan, onPlan }: Props) => {
  const { t } = useTexts();
  return (
    <ul className="plan-zones">
      <li>
        <span>{t('plan.fence')}</span>
        <em>{plan.fence === null ? t('plan.fence_site') : t('plan.fence_own')}</em>
        {plan.fence !== null && (
          <Button
            type="text"
            size="small"
            danger
            icon={<DeleteOutlined />}
            aria-label={t('plan.remove')}
            onClick={() => onPlan((before) => withFence(before, null))}
          />
        )}
      </li>
      {plan.zones.map((zone) => (
        <li key={zone.id}>
          <Select
            size="small"
            aria-label={t('plan.zone_kind')}
            value={zone.kind}
            onChange={(kind) => onPlan((before) => withZone(before, { ...zone, kind }))}
            options={planZoneKinds.map((kind) => ({ value: kind, label: t(`plan.zone_${kind}`) }))}
          />
          <NumberField
            name={t('plan.keep')}
            unit="m"
            value={zone.standoff_m}
            min={0}
            max={500}
            onChange={(standoff_m) => onPlan((before) => withZone(before, { ...zone, standoff_m }))}
          />
          <Button
            type="text"
            size="small"
            danger
            icon={<DeleteOutlined />}
            aria-label={t('plan.remove')}
            onClick={() =>
              onPlan((before) => ({ ...before, zones: before.zones.filter(({ id }) => id !== zone.id) }))
            }
          />
        </li>
      ))}
      {plan.rally.map((point, index) => (
        <li key={`${point.lat_deg} ${point.lon_deg}`}>
          <span>{t('plan.rally_number', { number: index + 1 })}</span>
          <NumberField
            name={t('plan.rally_height')}
            unit="m"
            value={point.height_m}
            min={5}
            max={120}
            onChange={(height_m) =>
              onPlan((before) => ({
                ...before,
                rally: before.rally.with(index, { ...point, height_m: Math.round(height_m) }),
              }))
            }
          />
          <Button
            type="text"
            size="small"
            danger
            icon={<DeleteOutlined />}
            aria-label={t('plan.remove')}
            onClick={() =>
              onPlan((before) => ({ ...before, rally: before.rally.filter((_, at) => at !== index) }))
            }
          />
        </li>
      ))}
    </ul>
  );
};
