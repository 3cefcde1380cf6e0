import { goalKinds, type Plan, plugPxPerM, type Site } from '#common';
import { Collapse, Select, Switch } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { CameraField } from './CameraField.tsx';
import { Field, NumberField } from './Field.tsx';
import { withGoal } from './plan-state.ts';

type Props = { site: Site; plan: Plan; onPlan: (change: (plan: Plan) => Plan) => void };

/** What must be seen and with which camera; everything else of the flight follows from these. */
export const GoalCard = ({ site, plan, onPlan }: Props) => {
  const { t } = useTexts();
  const look = (part: Partial<Plan['look']>) =>
    onPlan((before) => ({ ...before, look: { ...before.look, ...part } }));
  const camera = (part: Partial<Plan['camera']>) =>
    onPlan((before) => ({ ...before, camera: { ...before.camera, ...part } }));
  const plugs = site.zones.some((zone) => zone.plugs_admitted && zone.requires.includes('hearing'));
  return (
    <div className="plan-card">
      <div className="plan-pair">
        <Field name={t('plan.goal')}>
          <Select
            size="small"
            aria-label={t('plan.goal')}
            value={plan.goal.kind}
            onChange={(kind) => onPlan((before) => withGoal(before, kind))}
            options={goalKinds.map((kind) => ({ value: kind, label: t(`plan.goal_${kind}`) }))}
          />
        </Field>
        <NumberField
          name={t('plan.px_per_m')}
          unit="px/m"
          value={plan.goal.px_per_m}
          min={5}
          max={4000}
          step={10}
          onChange={(px_per_m) => onPlan((before) => ({ ...before, goal: { kind: 'custom', px_per_m } }))}
        />
      </div>
      {plugs && plan.goal.kind !== 'mask' && plan.goal.px_per_m < plugPxPerM && (
        <p className="dim">{t('plan.plugs', { px: plugPxPerM })}</p>
      )}
      <CameraField plan={plan} onPlan={onPlan} />
      <Collapse
        ghost
        size="small"
        items={[
          {
            key: 'more',
            label: t('plan.details'),
            children: (
              <div className="plan-grid">
                <NumberField
                  name={t('plan.speed')}
                  unit="m/s"
                  value={plan.speed_m_s}
                  min={0.5}
                  max={25}
                  step={0.5}
                  onChange={(speed_m_s) => onPlan((before) => ({ ...before, speed_m_s }))}
                />
                <NumberField
                  name={t('plan.floor')}
                  unit="m"
                  value={plan.look.floor_m}
                  min={2}
                  max={110}
                  onChange={(floor_m) => look({ floor_m })}
                />
                <NumberField
                  name={t('plan.depression')}
                  unit="°"
                  value={plan.look.depression_deg}
                  min={5}
                  max={90}
                  onChange={(depression_deg) => look({ depression_deg })}
                />
                <NumberField
                  name={t('plan.standoff')}
                  unit="m"
                  value={plan.look.standoff_m}
                  min={2}
                  max={200}
                  onChange={(standoff_m) => look({ standoff_m })}
                />
                <NumberField
                  name={t('plan.frames')}
                  unit={t('plan.frames_unit')}
                  value={plan.look.frames}
                  min={1}
                  max={500}
                  onChange={(frames) => look({ frames: Math.round(frames) })}
                />
                <NumberField
                  name={t('plan.blur')}
                  unit="px"
                  value={plan.look.blur_px}
                  min={0.5}
                  max={20}
                  step={0.5}
                  onChange={(blur_px) => look({ blur_px })}
                />
                <NumberField
                  name={t('plan.clearance')}
                  unit="m"
                  value={plan.clearance_m}
                  min={0}
                  max={50}
                  onChange={(clearance_m) => onPlan((before) => ({ ...before, clearance_m }))}
                />
                <NumberField
                  name={t('plan.exposure')}
                  unit="1/s"
                  value={Math.round(1 / plan.camera.exposure_s)}
                  min={1}
                  max={16_000}
                  step={100}
                  onChange={(rate) => camera({ exposure_s: 1 / rate })}
                />
                <NumberField
                  name={t('plan.rate')}
                  unit="Hz"
                  value={Math.round(plan.camera.rate_hz * 100) / 100}
                  min={0.05}
                  max={240}
                  onChange={(rate_hz) => camera({ rate_hz })}
                />
                <Field name={t('plan.follow_terrain')}>
                  <Switch
                    size="small"
                    aria-label={t('plan.follow_terrain')}
                    checked={plan.follow_terrain}
                    onChange={(follow_terrain) => onPlan((before) => ({ ...before, follow_terrain }))}
                  />
                </Field>
              </div>
            ),
          },
        ]}
      />
    </div>
  );
};
