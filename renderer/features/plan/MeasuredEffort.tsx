import type { Plan } from '#common';
import { Button } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall } from '../../station/hooks.ts';
import { figure } from '../../ui/format.ts';

type Props = {
  aircraft: Plan['aircraft'];
  onTake: (part: Partial<Plan['aircraft']>) => void;
};

const digits = 4;
const same = (a: number, b: number): boolean => a.toFixed(digits) === b.toFixed(digits);

/** What each aircraft was measured to draw, with what that rests on; one press puts it into the plan. */
export const MeasuredEffort = ({ aircraft, onTake }: Props) => {
  const { t } = useTexts();
  const log = useCall('flights.log', { limit: 1 });
  const measured = log.data?.aircraft.flatMap(({ name, effort }) =>
    effort === null ? [] : [{ name, ...effort }],
  );
  const now = t('plan.effort_now', {
    wh_per_m: figure(aircraft.wh_per_m, digits),
    hover_w: figure(aircraft.hover_w),
  });
  return (
    <div className="plan-effort">
      <p>
        <span>{t('plan.effort')}</span> <span className="num">{now}</span>{' '}
        <span className={aircraft.measured ? undefined : 'dim'}>
          {t(aircraft.measured ? 'plan.effort_measured' : 'plan.effort_assumed')}
        </span>
      </p>
      {measured?.map(({ vehicle_id, name, wh_per_m, hover_w, flights, flown_m }) => (
        <p key={vehicle_id} data-effort={vehicle_id}>
          <span>
            {t('plan.effort_of', {
              name,
              wh_per_m: figure(wh_per_m, digits),
              hover_w: figure(hover_w),
              count: flights,
              km: figure(flown_m / 1000, 1),
            })}
          </span>
          {aircraft.measured && same(aircraft.wh_per_m, wh_per_m) && same(aircraft.hover_w, hover_w) ? (
            <span className="dim">{t('plan.effort_taken')}</span>
          ) : (
            <Button size="small" onClick={() => onTake({ wh_per_m, hover_w, measured: true })}>
              {t('plan.effort_take')}
            </Button>
          )}
        </p>
      ))}
      {measured?.length === 0 && <p className="dim">{t('plan.effort_none')}</p>}
    </div>
  );
};
