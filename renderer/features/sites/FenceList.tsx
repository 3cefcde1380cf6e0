import type { NoEntryFence } from '#common';
import { Input, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../app/i18n/index.ts';

type Props = {
  readonly fences: readonly NoEntryFence[];
  readonly onChange: (id: string, part: Partial<NoEntryFence>) => void;
  readonly removeButton: (id: string) => ReactNode;
};

const ways = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;
const usual_dwell_s = 30;

/** 电子围栏: the name of each, and what in it is told: entering (from anywhere, or from one side) or staying. */
export const FenceList = ({ fences, onChange, removeButton }: Props) => {
  const { t } = useTexts();
  return (
    <>
      <h3>{t('sites.fences')}</h3>
      {fences.length === 0 && <p className="dim">{t('sites.no_fences')}</p>}
      <ul className="sites-parts">
        {fences.map(({ id, name, rule }) => (
          <li key={id} data-fence>
            <Input
              value={name.zh}
              aria-label={t('sites.fence_name')}
              maxLength={100}
              onChange={({ target }) => onChange(id, { name: { zh: target.value, en: target.value } })}
            />
            {removeButton(id)}
            <div className="sites-fence-rule">
              <Select
                aria-label={t('sites.fence_rule')}
                value={rule.on}
                options={(['entry', 'dwell'] as const).map((on) => ({
                  value: on,
                  label: t(`sites.fence_${on}`),
                }))}
                onChange={(on) =>
                  onChange(id, {
                    rule: on === 'entry' ? { on, from_deg: null } : { on, seconds: usual_dwell_s },
                  })
                }
              />
              {rule.on === 'entry' ? (
                <Select
                  aria-label={t('sites.fence_from')}
                  value={rule.from_deg ?? -1}
                  options={[
                    { value: -1, label: t('sites.fence_from_anywhere') },
                    ...ways.map((way, at) => ({ value: at * 45, label: t(`sites.fence_from_${way}`) })),
                  ]}
                  onChange={(from) =>
                    onChange(id, { rule: { on: 'entry', from_deg: from < 0 ? null : from } })
                  }
                />
              ) : (
                <InputNumber
                  aria-label={t('sites.fence_seconds')}
                  value={rule.seconds}
                  min={1}
                  max={3600}
                  precision={0}
                  suffix={t('sites.seconds')}
                  onChange={(seconds) =>
                    onChange(id, { rule: { on: 'dwell', seconds: seconds ?? usual_dwell_s } })
                  }
                />
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
};
