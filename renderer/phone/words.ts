import type { Alert, Lead } from '#common';
import { isEnglish, t } from './texts.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** `11-22 14:03:20` on this phone's clock. */
export const timeOf = (utc_us: number): string => {
  const at = new Date(utc_us / 1000);
  return `${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
};

/** `2 天 3 时`, `5:07`: the two largest parts. */
export const spanOf = (span_us: number): string => {
  const seconds = Math.floor(span_us / 1_000_000);
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3600)];
  if (days > 0) return t('span_days', { d: days, h: hours });
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? t('span_hours', { h: hours, m: minutes }) : `${minutes}:${two(seconds % 60)}`;
};

/** What the machine believes; only a person's confirmation makes it more than suspected. */
export const whatOf = ({ suspicion, state }: Lead): string => {
  const { item, state: found, facility } = suspicion;
  const gap = isEnglish() ? ' ' : '';
  const language = isEnglish() ? 'en' : 'zh';
  const what =
    facility === undefined
      ? `${t(found)}${gap}${t(item)}`
      : `${facility.name[language]}${gap}${facility.violation[language]}`;
  return state === 'confirmed' ? what : t('suspected', { what });
};

/** How an alert stands, in a word beside its lamp. */
export const stateOf = ({ state, level, answers }: Alert): string => {
  const signed = answers.findLast(({ answer }) => answer === 'sign');
  if (state === 'acknowledged') return t('signed_by', { who: signed?.person_name ?? '' });
  return level > 0 ? `${t('unsigned')} · ${t('escalated')}` : t('unsigned');
};

/** When an unsigned alert goes to the next person; undefined once it cannot go further. */
export const leftOf = ({ escalates_utc_us }: Alert, now_us: number): string | undefined =>
  escalates_utc_us === null
    ? undefined
    : t('seconds_left', { n: Math.max(0, Math.ceil((escalates_utc_us - now_us) / 1_000_000)) });

const directions = {
  zh: ['北', '东北', '东', '东南', '南', '西南', '西', '西北'],
  en: ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'],
};
export const directionOf = (bearing_deg: number): string =>
  directions[isEnglish() ? 'en' : 'zh'][Math.round(bearing_deg / 45) % 8] ?? '';
