import type { Papers, Plan } from '#common';
import { Input, InputNumber, Select } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { Field, NumberField } from './Field.tsx';
import { MeasuredEffort } from './MeasuredEffort.tsx';

type Props = { plan: Plan; onPlan: (change: (plan: Plan) => Plan) => void };

const year_ahead = (): string => new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);
const today = (): string => new Date().toISOString().slice(0, 10);

/** Aircraft, weather and papers: what the checks cannot measure for themselves. */
export const PapersCard = ({ plan, onPlan }: Props) => {
  const { t } = useTexts();
  const { papers, aircraft } = plan;
  const put = (part: Partial<Papers>) =>
    onPlan((before) => ({ ...before, papers: { ...before.papers, ...part } }));
  const craft = (part: Partial<Plan['aircraft']>) =>
    onPlan((before) => ({ ...before, aircraft: { ...before.aircraft, ...part } }));
  const licence = papers.licence ?? { class: '', number: '', expires_on: year_ahead() };
  const approval = papers.approval ?? { number: '', ceiling_m: 150, from: today(), until: today() };
  /** A paper without its number is no paper. */
  const putLicence = (part: Partial<typeof licence>) => {
    const next = { ...licence, ...part };
    put({ licence: next.number === '' ? null : { ...next, class: next.class || '—' } });
  };
  const putApproval = (part: Partial<typeof approval>) => {
    const next = { ...approval, ...part };
    put({ approval: next.number === '' ? null : next });
  };
  return (
    <div className="plan-grid">
      <Field name={`${t('plan.wind')} (m/s)`}>
        <InputNumber
          size="small"
          aria-label={t('plan.wind')}
          value={plan.wind_m_s}
          min={0}
          max={60}
          onChange={(wind_m_s) => onPlan((before) => ({ ...before, wind_m_s: wind_m_s ?? null }))}
        />
      </Field>
      <MeasuredEffort aircraft={aircraft} onTake={craft} />
      <NumberField
        name={t('plan.battery')}
        unit="Wh"
        value={aircraft.battery_wh}
        min={1}
        max={20_000}
        step={10}
        onChange={(battery_wh) => craft({ battery_wh })}
      />
      <NumberField
        name={t('plan.reserve')}
        unit="%"
        value={aircraft.reserve_percent}
        min={5}
        max={80}
        onChange={(reserve_percent) => craft({ reserve_percent })}
      />
      <Field name={t('plan.licence_class')}>
        <Input
          size="small"
          value={licence.class === '—' ? '' : licence.class}
          aria-label={t('plan.licence_class')}
          onChange={({ target }) => putLicence({ class: target.value.slice(0, 40) })}
        />
      </Field>
      <Field name={t('plan.licence_number')}>
        <Input
          size="small"
          value={licence.number}
          aria-label={t('plan.licence_number')}
          onChange={({ target }) => putLicence({ number: target.value.slice(0, 60) })}
        />
      </Field>
      <Field name={t('plan.licence_expires')}>
        <Input
          size="small"
          type="date"
          value={licence.expires_on}
          aria-label={t('plan.licence_expires')}
          onChange={({ target }) => target.value !== '' && putLicence({ expires_on: target.value })}
        />
      </Field>
      <Field name={t('plan.registration')}>
        <Input
          size="small"
          value={papers.registration ?? ''}
          aria-label={t('plan.registration')}
          onChange={({ target }) => put({ registration: target.value.slice(0, 60) || null })}
        />
      </Field>
      <Field name={t('plan.identification')}>
        <Select
          size="small"
          aria-label={t('plan.identification')}
          value={papers.identification ?? 'none'}
          onChange={(value: 'none' | 'built_in' | 'module') =>
            put({ identification: value === 'none' ? null : value })
          }
          options={(['none', 'built_in', 'module'] as const).map((value) => ({
            value,
            label: t(`plan.identification_${value}`),
          }))}
        />
      </Field>
      <Field name={t('plan.approval')}>
        <Input
          size="small"
          value={approval.number}
          aria-label={t('plan.approval')}
          onChange={({ target }) => putApproval({ number: target.value.slice(0, 60) })}
        />
      </Field>
      {papers.approval !== null && (
        <>
          <NumberField
            name={t('plan.approval_ceiling')}
            unit="m"
            value={approval.ceiling_m}
            min={1}
            max={6000}
            onChange={(ceiling_m) => putApproval({ ceiling_m })}
          />
          <Field name={t('plan.approval_from')}>
            <Input
              size="small"
              type="date"
              value={approval.from}
              aria-label={t('plan.approval_from')}
              onChange={({ target }) => target.value !== '' && putApproval({ from: target.value })}
            />
          </Field>
          <Field name={t('plan.approval_until')}>
            <Input
              size="small"
              type="date"
              value={approval.until}
              aria-label={t('plan.approval_until')}
              onChange={({ target }) => target.value !== '' && putApproval({ until: target.value })}
            />
          </Field>
        </>
      )}
    </div>
  );
};
