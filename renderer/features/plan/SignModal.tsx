import type { PlanViolation } from '#common';
import { Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useRecordFault } from '../../ui/faults.ts';
import { Violations } from './ReportPanel.tsx';

type Props = {
  violations: readonly PlanViolation[];
  onSigned: (codes: string[]) => void;
  onCancel: () => void;
};

/** What the station found before the upload: what refuses is shown, what may be signed is ticked one by one. */
export const SignModal = ({ violations, onSigned, onCancel }: Props) => {
  const { t } = useTexts();
  const text = useRecordFault();
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const refused = violations.filter(({ weight }) => weight === 'refuse');
  const codes = [...new Set(violations.filter(({ weight }) => weight === 'sign').map(({ code }) => code))];
  const all = refused.length === 0 && codes.every((code) => ticked.includes(code));
  return (
    <Modal
      open
      title={refused.length > 0 ? t('plan.refused_title') : t('plan.sign_title')}
      okText={t('plan.sign_ok')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: !all }}
      onOk={() => onSigned(codes)}
      onCancel={onCancel}
    >
      {refused.length > 0 ? (
        <Violations violations={violations} />
      ) : (
        <>
          <p className="dim">{t('plan.sign_hint')}</p>
          <ul className="plan-sign">
            {codes.map((code) => {
              const violation = violations.find((each) => each.code === code);
              if (violation === undefined) return null;
              return (
                <li key={code}>
                  <Checkbox
                    checked={ticked.includes(code)}
                    onChange={({ target }) =>
                      setTicked(target.checked ? [...ticked, code] : ticked.filter((each) => each !== code))
                    }
                  >
                    {text(violation).message}
                  </Checkbox>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </Modal>
  );
};
