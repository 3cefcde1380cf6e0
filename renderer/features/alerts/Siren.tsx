import type { Alert } from '#common';
import { AudioMutedOutlined, SoundOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall } from '../../station/hooks.ts';
import { soundSiren } from './siren-sound.ts';

const muted_key = 'landun.siren_muted';
const repeat_ms = 15_000;
/** Older ones were another shift's: a screen opened in the morning does not wail about yesterday. */
const newest_us = 30 * 60 * 1_000_000;

/**
 * 本站警报: a tone and a spoken warning at the station itself while an alert is unsigned, whatever the network does.
 * Muting silences this screen and signs nothing.
 */
export const Siren = () => {
  const { t, language } = useTexts();
  const alerts = useCall('alerts.list', { limit: 200 });
  const [muted, mute] = useState(() => localStorage.getItem(muted_key) === 'yes');
  const open = (alerts.data ?? []).filter(({ state }) => state !== 'acknowledged');
  const level = open.reduce((highest, alert) => Math.max(highest, alert.level), 0);
  // One key for all that changes what is to be heard: a new alert or a step further sounds at once.
  const key = open.map((alert: Alert) => `${alert.id}/${alert.level}`).join();
  const sound = useEffectEvent((): void => {
    const fresh = open.filter(({ queued_utc_us }) => Date.now() * 1000 - queued_utc_us < newest_us);
    if (fresh.length === 0) return;
    soundSiren(level);
    if (!('speechSynthesis' in window)) return;
    const words = new SpeechSynthesisUtterance(t('alerts.siren_spoken', { count: fresh.length }));
    words.lang = language === 'zh' ? 'zh-CN' : 'en-GB';
    window.speechSynthesis.cancel();
    window.speechSynthesis.speak(words);
  });
  useEffect(() => {
    if (muted || key === '') return undefined;
    sound();
    const timer = setInterval(() => sound(), repeat_ms);
    return () => clearInterval(timer);
  }, [key, muted]);
  const toggle = (): void => {
    localStorage.setItem(muted_key, muted ? 'no' : 'yes');
    if (!muted && 'speechSynthesis' in window) window.speechSynthesis.cancel();
    mute(!muted);
  };
  return (
    <Tooltip title={t(muted ? 'alerts.siren_unmute' : 'alerts.siren_mute')}>
      <Button
        type="text"
        data-siren={key === '' ? 'quiet' : muted ? 'muted' : 'sounding'}
        aria-label={t(muted ? 'alerts.siren_unmute' : 'alerts.siren_mute')}
        icon={muted ? <AudioMutedOutlined /> : <SoundOutlined />}
        onClick={toggle}
      />
    </Tooltip>
  );
};
