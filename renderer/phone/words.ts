import type { Alert, Lead } from '#common';
import { isEnglish, t } from './texts.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** `11-22 14:03:20` on this phone's clock. */
export const timeOf = (utc_us: number): string => {
  const at = new Date(utc_us / 1000);
  return `${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
};

export const whatOf = ({ suspicion }: Lead): string =>
  `${t(suspicion.state)}${isEnglish() ? ' ' : ''}${t(suspicion.item)}`;

/** How an alert stands, in a word beside its lamp. */
export const stateOf = ({ state, level, answers }: Alert): string => {
  const signed = answers.findLast(({ answer }) => answer === 'sign');
  if (state === 'acknowledged') return t('signed_by', { who: signed?.person_name ?? '' });
  return level > 0 ? `${t('unsigned')} · ${t('escalated')}` : t('unsigned');
};

const directions = {
  zh: ['北', '东北', '东', '东南', '南', '西南', '西', '西北'],
  en: ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'],
};
export const directionOf = (bearing_deg: number): string =>
  directions[isEnglish() ? 'en' : 'zh'][Math.round(bearing_deg / 45) % 8] ?? '';
