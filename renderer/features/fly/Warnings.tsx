import type { VehicleWarning } from '#common';
import { AudioMutedOutlined, AudioOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useVehicle } from '../../station/hooks.ts';
import { localTime } from '../../ui/format.ts';
import { newlyBegun } from './warnings.ts';

const muted_key = 'landun.warnings_muted';
const none: readonly VehicleWarning[] = [];

/** What the pilot must know now: shown over the picture until it ends, spoken once when it begins. */
export const Warnings = ({ vehicle_id }: { vehicle_id: string | undefined }) => {
  const { t, language } = useTexts();
  const warnings = useVehicle(vehicle_id, (vehicle) => vehicle.warnings) ?? none;
  const [muted, mute] = useState(() => localStorage.getItem(muted_key) === 'yes');
  const spoken = useRef<readonly VehicleWarning[]>(none);
  useEffect(() => {
    const begun = newlyBegun(spoken.current, warnings);
    spoken.current = warnings;
    if (muted || !('speechSynthesis' in window)) return;
    for (const { kind } of begun) {
      const words = new SpeechSynthesisUtterance(t(`flight.warning.${kind}`));
      words.lang = language === 'zh' ? 'zh-CN' : 'en-GB';
      window.speechSynthesis.speak(words);
    }
  }, [warnings, muted, t, language]);
  const toggle = (): void => {
    localStorage.setItem(muted_key, muted ? 'no' : 'yes');
    if (!muted && 'speechSynthesis' in window) window.speechSynthesis.cancel();
    mute(!muted);
  };
  if (warnings.length === 0) return null;
  return (
    <section className="warnings" aria-label={t('flight.warning.title')} role="alert">
      <ul>
        {warnings.map(({ kind, level, since_utc_us }) => (
          <li key={kind} data-level={level}>
            <b aria-hidden="true">{level === 'critical' ? '✕' : '!'}</b> {t(`flight.warning.${kind}`)}{' '}
            <time className="num">{localTime(since_utc_us)}</time>
          </li>
        ))}
      </ul>
      <Tooltip title={t(muted ? 'flight.warning.unmute' : 'flight.warning.mute')}>
        <Button
          size="small"
          type="text"
          aria-label={t(muted ? 'flight.warning.unmute' : 'flight.warning.mute')}
          icon={muted ? <AudioMutedOutlined /> : <AudioOutlined />}
          onClick={toggle}
        />
      </Tooltip>
    </section>
  );
};
