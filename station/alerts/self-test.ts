import type { Channel } from '#common';

const china_offset_us = 8 * 3600 * 1_000_000;
const hour_us = 3600 * 1_000_000;
const day_us = 24 * hour_us;
/** A little less than a day, so that a test does not creep later and later into the evening. */
const again_after_us = 20 * hour_us;
const from_hour = 8;
const to_hour = 20;

/**
 * Whether a channel's daily test is due: by day in China, since a test wakes people too, and once a day however often
 * the station is started. Screens need none, and a loudspeaker would address everybody on site.
 */
export const isTestDue = (
  { kind, enabled, tested_utc_us }: Pick<Channel, 'kind' | 'enabled' | 'tested_utc_us'>,
  now_us: number,
): boolean => {
  if (!enabled || kind === 'in_app' || kind === 'loudspeaker') return false;
  const hour = ((((now_us + china_offset_us) % day_us) + day_us) % day_us) / hour_us;
  const by_day = hour >= from_hour && hour < to_hour;
  return by_day && now_us - (tested_utc_us ?? Number.NEGATIVE_INFINITY) >= again_after_us;
};
