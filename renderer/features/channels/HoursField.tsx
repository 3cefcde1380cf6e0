import type { Hours } from '#common';
import { Input } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';

type Props = { value?: Hours | null; onChange?: (value: Hours | null) => void };

/** From … to …, in China; both empty means always. */
export const HoursField = ({ value, onChange }: Props) => {
  const { t } = useTexts();
  const change = (part: Partial<Hours>): void => {
    const next = { from: value?.from ?? '', to: value?.to ?? '', ...part };
    onChange?.(next.from === '' && next.to === '' ? null : next);
  };
  return (
    <span className="hours">
      <Input
        type="time"
        aria-label={t('rules.from')}
        value={value?.from ?? ''}
        onChange={(event) => change({ from: event.target.value })}
      />
      –
      <Input
        type="time"
        aria-label={t('rules.to')}
        value={value?.to ?? ''}
        onChange={(event) => change({ to: event.target.value })}
      />
    </span>
  );
};
