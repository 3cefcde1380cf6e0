import type { CaseLamp } from './case.ts';

/** 红黄绿灯 */
export const lampOf = (
  clock: {
    readonly warn_utc_us: number | null;
    readonly due_utc_us: number | null;
    readonly paused: boolean;
  },
  now_utc_us: number,
): CaseLamp => {
  if (clock.due_utc_us === null || clock.warn_utc_us === null) return 'none';
  if (clock.paused) return 'paused';
  if (now_utc_us > clock.due_utc_us) return 'red';
  return now_utc_us >= clock.warn_utc_us ? 'yellow' : 'green';
};
