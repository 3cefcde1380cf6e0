import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from '#common';

/** Sortable by creation (milliseconds, then 80 random bits), as UUID version 7 does. */
export const systemIds = (clock: Clock): Ids => ({
  next: (prefix) => {
    const time = Math.floor(clock.utc_us() / 1000)
      .toString(16)
      .padStart(12, '0');
    return `${prefix}-${time}${randomBytes(10).toString('hex')}`;
  },
});
