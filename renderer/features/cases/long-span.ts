import type { Text } from '#common';

/** A span as people say it: seconds, minutes, hours or days. */
export const longSpan = (us: number): Text => {
  const seconds = Math.floor(us / 1_000_000);
  if (seconds < 90) return { zh: `${seconds} 秒`, en: `${seconds} s` };
  const minutes = Math.floor(seconds / 60);
  if (minutes < 90) return { zh: `${minutes} 分钟`, en: `${minutes} min` };
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return { zh: `${hours} 小时`, en: `${hours} h` };
  const days = Math.floor(hours / 24);
  return { zh: `${days} 天`, en: `${days} d` };
};
